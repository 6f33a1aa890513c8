/** VideoSDK's REST API as the sandbox gives it: paths, bodies, statuses, tokens. */
import { describe, expect, it, test } from 'vitest'
import type { RequestRecord } from '../../src/http/record.ts'
import { UNKNOWN_ROOM_STATUS } from '../../src/sandbox/answers.ts'
import { createSandbox, type SandboxOptions } from '../../src/sandbox/create-sandbox.ts'
import type { TokenRequest } from '../../src/token/claims.ts'
import { VideosdkTokenError } from '../../src/token/errors.ts'
import { createSigner } from '../../src/token/sign.ts'
import { forge } from '../support/forge.ts'
import { API_KEY, OTHER_SECRET, SECRET } from '../support/world.ts'

const ORIGIN = 'https://api.videosdk.live'

function open(options: SandboxOptions = {}) {
  const sandbox = createSandbox(options)
  const sign = (request?: TokenRequest) => createSigner(sandbox.credentials).sign(request)
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = {
      method,
      headers: { authorization: sign(), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }
    const response = await sandbox.fetch(`${ORIGIN}${path}`, init)
    const text = await response.text()
    const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
    return { status: response.status, headers: response.headers, json, text }
  }
  const make = async (body?: unknown) => (await ask('POST', '/v2/rooms', body)).json as { roomId: string }
  return { sandbox, sign, ask, make }
}

const NO_TOKEN =
  /^Please login to continue!\. Token not provided inside https request headers 'authorization'$/

