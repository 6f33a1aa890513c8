/** The built executable as its users have it: on the PATH of a shell, in an empty folder, with an empty home. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { emptyFolder } from './world.ts'

export const EXECUTABLE = resolve(import.meta.dirname, '../../bin/videosdk-token.js')

export interface Shell {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export function openShell(env: Record<string, string> = {}): Shell {
  if (!existsSync(resolve(EXECUTABLE, '../../dist/cli.cjs'))) throw new Error('Build first: npm run build')
  const folder = emptyFolder()
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  symlinkSync(EXECUTABLE, join(bin, 'videosdk-token'))
  // What npx does once it has the package.
  writeFileSync(join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n')
  chmodSync(join(bin, 'npx'), 0o755)
  const PATH = [bin, resolve(process.execPath, '..'), process.env.PATH].join(delimiter)
  return { folder, env: { PATH, HOME: folder, TMPDIR: folder, ...env } }
}

/** Runs a line of shell to its end; stdin is empty unless text is given. */
export function sh(line: string, { folder, env }: Shell, stdin = ''): Promise<Ended> {
  const child = spawn('/bin/sh', ['-c', line], { cwd: folder, env, stdio: 'pipe' })
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  return ending(child)
}

export function ending(child: ReturnType<typeof spawn>): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((settle, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => settle({ code, signal, stdout, stderr }))
  })
}
