/**
 * Who talks to a token server, each request sent as that client sends it: the clients of the "Server setup" page,
 * and those of the official repositories, from 2024 to 2026.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Listening } from '../../src/http/listen.ts'
import { startTokenServer } from '../../src/server/start-token-server.ts'
import { inspectToken } from '../../src/token/inspect-token.ts'
import { sender } from '../support/send.ts'
import { PAIR, sandboxFor } from '../support/token-server.ts'

let server: Listening

beforeAll(async () => {
  server = await startTokenServer({
    ...PAIR,
    accessKey: false,
    fetch: sandboxFor().fetch,
    port: 0,
    host: '127.0.0.1',
  })
})
afterAll(() => server.close())

const send = sender(() => server.url)

const FORM = 'application/x-www-form-urlencoded'
const ROOM_ID = /^\w{4}-\w{4}-\w{4}$/

async function fetchToken(): Promise<string> {
  return String((await send('GET', '/get-token')).json.token)
}

it("the page's Flutter client: token in the header, no body, no content type; reads meetingId", async () => {
  const { json } = await send('GET', '/get-token', {
    'user-agent': 'Dart/3.5 (dart:io)',
    'accept-encoding': 'gzip',
  })
  const made = await send('POST', '/create-meeting', {
    Authorization: String(json.token),
    'content-length': '0',
  })
  expect(made.status).toBe(200)
  expect(made.json.meetingId).toMatch(ROOM_ID)
})

describe("the page's Node convention: token and region in the body, a slash at the end", () => {
  test.each([
    ['JSON', 'application/json', (token: string) => JSON.stringify({ token, region: 'sg001' })],
    ['a form', FORM, (token: string) => `token=${token}&region=sg001`],
    ['JSON without a region', 'application/json', (token: string) => JSON.stringify({ token, region: '' })],
  ])('%s', async (_name, type, bodyWith) => {
    const token = await fetchToken()
    const made = await send('POST', '/create-meeting/', { 'content-type': type }, bodyWith(token))
    expect(made.status).toBe(200)
    const { meetingId, roomId } = made.json
    expect(meetingId).toBe(roomId)
    const body = type === FORM ? `token=${token}` : JSON.stringify({ token })
    const valid = await send('POST', `/validate-meeting/${meetingId}/`, { 'content-type': type }, body)
    expect(valid).toMatchObject({ status: 200, json: { meetingId, roomId } })
  })
})

it('iOS example: JSON under the name of a form, to create and to validate', async () => {
  const { json } = await send('GET', '/get-token', {
    accept: '*/*',
    'user-agent': 'VideoSDKRTC_Example/1 CFNetwork',
  })
  const body = JSON.stringify({ token: json.token })
  const made = await send('POST', '/create-meeting', { 'content-type': FORM }, body)
  expect(made.json.meetingId).toMatch(ROOM_ID)
  const valid = await send('POST', `/validate-meeting/${made.json.meetingId}`, { 'content-type': FORM }, body)
  expect(valid).toMatchObject({ status: 200, json: { meetingId: made.json.meetingId } })
})

test.each([
  ['react, react-native', { 'content-type': 'application/json' }],
  ['flutter', { 'user-agent': 'Dart/3.5 (dart:io)' }],
  ['android', { 'user-agent': 'okhttp/4.12.0', connection: 'Keep-Alive' }],
])('%s example: GET AUTH_URL/get-token, and VideoSDK takes the token itself', async (_name, headers) => {
  const { status, json } = await send('GET', '/get-token', headers)
  expect(status).toBe(200)
  const read = inspectToken(String(json.token), { ...PAIR, for: 'api' })
  expect(read).toMatchObject({ signature: 'valid', canCallApi: true, canJoin: true })
})

describe('clients of the official example servers', () => {
  it('GET /get-token?roomId=&peerId=: version 2 and the role rtc, for either of them', async () => {
    for (const query of [
      '?roomId=abcd-efgh-ijkl&peerId=ann',
      '?roomId=abcd-efgh-ijkl',
      '?peerId=ann&roomId=',
    ]) {
      const read = inspectToken(String((await send('GET', `/get-token${query}`)).json.token), PAIR)
      expect(read.claims).toMatchObject({ version: 2, roles: ['rtc'] })
      expect(read.canJoin).toBe(true)
    }
  })

  it('Node reads them from the body of a GET, which is refused and not lost: POST does it', async () => {
    const body = JSON.stringify({ roomId: 'abcd-efgh-ijkl', peerId: 'ann' })
    const type = { 'content-type': 'application/json' }
    expect(await send('GET', '/get-token', type, body)).toMatchObject({
      status: 400,
      json: { code: 'body-invalid', message: expect.stringContaining('POST') },
    })
    const { claims } = inspectToken(String((await send('POST', '/get-token', type, body)).json.token), PAIR)
    expect(claims).toMatchObject({ roomId: 'abcd-efgh-ijkl', participantId: 'ann', roles: ['rtc'] })
  })

  it('validate by POST {"token"}; PHP by GET, with the token in the header in place of a body', async () => {
    const token = await fetchToken()
    const type = { 'content-type': 'application/json' }
    const made = await send('POST', '/create-meeting', type, JSON.stringify({ token, region: 'sg001' }))
    const path = `/validate-meeting/${made.json.roomId}`
    expect((await send('POST', path, type, JSON.stringify({ token }))).status).toBe(200)
    expect((await send('GET', path, type, JSON.stringify({ token }))).status).toBe(400)
    expect(await send('GET', path, { Authorization: token })).toMatchObject({ status: 200, json: made.json })
    expect((await send('GET', '/validate-meeting/nobody', { Authorization: token })).status).toBe(404)
  })
})

describe('docs (React), hono 428, 562, 2651', () => {
  const type = { 'content-type': 'application/json' }

  it('a content type without a body', async () => {
    expect((await send('GET', '/get-token', type)).status).toBe(200)
    const made = await send('POST', '/create-meeting', type)
    expect(made.status).toBe(200)
    expect(made.json.meetingId).toBe(made.json.roomId)
  })

  it('a body that is no JSON', async () => {
    const broken = await send('POST', '/create-meeting', type, '{"token":')
    expect(broken.status).toBe(400)
    expect(Object.keys(broken.json)).toEqual(['message', 'code'])
  })
})

describe('a Next.js app: JSON as plain text, or with no type', () => {
  test.each([{ 'content-type': 'text/plain;charset=UTF-8' }, {}])('%j', async (headers) => {
    const token = await fetchToken()
    expect(
      (await send('POST', '/create-meeting', headers as Record<string, string>, JSON.stringify({ token })))
        .status,
    ).toBe(200)
    const expired = 'eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.x'
    const refused = await send(
      'POST',
      '/create-meeting',
      headers as Record<string, string>,
      JSON.stringify({ token: expired }),
    )
    expect(refused.status).toBe(401)
  })
})

it('pastes of a token with quotes, or with Bearer, are taken', async () => {
  const token = await fetchToken()
  for (const Authorization of [`Bearer ${token}`, `"${token}"`, ` ${token} `])
    expect((await send('POST', '/create-meeting', { Authorization })).status).toBe(200)
})
