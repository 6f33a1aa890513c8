/** What the client sends, seen by undici's own MockAgent, and how it reads what VideoSDK answers. */
import { MockAgent, fetch as undiciFetch } from 'undici'
import { describe, expect, it, test } from 'vitest'
import { createClient } from '../../src/meetings/create-client.ts'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { VideosdkTokenError } from '../../src/token/errors.ts'
import { createSigner } from '../../src/token/sign.ts'
import { API_KEY, claimsOf, SECRET } from '../support/world.ts'

const ORIGIN = 'https://api.videosdk.live'
const ROOM = { roomId: 'abcd-efgh-ijkl', customRoomId: 'standup', disabled: false }

function mocked(endpoint = ORIGIN) {
  const agent = new MockAgent()
  agent.disableNetConnect()
  const { origin } = new URL(endpoint)
  const sent: { method: string; path: string; headers: Record<string, string>; body: unknown }[] = []
  const answer = (status: number, body: object | string, method: 'GET' | 'POST', path: string, times = 1) =>
    agent
      .get(origin)
      .intercept({ path, method })
      .reply((options) => {
        const headers = Object.fromEntries(Object.entries(options.headers as Record<string, string>))
        sent.push({ method: options.method, path: options.path, headers, body: bodyOf(options.body) })
        const data = typeof body === 'string' ? body : JSON.stringify(body)
        return { statusCode: status, data }
      })
      .times(times)
  const fetch: Fetch = (url, init) =>
    undiciFetch(url, { ...init, dispatcher: agent } as never) as unknown as Promise<Response>
  return { answer, sent, fetch, done: () => agent.assertNoPendingInterceptors() }
}

const bodyOf = (body: unknown): unknown => (typeof body === 'string' ? JSON.parse(body) : (body ?? undefined))

describe('createMeeting', () => {
  it('posts what was asked for, the token bare', async () => {
    const { answer, sent, fetch } = mocked()
    answer(200, ROOM, 'POST', '/v2/rooms')
    const token = createSigner({ apiKey: API_KEY, secret: SECRET }).sign()
    const request = {
      customRoomId: 'standup',
      geoFence: 'in002',
      webhook: { endPoint: 'https://example.org/hook', events: ['session-*'] },
      autoCloseConfig: { type: 'session-ends', duration: 60 },
    } as const
    expect(await createClient({ token }, { fetch }).createMeeting(request)).toEqual({
      ...ROOM,
      meetingId: ROOM.roomId,
    })
    expect(sent).toMatchObject([
      { headers: { authorization: token, 'content-type': 'application/json' }, body: request },
    ])
  })

  it('signs a token that may call the API alone, for ten minutes', async () => {
    const { answer, sent, fetch } = mocked()
    answer(200, ROOM, 'POST', '/v2/rooms')
    await createClient({ apiKey: API_KEY, secret: SECRET }, { fetch }).createMeeting()
    const { apikey, roles, iat, exp } = claimsOf(sent[0]?.headers.authorization ?? '')
    expect({ apikey, roles }).toEqual({ apikey: API_KEY, roles: ['crawler'] })
    expect(Number(exp) - Number(iat)).toBe(600)
    expect(sent[0]?.body).toEqual({})
  })

  it('passes further fields on, and what was asked for wins', async () => {
    const { answer, sent, fetch } = mocked()
    answer(200, ROOM, 'POST', '/v2/rooms')
    const client = createClient({ apiKey: API_KEY, secret: SECRET }, { fetch })
    await client.createMeeting(
      { geoFence: 'in002', customRoomId: undefined as never },
      { geoFence: 'x', tomorrow: [1] },
    )
    expect(sent[0]?.body).toEqual({ geoFence: 'in002', tomorrow: [1] })
  })

  it('speaks v1 with its own names', async () => {
    const { answer, sent, fetch } = mocked()
    answer(200, { meetingId: 'abcd-efgh-ijkl', userMeetingId: 'standup' }, 'POST', '/v1/meetings')
    const client = createClient({ apiKey: API_KEY, secret: SECRET }, { fetch, apiVersion: 1 })
    const meeting = await client.createMeeting({ customRoomId: 'standup', geoFence: 'in002' })
    expect(meeting).toMatchObject({ meetingId: 'abcd-efgh-ijkl', roomId: 'abcd-efgh-ijkl' })
    expect(sent[0]?.body).toEqual({ userMeetingId: 'standup', region: 'in002' })
    await expect(
      client.createMeeting({ webhook: { endPoint: 'https://example.org' } }),
    ).rejects.toMatchObject({
      code: 'api-version-unsupported',
    })
    await expect(client.deactivateMeeting('standup-room')).rejects.toThrow(/v1 API cannot deactivate/)
    await expect(client.listMeetings()[Symbol.asyncIterator]().next()).rejects.toThrow(/v1 API cannot list/)
  })
})

