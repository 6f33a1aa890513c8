/** A bug after the secret was read: exit code 70, and nothing of the secret, whatever the error has in it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openShell, sh } from '../support/shell.ts'
import { API_KEY } from '../support/world.ts'

/** With signs that JSON and addresses write otherwise. */
const SECRET = 'a-secret-with-"signs"-in-it-+/=-0123456789'

/** Node's own function for keys is broken: it says what it was given, in each way. */
const BROKEN = `
const crypto = require('node:crypto')
const real = crypto.createSecretKey
crypto.createSecretKey = (key, ...more) => {
  const text = String(key)
  const message = [text, JSON.stringify(text), encodeURIComponent(text)].join(' ')
  const error = Object.assign(new Error(message), { key: text, options: { secret: text } })
  error.cause = new Error(text)
  if (process.env.CRASH === 'thrown') throw error
  if (process.env.CRASH === 'thrown later') process.nextTick(() => { throw error })
  if (process.env.CRASH === 'rejected') Promise.reject(error)
  if (process.env.CRASH === 'no error') process.nextTick(() => { throw text })
  return real(key, ...more)
}
`

describe.concurrent.each(['thrown', 'thrown later', 'rejected', 'no error'])('%s', (CRASH) => {
  test.each(['', '--verbose', '--json', '-q', '--verbose --json'])('%s', async (flags) => {
    const shell = openShell({ CRASH, NODE_OPTIONS: '--require ./broken.cjs', VIDEOSDK_API_KEY: API_KEY })
    writeFileSync(join(shell.folder, 'broken.cjs'), BROKEN)
    writeFileSync(join(shell.folder, 'secret'), SECRET)
    const line = `videosdk-token token --api-key ${API_KEY} --secret-file secret ${flags}`
    const { code, stdout, stderr } = await sh(line, shell)
    expect(code).toBe(70)
    expect(stderr).toMatch(/^error: unexpected: .* +\[bug\]\n.*please report it/m)
    expect(/^\s+at /m.test(stderr)).toBe(flags.includes('--verbose'))
    for (const part of [
      SECRET,
      JSON.stringify(SECRET),
      encodeURIComponent(SECRET),
      SECRET.slice(0, 12),
      SECRET.slice(-12),
    ])
      expect(stdout + stderr).not.toContain(part)
  })
})
