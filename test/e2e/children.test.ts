/** Programs that a command starts find neither a secret, nor a token, nor an access key in their environment. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openShell, type Shell, sh } from '../support/shell.ts'
import { API_KEY, SECRET, withCredentials } from '../support/world.ts'

const CONFIDENTIAL = {
  VIDEOSDK_SECRET: SECRET,
  VIDEOSDK_SECRET_KEY: SECRET,
  VIDEOSDK_TOKEN: 'a token',
  VIDEOSDK_AUTH_TOKEN: 'a token',
  VIDEOSDK_TOKEN_ACCESS_KEY: 'an access key of the server',
}

/** What a program of that name does at last; one that takes the token reads it, since who writes to a closed pipe fails. */
const WAYS = { git: 'exit 1', which: 'exit 0', xsel: 'exec cat >/dev/null', secrets: 'exit 1' }

/** Programs of these names write down their environment first. */
function shellWith(...programs: (keyof typeof WAYS)[]): Shell {
  const shell = openShell({ ...withCredentials, ...CONFIDENTIAL, OTHER: 'kept' })
  for (const name of programs) {
    const path = join(shell.folder, '.bin', name)
    writeFileSync(path, `#!/bin/sh\nenv >"$HOME/env-of-${name}"\n${WAYS[name]}\n`)
    chmodSync(path, 0o755)
  }
  return shell
}

function namesIn(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/=.*/s, ''))
}

function expectNothingIn(text: string): void {
  expect(text).toContain('OTHER=kept')
  expect(namesIn(text).filter((name) => name in CONFIDENTIAL)).toEqual([])
}

describe.concurrent('the environment of', () => {
  test('git, which says whether it ignores a file', async () => {
    const shell = shellWith('git')
    const { stderr } = await sh('videosdk-token token --into .env', shell)
    expect(stderr).toContain('[file-not-ignored]')
    expectNothingIn(readFileSync(join(shell.folder, 'env-of-git'), 'utf8'))
  })

  test.each(['token', 'create-meeting --sandbox'])('the clipboard, for %s --copy', async (command) => {
    const shell = shellWith('which', 'xsel')
    const { code } = await sh(`videosdk-token ${command} --copy`, shell)
    expect(code).toBe(0)
    for (const name of ['which', 'xsel'])
      expectNothingIn(readFileSync(join(shell.folder, `env-of-${name}`), 'utf8'))
  })

  test('the command that prints a secret', async () => {
    const shell = shellWith('secrets')
    const add = `videosdk-token profile add p --offline --api-key ${API_KEY} --secret-command secrets`
    const { stderr } = await sh(`${add} && videosdk-token token --profile p`, shell)
    expect(stderr).toContain('[secret-command-failed]')
    expectNothingIn(readFileSync(join(shell.folder, 'env-of-secrets'), 'utf8'))
  })

  test('the command of exec, which has a token of its own', async () => {
    const shell = shellWith()
    const { stdout } = await sh('videosdk-token exec -- env', shell)
    const { VIDEOSDK_TOKEN, VIDEOSDK_AUTH_TOKEN, ...others } = CONFIDENTIAL
    expect(stdout).toMatch(/^VIDEOSDK_TOKEN=eyJ/m)
    expect(stdout).toMatch(/^VIDEOSDK_AUTH_TOKEN=eyJ/m)
    expect(stdout).not.toContain(VIDEOSDK_TOKEN)
    expect(stdout).not.toContain(VIDEOSDK_AUTH_TOKEN)
    expect(namesIn(stdout).filter((name) => name in others)).toEqual([])
  })
})
