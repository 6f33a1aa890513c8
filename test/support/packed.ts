/** The package as its users have it: the tarball, installed into an empty folder. */
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { emptyFolder } from './world.ts'

const ROOT = resolve(import.meta.dirname, '../..')

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Packs what `npm run build` built; the path of the tarball. */
export function pack(folder: string): string {
  // The scripts would build again, under the hands of other tests.
  const name = npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], ROOT).trim()
  return join(folder, name)
}

/** Packs and installs it, with others beside it where they are named. */
export function installPacked(...others: readonly string[]): string {
  const folder = emptyFolder()
  const tarball = pack(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  npm(['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', tarball, ...others], folder)
  return folder
}

/** Every file of the package, as it is installed in that folder. */
export function installedFiles(folder: string): string[] {
  return readdirSync(join(folder, 'node_modules/videosdk-token'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).split('/videosdk-token/').at(-1) ?? '')
    .sort()
}
