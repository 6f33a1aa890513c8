/**
 * Who talks to VideoSDK itself, each request sent as that client sends it; seen in the official repositories,
 * from 2024 to 2026.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { NOT_FOUND, UNKNOWN_ROOM_STATUS } from '../../src/sandbox/answers.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { forge } from '../support/forge.ts'
import { sender } from '../support/send.ts'
import { API_KEY } from '../support/world.ts'

let sandbox: StartedSandbox
/** As the dashboard makes it, without a version, or as the apps' own servers do. */
let token: string

beforeAll(async () => {
  sandbox = await startSandbox()
  const now = Math.floor(Date.now() / 1000)
  const claims = { apikey: 'sandbox', permissions: ['allow_join', 'allow_mod'], iat: now, exp: now + 86_400 }
  token = forge({ alg: 'HS256', typ: 'JWT' }, claims, sandbox.credentials.secret)
})
afterAll(() => sandbox.close())

const send = sender(() => sandbox.url)

const JSON_TYPE = { 'content-type': 'application/json' }

describe('react and react-native examples: a token of the dashboard, fetch', () => {
  it('creates with a content type and no body, and validates', async () => {
    const made = await send('POST', '/v2/rooms', { authorization: token, ...JSON_TYPE })
    expect(made.status).toBe(200)
    const { roomId } = made.json
    const valid = await send('GET', `/v2/rooms/validate/${roomId}`, { authorization: token, ...JSON_TYPE })
    expect(valid.json.roomId).toBe(roomId)
  })

  it('reads the error, or the text, of a refusal', async () => {
    const answer = await send('GET', '/v2/rooms/validate/nobody', { authorization: token, ...JSON_TYPE })
    expect(answer.status).toBe(UNKNOWN_ROOM_STATUS.validate)
    expect(answer.json.error).toBe(NOT_FOUND.room)
    expect(answer.text).toContain(NOT_FOUND.room)
  })
})

describe('flutter example: the endpoint has /v2, or its stand-in has none', () => {
  test.each(['/v2', ''])('%j', async (base) => {
    const made = await send('POST', `${base}/rooms`, { Authorization: token, 'content-length': '0' })
    const { roomId } = made.json
    expect((await send('GET', `${base}/rooms/validate/${roomId}`, { Authorization: token })).status).toBe(200)
    const sessions = await send('GET', `${base}/sessions?roomId=${roomId}`, { Authorization: token })
    expect(sessions.json.data).toEqual([])
  })
})

describe('android examples, kotlin and java', () => {
  it('POST /v2/rooms without a body or a content type; /v2/sessions/?roomId= with its slash', async () => {
    const made = await send('POST', '/v2/rooms', { Authorization: token })
    const { roomId } = made.json
    expect((await send('GET', `/v2/rooms/validate/${roomId}`, { Authorization: token })).json.roomId).toBe(
      roomId,
    )
    const sessions = await send('GET', `/v2/sessions/?roomId=${roomId}`, { Authorization: token })
    expect(sessions.json).toMatchObject({ pageInfo: { total: 0 }, data: [] })
    const refused = await send('POST', '/v2/rooms', { Authorization: 'expired' })
    expect(refused.json.error).toBe('Token is invalid or expired')
  })
})

describe('agents (Python)', () => {
  it('POST /v2/rooms with neither body nor content type, allow_join, version 2, one hour', async () => {
    const agent = createSigner(sandbox.credentials).sign({ permissions: ['allow_join'], expiresIn: '1h' })
    expect((await send('POST', '/v2/rooms', { Authorization: agent })).json).toHaveProperty('roomId')
  })
})

describe('api-server-examples, as the servers that ask VideoSDK', () => {
  it('POST /v2/rooms with a region, and validation by GET', async () => {
    const body = JSON.stringify({ region: 'sg001' })
    const made = await send('POST', '/v2/rooms', { Authorization: token, ...JSON_TYPE }, body)
    expect(made.status).toBe(200)
    const valid = await send(
      'GET',
      `/v2/rooms/validate/${made.json.roomId}`,
      { Authorization: token, ...JSON_TYPE },
      '{}',
    )
    expect(valid.status).toBe(200)
  })

  it('PHP and the page: v1 by form, by POST', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const made = await send('POST', '/v1/meetings', { Authorization: token, ...type }, '{"region":"sg001"}')
    const { meetingId } = made.json
    expect(
      (await send('POST', `/v1/meetings/${meetingId}`, { Authorization: token, ...type })).json.meetingId,
    ).toBe(meetingId)
    expect((await send('POST', `/api/meetings/${meetingId}`, { Authorization: token })).status).toBe(200)
  })
})

describe('a web server that drops the header (server-examples 11), and a Bearer (javascript-sdk-example 11)', () => {
  test('no header', async () => {
    const words = "Please login to continue!. Token not provided inside https request headers 'authorization'"
    expect(await send('POST', '/v2/rooms', {})).toMatchObject({
      status: 401,
      json: { statusCode: 401, error: words, message: words },
    })
  })

  test('an API key with Bearer', async () => {
    expect(await send('POST', '/v2/rooms', { Authorization: `Bearer ${API_KEY}` })).toMatchObject({
      status: 401,
      json: {
        statusCode: 401,
        error: expect.stringContaining('"Bearer"'),
        message: expect.stringContaining('"Bearer"'),
      },
    })
  })
})
