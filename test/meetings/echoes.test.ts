/** An API, or what stands before it, that says back the token that it was sent: no message says it on. */
import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/index.ts'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { withoutTokens } from '../../src/token/text.ts'
import { createWorld, run, withCredentials } from '../support/world.ts'

const ECHOES: Readonly<Record<string, (token: string) => string>> = {
  'as it is': (token) => JSON.stringify({ message: `Authorization: ${token} is wrong` }),
  'in pieces': (token) => JSON.stringify({ error: token.replaceAll('.', ' . ') }),
  'its signature': (token) => JSON.stringify({ msg: `signature "${token.split('.')[2]}" is wrong` }),
  'in base64': (token) => JSON.stringify({ message: `got ${btoa(token)}` }),
  'in base64, behind something': (token) => JSON.stringify({ message: btoa(`user:${token}`) }),
  'its signature in base64url': (token) =>
    JSON.stringify({ message: Buffer.from(`x${token.split('.')[2]}`).toString('base64url') }),
  'in text that is no JSON': (token) => `no: ${token}`,
}

/** The token that came, and an answer with it, or an error as a fetch throws it. */
function echoing(status: number, echo: (token: string) => string) {
  const seen = { token: '' }
  const fetch: Fetch = async (_url, init) => {
    seen.token = (init.headers as Record<string, string>).authorization ?? ''
    const text = echo(seen.token)
    if (status === 0) throw new TypeError('fetch failed', { cause: new Error(text) })
    return new Response(text, { status })
  }
  return { seen, fetch }
}

function expectNoPart(text: string, token: string): void {
  const parts = token.split('.')
  expect(parts.map((part) => part.length > 12)).toEqual([true, true, true])
  const forms = parts.flatMap((part) => [part, part.slice(-12), btoa(part).slice(0, 12)])
  expect(forms.filter((form) => text.includes(form))).toEqual([])
}

describe.each(Object.entries(ECHOES))('%s', (_name, echo) => {
  test.each([0, 400, 401, 402, 404, 429, 500])('%d', async (status) => {
    const { seen, fetch } = echoing(status, echo)
    const world = createWorld({ env: withCredentials, fetch })
    const { stdout, stderr } = await run('list-meetings --retries 0 --json --verbose', world)
    expect(stderr).toMatch(/^error: /m)
    expectNoPart(stdout + stderr, seen.token)
  })

  test('the library', async () => {
    const { seen, fetch } = echoing(500, echo)
    const client = createClient({ apiKey: 'k', secret: 's'.repeat(32) }, { fetch, retries: 0 })
    const error = await client.createMeeting().catch((thrown) => thrown)
    expect(error.code).toBe('api-failed')
    expectNoPart(error.message, seen.token)
  })
})

test('what is no token stays', () => {
  const text = `no Route matched with ${'a'.repeat(60)} at /v2/rooms/abcd-efgh-ijkl/and/a/long/path-to-it?x=AbC123`
  expect(withoutTokens(text, 'a.short.one')).toBe(text)
})