describe('the endpoint', () => {
  test.each([
    [ORIGIN, '/v2/rooms'],
    [`${ORIGIN}/`, '/v2/rooms'],
    [`${ORIGIN}/v2`, '/v2/rooms'],
    [`${ORIGIN}/v2/`, '/v2/rooms'],
    ['https://proxy.example/videosdk', '/videosdk/v2/rooms'],
    ['https://proxy.example/videosdk/v2//', '/videosdk/v2/rooms'],
    ['http://localhost:9010/v2', '/v2/rooms'],
  ])('%s', async (endpoint, path) => {
    const { answer, fetch, done } = mocked(endpoint)
    answer(200, ROOM, 'POST', path)
    await createClient({ apiKey: API_KEY, secret: SECRET }, { fetch, endpoint }).createMeeting()
    expect(done).not.toThrow()
  })
})

describe('validateMeeting', () => {
  const ask = async (status: number, body: object | string, id = 'abcd-efgh-ijkl') => {
    const { answer, fetch } = mocked()
    answer(status, body, 'GET', `/v2/rooms/validate/${encodeURIComponent(id)}`)
    return createClient({ apiKey: API_KEY, secret: SECRET }, { fetch, retries: 0 }).validateMeeting(id)
  }

  test.each<[string, number, object | string, object]>([
    ['a room', 200, ROOM, { valid: true, room: { meetingId: 'abcd-efgh-ijkl' } }],
    ['a disabled room', 200, { ...ROOM, disabled: true }, { valid: false, reason: 'deactivated' }],
    ['400 Room not found.', 400, { message: 'Room not found.' }, { valid: false, reason: 'not-found' }],
    ['400 RoomId is invalid.', 400, { error: 'RoomId is invalid.' }, { valid: false, reason: 'not-found' }],
    ['400 in plain text', 400, 'Room not found.', { valid: false, reason: 'not-found' }],
    ['402 of the room', 402, { msg: 'room not found' }, { valid: false, reason: 'not-found' }],
    ['404 of the room', 404, { statusMessage: 'Room not found' }, { valid: false, reason: 'not-found' }],
    [
      '400 of a meeting',
      400,
      { error: { message: 'Meeting not found.' } },
      { valid: false, reason: 'not-found' },
    ],
    ['400 of no such room', 400, { message: 'No such room' }, { valid: false, reason: 'not-found' }],
  ])('%s', async (_name, status, body, expected) => {
    expect(await ask(status, body)).toMatchObject({ meetingId: 'abcd-efgh-ijkl', ...expected })
  })

  test.each<[string, number, object | string, string]>([
    ['401', 401, { message: 'Token is invalid or expired' }, 'token-refused'],
    ['402 of the account', 402, { message: 'Payment required' }, 'api-failed'],
    ['400 of something else', 400, { message: ['a', { error: 'b' }] }, 'request-refused'],
    ['402 of the plan', 402, { message: 'All free meeting minutes are used, please upgrade' }, 'api-failed'],
    ['400 of maintenance', 400, { message: 'The room service is down' }, 'request-refused'],
    ['404 of few words', 404, { message: 'Not Found' }, 'api-failed'],
    ['404 of no words', 404, {}, 'api-failed'],
    ['404 of a list', 404, [], 'api-failed'],
    ['404 of Express', 404, { message: 'Cannot GET /x/v2/rooms/validate/abcd-efgh-ijkl' }, 'api-failed'],
    ['404 of Fastify', 404, { message: 'Route GET:/v2/rooms/validate/a not found' }, 'api-failed'],
    ['400 of words too deep', 400, JSON.stringify([[[[[['Room not found']]]]]]), 'request-refused'],
    ['400 of nothing but brackets', 400, `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'request-refused'],
    ['an id with a line break', 200, { roomId: 'a\nb' }, 'answer-invalid'],
    ['an id with an escape', 200, { roomId: 'a\u001b[31m' }, 'answer-invalid'],
    ['418', 418, { message: 'a teapot' }, 'api-failed'],
    ['a room without an id', 200, { roomId: '' }, 'answer-invalid'],
    ['a list', 200, [ROOM], 'answer-invalid'],
    ['null', 200, 'null', 'answer-invalid'],
  ])('%s is neither yes nor no', async (_name, status, body, code) => {
    await expect(ask(status, body)).rejects.toMatchObject({ code, status })
  })

  test.each(['a/b', 'ü', '../x', 'a?b#c', '%2e', ';', 'constructor'])(
    '%s goes into the path encoded',
    async (id) => {
      expect(await ask(200, ROOM, id)).toMatchObject({ valid: true })
    },
  )

  test.each(['', 'a b', '.', '..', '\ud800'])('%j is not asked', async (id) => {
    await expect(
      ask(200, ROOM, 'x').then(() =>
        createClient({ apiKey: 'k', secret: 's' }, { fetch: never }).validateMeeting(id),
      ),
    ).rejects.toBeInstanceOf(VideosdkTokenError)
  })
})

const never: Fetch = () => {
  throw new Error('asked')
}

describe('listMeetings', () => {
  const room = (n: number) => ({ roomId: `room-${n}` })
  const page = (currentPage: number, lastPage: number, ...rooms: object[]) => ({
    pageInfo: { currentPage, lastPage, perPage: 100, total: 9 },
    data: rooms,
  })
  const all = async (fetch: Fetch, query?: string) => {
    const ids: string[] = []
    const client = createClient({ apiKey: API_KEY, secret: SECRET }, { fetch, retries: 0 })
    for await (const { meetingId } of client.listMeetings({ query })) ids.push(meetingId)
    return ids
  }

  it('reads page after page, and a room that moved once', async () => {
    const { answer, fetch, done } = mocked()
    answer(200, page(1, 3, room(1), room(2)), 'GET', '/v2/rooms?page=1&perPage=100')
    answer(200, page(2, 3, room(2), room(3)), 'GET', '/v2/rooms?page=2&perPage=100')
    answer(200, page(3, 3, room(4)), 'GET', '/v2/rooms?page=3&perPage=100')
    expect(await all(fetch)).toEqual(['room-1', 'room-2', 'room-3', 'room-4'])
    expect(done).not.toThrow()
  })

  it('ends where a server never does', async () => {
    const { answer, fetch } = mocked()
    answer(200, page(1, 9, room(1)), 'GET', '/v2/rooms?page=1&perPage=100')
    answer(200, page(1, 9, room(1)), 'GET', '/v2/rooms?page=2&perPage=100')
    expect(await all(fetch)).toEqual(['room-1'])
  })

  it('asks for one', async () => {
    const { answer, fetch } = mocked()
    answer(200, { data: [] }, 'GET', '/v2/rooms?page=1&perPage=100&query=a+b')
    expect(await all(fetch, 'a b')).toEqual([])
  })

  test('a page that says nothing of pages is the only one', async () => {
    const { answer, fetch } = mocked()
    answer(200, { data: [room(1)], pageInfo: null }, 'GET', '/v2/rooms?page=1&perPage=100')
    expect(await all(fetch)).toEqual(['room-1'])
  })

  test('a page whose number is none is the only one', async () => {
    const { answer, fetch } = mocked()
    const odd = { toString: 1, valueOf: 1 }
    const body = { data: [room(1)], pageInfo: { currentPage: odd, lastPage: odd } }
    answer(200, body, 'GET', '/v2/rooms?page=1&perPage=100')
    expect(await all(fetch)).toEqual(['room-1'])
  })

  test.each([[{ data: [{}] }], [{ rooms: [] }], ['x']])('%j is no list', async (body) => {
    const { answer, fetch } = mocked()
    answer(200, body, 'GET', '/v2/rooms?page=1&perPage=100')
    await expect(all(fetch)).rejects.toMatchObject({ code: 'answer-invalid' })
  })
})

describe('deactivateMeeting', () => {
  const client = (fetch: Fetch) => createClient({ apiKey: API_KEY, secret: SECRET }, { fetch, retries: 0 })
  const ended = { ...ROOM, disabled: true }

  it('posts a room id as it is', async () => {
    const { answer, sent, fetch } = mocked()
    answer(200, ended, 'POST', '/v2/rooms/deactivate')
    expect(await client(fetch).deactivateMeeting('abcd-efgh-ijkl')).toMatchObject({ disabled: true })
    expect(sent).toMatchObject([{ body: { roomId: 'abcd-efgh-ijkl' } }])
  })

  it('looks a custom id up first', async () => {
    const { answer, sent, fetch } = mocked()
    answer(200, ROOM, 'GET', '/v2/rooms/validate/standup')
    answer(200, ended, 'POST', '/v2/rooms/deactivate')
    await client(fetch).deactivateMeeting('standup')
    expect(sent.map(({ method, body }) => [method, body])).toEqual([
      ['GET', undefined],
      ['POST', { roomId: 'abcd-efgh-ijkl' }],
    ])
  })

  it('looks up a custom id that has the form of a room id, too', async () => {
    const { answer, sent, fetch } = mocked()
    answer(402, { message: 'Room not found.' }, 'POST', '/v2/rooms/deactivate')
    answer(200, ROOM, 'GET', '/v2/rooms/validate/aaaa-bbbb-cccc')
    answer(200, ended, 'POST', '/v2/rooms/deactivate')
    await client(fetch).deactivateMeeting('aaaa-bbbb-cccc')
    expect(sent.at(-1)?.body).toEqual({ roomId: 'abcd-efgh-ijkl' })
  })

  it('sends nothing where the API cannot do it', async () => {
    const v1 = createClient({ token: 'a.b.c' }, { fetch: never, apiVersion: 1 })
    await expect(v1.deactivateMeeting('standup')).rejects.toMatchObject({ code: 'api-version-unsupported' })
  })

  it('says that there is none', async () => {
    const { answer, fetch } = mocked()
    answer(400, { message: 'Room not found.' }, 'GET', '/v2/rooms/validate/standup')
    await expect(client(fetch).deactivateMeeting('standup')).rejects.toMatchObject({
      code: 'meeting-unknown',
    })
  })
})

test('checkToken asks for one room of the list', async () => {
  const { answer, fetch, done } = mocked()
  answer(200, { data: [] }, 'GET', '/v2/rooms?page=1&perPage=1')
  await createClient({ token: 'a.b.c' }, { fetch }).checkToken()
  expect(done).not.toThrow()
})

describe('options that are wrong are refused at once', () => {
  test.each<[string, unknown, unknown]>([
    ['an empty secret', { apiKey: 'k', secret: '' }, {}],
    ['nothing', undefined, {}],
    ['a token with a line break', { token: 'a.b.c\n' }, {}],
    ['a token with Bearer', { token: 'Bearer a.b.c' }, {}],
    ['the word undefined', { token: 'undefined' }, {}],
    ['an unknown option', { token: 'a.b.c' }, { timeout: 1 }],
    ['no object', { token: 'a.b.c' }, null],
    ['an endpoint that is none', { token: 'a.b.c' }, { endpoint: 'ftp://x' }],
    ['an endpoint with a password', { token: 'a.b.c' }, { endpoint: 'https://a:b@x' }],
    ['an endpoint with a query', { token: 'a.b.c' }, { endpoint: 'https://x?y' }],
    ['an api version', { token: 'a.b.c' }, { apiVersion: 3 }],
    ['a time limit of zero', { token: 'a.b.c' }, { timeoutMs: 0 }],
    ['a time limit that no timer counts', { token: 'a.b.c' }, { timeoutMs: 2 ** 31 }],
    ['retries', { token: 'a.b.c' }, { retries: 0.5 }],
    ['a fetch', { token: 'a.b.c' }, { fetch: 'x' }],
  ])('%s', (_name, credentials, options) => {
    expect(() => createClient(credentials as never, options as never)).toThrow(VideosdkTokenError)
  })
})

/** It can be read, and not written. */
const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
const CIRCLE: unknown[] = []
CIRCLE.push(CIRCLE)

test('an answer that is nested without end is none', async () => {
  const fetch: Fetch = async () => new Response(`{"roomId":"abcd-efgh-ijkl","more":${DEEP}}`)
  await expect(createClient({ token: 'a.b.c' }, { fetch }).validateMeeting('x')).rejects.toMatchObject({
    code: 'answer-invalid',
  })
})

describe('what is known to be wrong with a meeting is refused before anything is sent', () => {
  test.each<[string, unknown]>([
    ['no object', 'standup'],
    ['white space in the id', { customRoomId: 'a b' }],
    ['a region that looks like none', { geoFence: 'Mumbai' }],
    ['a region that is no text', { geoFence: 1 }],
    ['a webhook over http', { webhook: { endPoint: 'http://example.org' } }],
    ['a webhook with a space before it', { webhook: { endPoint: ' https://example.org' } }],
    ['a webhook without an address', { webhook: {} }],
    ['a webhook that is text', { webhook: 'https://example.org' }],
    ['a webhook of 513 characters', { webhook: { endPoint: `https://example.org/${'x'.repeat(493)}` } }],
    ['an unknown event', { webhook: { endPoint: 'https://example.org', events: ['session-begun'] } }],
    ['events that are no list', { webhook: { endPoint: 'https://example.org', events: 'session-*' } }],
    ['an event with two stars', { webhook: { endPoint: 'https://example.org', events: ['*-*'] } }],
    ['auto-close after nothing', { autoCloseConfig: { duration: 0 } }],
    ['auto-close of an unknown type', { autoCloseConfig: { type: 'session-end' } }],
    ['auto-close that is no object', { autoCloseConfig: 60 }],
    ['a region that no text can be made of', { geoFence: Object.create(null) }],
    ['what JSON has no number for', { multiComposition: { height: 1n } }],
    ['a circle', { multiComposition: CIRCLE }],
    ['what is nested too deeply to be written', { multiComposition: JSON.parse(DEEP) }],
  ])('%s', async (_name, request) => {
    const client = createClient({ token: 'a.b.c' }, { fetch: never })
    await expect(client.createMeeting(request as never)).rejects.toBeInstanceOf(VideosdkTokenError)
  })

  test.each(['*', 'session-*', 'recording-started', 'hls-playable'])('%s is an event', async (event) => {
    const { answer, fetch } = mocked()
    answer(200, ROOM, 'POST', '/v2/rooms')
    const webhook = { endPoint: `https://example.org/${'x'.repeat(492)}`, events: [event] }
    await createClient({ token: 'a.b.c' }, { fetch }).createMeeting({ webhook, geoFence: 'uae001' })
  })
})