describe('v2', () => {
  it('makes a room, in the form of VideoSDK', async () => {
    const { ask } = open({ now: () => new Date('2026-11-25T12:00:00Z') })
    const { status, json } = await ask('POST', '/v2/rooms')
    expect(status).toBe(200)
    expect(json).toEqual({
      roomId: expect.stringMatching(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/),
      customRoomId: null,
      userId: expect.stringMatching(/^[0-9a-f]{24}$/),
      disabled: false,
      createdAt: '2026-11-25T12:00:00.000Z',
      updatedAt: '2026-11-25T12:00:00.000Z',
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      links: { get_room: `${ORIGIN}/v2/rooms/${json.roomId}`, get_session: `${ORIGIN}/v2/sessions/` },
    })
  })

  it('gives the same room for a custom id, as it was made first', async () => {
    const { make, ask } = open()
    const webhook = { endPoint: 'https://example.org/hook', events: ['session-started'] }
    const room = await make({
      customRoomId: 'standup',
      webhook,
      geoFence: 'in002',
      autoCloseConfig: { duration: 1 },
    })
    expect(room).toMatchObject({
      customRoomId: 'standup',
      webhook,
      geoFence: 'in002',
      autoCloseConfig: { duration: 1 },
    })
    expect(await make({ customRoomId: 'standup' })).toEqual(room)
    for (const id of ['standup', room.roomId]) {
      expect((await ask('GET', `/v2/rooms/${id}`)).json).toEqual(room)
      expect((await ask('GET', `/v2/rooms/validate/${id}`)).json).toEqual(room)
    }
  })

  test.each([
    ['GET', '/v2/rooms/validate/nobody', 400],
    ['GET', '/v2/rooms/nobody', 404],
    ['POST', '/v2/rooms/deactivate', 402],
  ])('%s %s of an unknown room is %d', async (method, path, status) => {
    const answer = await open().ask(method, path, method === 'POST' ? { roomId: 'nobody' } : undefined)
    expect(answer).toMatchObject({
      status,
      json: { statusCode: status, error: 'Room not found.', message: 'Room not found.' },
    })
  })

  it('deactivates by the room id alone, and again', async () => {
    const { make, ask } = open()
    const { roomId } = await make({ customRoomId: 'standup' })
    expect((await ask('POST', '/v2/rooms/deactivate', { roomId: 'standup' })).status).toBe(402)
    for (const _twice of [1, 2])
      expect((await ask('POST', '/v2/rooms/deactivate', { roomId })).json).toMatchObject({
        roomId,
        disabled: true,
      })
    expect((await ask('GET', '/v2/rooms/validate/standup')).json).toMatchObject({ roomId, disabled: true })
    expect((await ask('POST', '/v2/rooms/deactivate', {})).status).toBe(400)
  })

  it('lists the newest first, in pages', async () => {
    const { make, ask } = open()
    for (let n = 0; n < 5; n++) await make({ customRoomId: `r${n}` })
    const list = async (query: string) => {
      const { json } = await ask('GET', `/v2/rooms${query}`)
      const { pageInfo, data } = json as { pageInfo: object; data: { customRoomId: string }[] }
      return { pageInfo, ids: data.map(({ customRoomId }) => customRoomId) }
    }
    expect(await list('')).toEqual({
      pageInfo: { currentPage: 1, perPage: 20, lastPage: 1, total: 5 },
      ids: ['r4', 'r3', 'r2', 'r1', 'r0'],
    })
    expect(await list('?page=2&perPage=2')).toEqual({
      pageInfo: { currentPage: 2, perPage: 2, lastPage: 3, total: 5 },
      ids: ['r2', 'r1'],
    })
    expect((await list('?page=9')).ids).toEqual([])
    expect((await list('?query=r3')).ids).toEqual(['r3'])
    expect((await list('?query=nobody')).pageInfo).toMatchObject({ total: 0, lastPage: 1 })
    for (const query of ['?page=0', '?perPage=101', '?page=x', '?perPage=-1'])
      expect((await ask('GET', `/v2/rooms${query}`)).status).toBe(400)
  })

  test.each(['/v2/sessions?roomId=x', '/v2/sessions/?roomId=x', '/sessions?roomId=x'])(
    '%s is empty',
    async (path) => {
      expect((await open().ask('GET', path)).json).toEqual({
        pageInfo: { currentPage: 1, perPage: 20, lastPage: 1, total: 0 },
        data: [],
      })
    },
  )

  test('paths without /v2, and with a slash at their end', async () => {
    const { ask } = open()
    const { roomId } = (await ask('POST', '/rooms')).json
    expect((await ask('GET', `/rooms/validate/${roomId}`)).status).toBe(200)
    expect((await ask('GET', `/rooms/validate/${roomId}/`)).status).toBe(200)
    expect((await ask('GET', `/rooms/${roomId}`)).status).toBe(200)
    expect((await ask('POST', '/rooms/deactivate', { roomId })).status).toBe(200)
    expect((await ask('GET', '/rooms/')).status).toBe(200)
  })
})

describe('v1', () => {
  test.each(['/v1/meetings', '/api/meetings'])('%s makes, and validates by POST and GET', async (path) => {
    const { ask } = open()
    const made = await ask('POST', path, { userMeetingId: 'unicorn', region: 'sg001' })
    const { meetingId } = made.json as { meetingId: string }
    expect(Object.keys(made.json)).toEqual([
      'meetingId',
      'userMeetingId',
      'userId',
      'createdAt',
      'updatedAt',
      'id',
    ])
    expect(made.json.userMeetingId).toBe('unicorn')
    for (const method of ['GET', 'POST']) {
      expect((await ask(method, `${path}/${meetingId}`)).json).toEqual(made.json)
      expect((await ask(method, `${path}/unicorn`)).json).toEqual(made.json)
      expect(await ask(method, `${path}/nobody`)).toMatchObject({
        status: 400,
        json: { error: 'Meeting not found.' },
      })
    }
    expect((await ask('GET', `/v2/rooms/${meetingId}`)).json).toMatchObject({ geoFence: 'sg001' })
    await ask('POST', '/v2/rooms/deactivate', { roomId: meetingId })
    expect((await ask('POST', `${path}/${meetingId}`)).json).toMatchObject({ disabled: true })
  })
})

