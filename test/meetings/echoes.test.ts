/** An API, or what stands before it, that says back the token that it was sent: no message says it on. */
import { describe, expect, test } from 'vitest'
import { createClient, createSigner } from '../../src/index.ts'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { withoutTokens } from '../../src/token/text.ts'
import { recording } from '../support/upstream.ts'
import { API_KEY, createWorld, run, SECRET, withCredentials } from '../support/world.ts'

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

test.each([40, 41, 42, 43])('a secret of %d bytes is found in base64, wherever that begins', (length) => {
  const secret = 'äbcdefghijkl-"secret"/'.repeat(3).slice(0, length)
  for (const before of ['', 'a', 'ab', 'user:']) {
    const text = `key ${Buffer.from(before + secret).toString('base64')} is bad`
    expect(withoutTokens(text, [Buffer.from(secret).toString('latin1')])).toMatch(/^key .{6}…=* is bad$/)
  }
})

test('what is no token stays', () => {
  const text = `no Route matched with ${'a'.repeat(60)} at /v2/rooms/abcd-efgh-ijkl/and/a/long/path-to-it?x=AbC123`
  expect(withoutTokens(text, ['a.short.one'])).toBe(text)
})

describe('a token or the secret where the id of a meeting belongs', () => {
  const token = createSigner({ apiKey: API_KEY, secret: SECRET }).sign()

  test.each([
    ['validate', token],
    ['validate', SECRET],
    ['deactivate-meeting', token],
    ['deactivate-meeting', SECRET],
  ])('%s is in no address', async (command, id) => {
    const { fetch, asked } = recording(() => Response.json({ roomId: 'abcd-efgh-ijkl' }))
    const { code } = await run([command, id], createWorld({ env: withCredentials, fetch }))
    expect({ code, asked }).toEqual({ code: 1, asked: [] })
  })

  test.each([token, SECRET])('nor is a query', async (query) => {
    const { fetch, asked } = recording(() => Response.json({ data: [] }))
    const { code, stdout } = await run(
      ['list-meetings', '--query', query],
      createWorld({ env: withCredentials, fetch }),
    )
    expect({ code, stdout, asked }).toEqual({ code: 0, stdout: '', asked: [] })
  })

  test('nor is it in that of the library', async () => {
    const { fetch, asked } = recording(() => Response.json({ roomId: 'abcd-efgh-ijkl' }))
    const client = createClient({ apiKey: API_KEY, secret: SECRET }, { fetch })
    expect(await client.validateMeeting(SECRET)).toMatchObject({ valid: false, reason: 'not-found' })
    await expect(client.deactivateMeeting(token)).rejects.toMatchObject({ code: 'meeting-unknown' })
    expect(asked).toEqual([])
  })
})
