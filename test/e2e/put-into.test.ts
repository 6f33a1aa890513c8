/** `--into` by many processes at once, and by one that is interrupted while it waits. */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXECUTABLE, ending, openShell, sh } from '../support/shell.ts'

test.concurrent('twenty processes leave twenty variables, and nothing else', async () => {
  const shell = openShell()
  writeFileSync(join(shell.folder, '.env'), 'A=1\n')
  const names = Array.from({ length: 20 }, (_, n) => `TOKEN_${n}`)
  const line = (name: string): string => `videosdk-token token --sandbox --into .env --env-name ${name}`
  const ended = await Promise.all(names.map((name) => sh(line(name), shell)))
  expect(ended.map(({ code }) => code)).toEqual(names.map(() => 0))
  const written = readFileSync(join(shell.folder, '.env'), 'utf8').trimEnd().split('\n')
  expect(written.map((one) => one.replace(/=.*/, '')).toSorted()).toEqual(['A', ...names].toSorted())
  expect(readdirSync(shell.folder).filter((name) => name.startsWith('.env'))).toEqual(['.env'])
})

test.concurrent('one that is interrupted while it waits leaves nothing behind', async () => {
  const { folder, env } = openShell()
  // Held by this very process, which lives.
  const began = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19]
  writeFileSync(join(folder, '.env.lock'), `${hostname()} ${process.pid} ${began}`)
  const child = spawn(process.execPath, [EXECUTABLE, 'token', '--sandbox', '--into', '.env'], {
    cwd: folder,
    env,
  })
  const ended = ending(child)
  while (readdirSync(folder).filter((name) => name.startsWith('.env.lock-')).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, stdout: '' })
  expect(readdirSync(folder).filter((name) => name.startsWith('.env'))).toEqual(['.env.lock'])
})

test.concurrent('a token behind a symlink is warned of where git would take it', async () => {
  const shell = openShell()
  const line =
    'git init -q . && echo .env >.gitignore && ln -s dev.env .env && videosdk-token token --sandbox --into .env'
  const { code, stderr } = await sh(line, shell)
  expect(code).toBe(0)
  expect(stderr).toContain('[file-not-ignored]')
  const plain = await sh('rm .env && videosdk-token token --sandbox --into .env', shell)
  expect(plain.stderr).toBe('VIDEOSDK_TOKEN added in .env\n')
})

test.concurrent('a folder that was deleted is an error, and no bug', async () => {
  const shell = openShell()
  mkdirSync(join(shell.folder, 'gone'))
  const { code, stderr } = await sh(
    'cd gone && rmdir ../gone && videosdk-token token --sandbox --into .env',
    shell,
  )
  expect(code).toBe(2)
  expect(stderr).toContain('[file-unwritable]')
})
