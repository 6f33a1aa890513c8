/** The package as its users have it: the tarball, installed into an empty folder. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { emptyFolder } from './world.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** Packs what `npm run build` built. */
export function installPacked(): string {
  const folder = emptyFolder()
  const npm = (args: string[], cwd: string): string =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const tarball = npm(['pack', '--silent', '--pack-destination', folder], ROOT)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  npm(['install', '--silent', '--no-audit', '--no-fund', `./${tarball.trim()}`], folder)
  return folder
}