describe('a token', () => {
  const now = Math.floor(Date.now() / 1000)
  const { sandbox, sign, ask } = open({ credentials: [{ apiKey: API_KEY, secret: SECRET }] })
  const own = { apiKey: API_KEY, secret: SECRET }
  const dashboards = { apikey: 'sandbox', permissions: ['allow_join'], iat: now, exp: now + 60 }

  test.each<[string, string]>([
    ['of its own credentials', sign()],
    ['of other credentials that it was given', createSigner(own).sign()],
    ['of a crawler', sign({ roles: ['crawler'] })],
    ['that cannot join', sign({ permissions: ['allow_mod'] })],
    [
      'without a version, as the dashboard makes it',
      forge({ alg: 'HS256' }, dashboards, sandbox.credentials.secret),
    ],
    ['without an expiry', forge({ alg: 'HS256' }, { apikey: 'sandbox' }, sandbox.credentials.secret)],
  ])('%s is taken', async (_name, authorization) => {
    expect((await ask('POST', '/v2/rooms', undefined, { authorization })).status).toBe(200)
  })

  const expired = forge({ alg: 'HS256' }, { ...dashboards, exp: now - 1 }, sandbox.credentials.secret)
  test.each<[string, string, RegExp, RegExp]>([
    ['none', '', NO_TOKEN, /Authorization/],
    ['expired', expired, /^Token is invalid or expired$/, /^expired: /],
    ['of role rtc', sign({ roles: ['rtc'] }), /^Token is invalid or expired$/, /^role-cannot-call-api: /],
    [
      'of another secret',
      createSigner({ ...own, secret: OTHER_SECRET }).sign(),
      /^Token is/,
      /^signature-invalid: /,
    ],
    [
      'of another key',
      createSigner({ apiKey: 'x', secret: SECRET }).sign(),
      /^Token is/,
      /^apikey-mismatch: /,
    ],
    [
      'without a key',
      forge({ alg: 'HS256' }, { exp: now + 9 }, SECRET),
      /^Token is/,
      /^(apikey-missing|signature)/,
    ],
    ['alg none', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`, /^Token is/, /^alg-none: /],
    ['with Bearer', `Bearer ${sign()}`, /^Token is invalid or expired: .*"Bearer"/, /Authorization: <token>/],
    ['in quotes', `"${sign()}"`, /^Token is invalid or expired$/, /without quotes/],
    ['as an assignment', `VIDEOSDK_TOKEN=${sign()};`, /^Token is/, /without an assignment/],
    ['as JSON', `{"token":"${sign()}"}`, /^Token is/, /Authorization: <token>/],
    ['with spaces round its dots', sign().replace(/\./g, ' . '), /^Token is/, /Authorization: <token>/],
    ['an API key with Bearer', `Bearer ${API_KEY}`, /"Bearer"/, /Authorization: <token>/],
    ['the word undefined', 'undefined', /^Token is invalid or expired$/, /^malformed: .*undefined/],
  ])('%s is 401', async (_name, authorization, error, hint) => {
    for (const [method, path] of [
      ['POST', '/v2/rooms'],
      ['GET', '/rooms/validate/x'],
      ['POST', '/v1/meetings'],
    ] as const) {
      const answer = await ask(method, path, undefined, { authorization })
      expect(answer.status).toBe(401)
      expect(answer.json).toMatchObject({
        statusCode: 401,
        error: expect.stringMatching(error),
        message: answer.json.error,
        hint: expect.stringMatching(hint),
      })
    }
  })
})

describe('bodies', () => {
  test.each([
    ['empty', ''],
    ['white space', ' \n'],
    ['an object', '{}'],
  ])('%s, with any content type', async (_name, body) => {
    const { ask } = open()
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain'])
      expect((await ask('POST', '/v2/rooms', body, { 'content-type': type })).status).toBe(200)
  })

  test.each<[string, unknown]>([
    ['broken JSON', '{"customRoomId":'],
    ['a list', []],
    ['null', 'null'],
    ['an id that is a number', { customRoomId: 7 }],
    ['an id with white space', { customRoomId: 'a b' }],
    ['a webhook over http', { webhook: { endPoint: 'http://example.org' } }],
    ['a webhook that is text', { webhook: 'https://example.org' }],
    ['a webhook of 513 characters', { webhook: { endPoint: `https://${'x'.repeat(505)}` } }],
    ['events that are text', { webhook: { endPoint: 'https://example.org', events: 'x' } }],
    // Once kept, it could not be written into any list of rooms.
    ['one nested 20,000 levels deep', `{"geoFence":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('%s is 400', async (_name, body) => {
    const { status, json } = await open().ask('POST', '/v2/rooms', body)
    expect(status).toBe(400)
    expect(json).toEqual({ statusCode: 400, error: json.message, message: expect.stringMatching(/\S/) })
  })

  it('with null for what was left out', async () => {
    expect((await open().ask('POST', '/v2/rooms', { customRoomId: null, webhook: null })).json).toMatchObject(
      {
        customRoomId: null,
      },
    )
  })
})

test('an unknown path is 404, in JSON', async () => {
  for (const path of ['/v2/nope', '/nope', '/v3/rooms', '/v2/rooms/a/b'])
    expect(await open().ask('GET', path)).toMatchObject({
      status: 404,
      json: { statusCode: 404, error: `Cannot GET ${path}`, message: `Cannot GET ${path}` },
    })
})

test('any origin may ask, with the headers that it names', async () => {
  const { sandbox, ask } = open()
  const preflight = await sandbox.fetch(`${ORIGIN}/v2/rooms`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-sandbox-fault',
    },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,x-sandbox-fault')
  const refused = await ask('POST', '/v2/rooms', '', { authorization: '', origin: 'https://app.example' })
  expect(refused.headers.get('access-control-allow-origin')).toBe('*')
})

test('each request is told of, by its pattern', async () => {
  const records: RequestRecord[] = []
  const { ask } = open({ onRequest: (record) => records.push(record) })
  await ask('POST', '/v2/rooms')
  await ask('GET', '/v2/rooms/validate/nobody')
  await ask('POST', '/v1/meetings/nobody', undefined, { authorization: '' })
  await ask('GET', '/nope')
  await expect(ask('GET', '/v2/rooms', undefined, { 'x-sandbox-fault': 'drop' })).rejects.toThrow(
    'fetch failed',
  )
  expect(records.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['POST', '/v2/rooms', 200],
    ['GET', '/v2/rooms/validate/:roomId', UNKNOWN_ROOM_STATUS.validate],
    ['POST', '/v1/meetings/:meetingId', 401],
    ['GET', null, 404],
    ['GET', '/v2/rooms', null],
  ])
  for (const { ms } of records) expect(ms).toBeGreaterThanOrEqual(0)
})

test.each<[string, unknown]>([
  ['an unknown option', { port: 1 }],
  ['no object', null],
  ['an empty file', { file: '' }],
  ['a latency below zero', { latencyMs: -1 }],
  ['a latency that no timer counts', { latencyMs: Number.POSITIVE_INFINITY }],
  ['credentials that are none', { credentials: [{ apiKey: 'k', secret: '' }] }],
  ['credentials that are no list', { credentials: { apiKey: 'k', secret: 's' } }],
])('%s is refused', (_name, options) => {
  expect(() => createSandbox(options as never)).toThrow(VideosdkTokenError)
})

test('a path that is not there is said without the token that stands in it', async () => {
  const { fetch, credentials } = createSandbox()
  const token = createSigner(credentials).sign()
  const secret = 'c0ffee'.repeat(10)
  const answer = await fetch(`http://localhost/nowhere/${token}/${secret}/abcd-efgh-ijkl`)
  expect(await answer.json()).toMatchObject({ message: 'Cannot GET /nowhere/eyJhbG…/c0ffee…/abcd-efgh-ijkl' })
})
