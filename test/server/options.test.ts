/** The options of createTokenServer: what is wrong is refused, what is misspelt, too. */
import { describe, expect, it, test } from 'vitest'
import type { RequestRecord } from '../../src/http/record.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { createTokenServer, type TokenServerOptions } from '../../src/server/create-token-server.ts'
import { memoryRateLimiter } from '../../src/server/rate-limit.ts'
import { json, PAIR, serverOf } from '../support/token-server.ts'

test.each<[string, Record<string, unknown>, string]>([
  ['no access key', { accessKey: undefined }, 'value-invalid'],
  ['a short access key', { accessKey: 'fifteen-chars-x' }, 'value-invalid'],
  ['an access key with white space', { accessKey: 'sixteen chars or more' }, 'value-invalid'],
  ['a very long access key', { accessKey: 'x'.repeat(201) }, 'value-invalid'],
  ['an access key that is true', { accessKey: true }, 'value-invalid'],
  ['no secret', { secret: '' }, 'credentials-incomplete'],
  ['no API key', { apiKey: undefined }, 'credentials-incomplete'],
  ['a misspelt name', { maxPermission: ['allow_join'] }, 'option-unknown'],
  ['an unknown permission', { permissions: ['allow_jion'] }, 'permission-unknown'],
  ['permissions that are text', { permissions: 'allow_join' }, 'value-invalid'],
  ['permissions that conflict', { permissions: ['ask_join', 'allow_mod'] }, 'permission-conflict'],
  ['no permissions', { permissions: [] }, 'value-empty'],
  [
    'more unasked than at most',
    { permissions: ['allow_mod'], maxPermissions: ['allow_join'] },
    'value-invalid',
  ],
  ['the default more than at most', { maxPermissions: ['allow_mod'] }, 'value-invalid'],
  ['an expiry of zero', { expiresIn: 0 }, 'duration-invalid'],
  ['an expiry with a fraction', { expiresIn: 1.5 }, 'duration-invalid'],
  ['an expiry in words', { expiresIn: 'soon' }, 'duration-invalid'],
  ['an unknown role', { roles: ['host'] }, 'role-unknown'],
  ['a room with white space', { roomId: 'a b' }, 'id-invalid'],
  ['every origin', { allowOrigins: ['*'] }, 'value-invalid'],
  ['an origin with a path', { allowOrigins: ['https://app.example/path'] }, 'value-invalid'],
  ['an origin without a scheme', { allowOrigins: ['app.example'] }, 'value-invalid'],
  ['origins that are text', { allowOrigins: 'https://app.example' }, 'value-invalid'],
  ['a host with a scheme', { allowHosts: ['https://app.example'] }, 'value-invalid'],
  ['a host with a star', { allowHosts: ['*.app.example'] }, 'value-invalid'],
  ['a host that is a number', { allowHosts: [7] }, 'value-invalid'],
  ['an endpoint that is none', { endpoint: 'api.videosdk.live' }, 'endpoint-invalid'],
  ['a time-out of zero', { timeoutMs: 0 }, 'value-invalid'],
  ['a fetch that is none', { fetch: 'fetch' }, 'value-invalid'],
  ['a limiter that is none', { rateLimiter: {} }, 'value-invalid'],
  ['a limiter that is null', { rateLimiter: null }, 'value-invalid'],
  ['a client key that is none', { clientKey: 7 }, 'value-invalid'],
  ['an expiry of decades', { expiresIn: '2000w' }, 'duration-invalid'],
])('%s is refused', (_name, options, code) => {
  const all = { ...PAIR, accessKey: false, ...options } as TokenServerOptions
  expect(() => createTokenServer(all)).toThrow(expect.objectContaining({ code }))
})

it('an error about the access key does not show it', () => {
  expect(() => createTokenServer({ ...PAIR, accessKey: 'hush hush, it is secret' })).toThrow(
    expect.not.stringContaining('hush'),
  )
})

it('a secret may be bytes', async () => {
  const ask = serverOf({ secret: new TextEncoder().encode(PAIR.secret) })
  const { body } = await ask('/get-token')
  expect((await ask('/create-meeting', json({ token: body.token }))).status).toBe(200)
})

it("asks by the runtime's own fetch where it is given none", async () => {
  const sandbox = await startSandbox({ credentials: [PAIR] })
  const server = createTokenServer({ ...PAIR, accessKey: false, endpoint: `${sandbox.url}/v2` })
  const answer = await server.fetch(new Request('http://localhost/create-meeting', { method: 'POST' }))
  await sandbox.close()
  expect(answer.status).toBe(200)
})

it('tells of each request when it was answered: route as a pattern, nothing secret', async () => {
  const records: unknown[] = []
  const key = 'a-long-access-key'
  const server = createTokenServer({ ...PAIR, accessKey: key, onRequest: (record) => records.push(record) })
  for (const path of [`/k/${key}/get-token?roomId=hush`, '/k/wrong-but-hush/get-token', `/k/${key}/hush`])
    await server.fetch(new Request(`http://localhost${path}`))
  const line = (route: string | null, status: number) => ({
    method: 'GET',
    route,
    status,
    ms: expect.any(Number),
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(records).toEqual([line('/get-token', 200), line('/get-token', 401), line(null, 404)])
  expect(JSON.stringify(records)).not.toMatch(/hush|long-access/)
})

// Hono's server for Node takes a shorter way then: half as many tokens a second where somebody adds an `async`.
it('answers at once, without a promise, where nothing is waited for', () => {
  const server = createTokenServer({ ...PAIR, accessKey: false, onRequest: () => {} })
  const asked = (path: string, init?: RequestInit) =>
    server.fetch(new Request(`http://localhost${path}`, init))
  expect(asked('/get-token?expiresIn=1m')).toBeInstanceOf(Response)
  expect(asked('/get-token', { method: 'PUT' })).toBeInstanceOf(Response)
  expect(asked('/get-token', { method: 'POST' })).toBeInstanceOf(Promise)
})

describe('what is thrown by', () => {
  const thrower = (message: string) => () => {
    throw new Error(message)
  }
  const ask = async ({ fetch }: ReturnType<typeof createTokenServer>, path: string, method: string) =>
    fetch(new Request(`http://localhost${path}`, { method }))

  it('onRequest comes out of fetch', async () => {
    const server = createTokenServer({ ...PAIR, accessKey: false, onRequest: thrower('of onRequest') })
    for (const method of ['GET', 'POST'])
      await expect(ask(server, '/get-token', method)).rejects.toThrow('of onRequest')
  })

  it('onError comes out of fetch; it was asked once, and the request is told of', async () => {
    const told: unknown[] = []
    const records: RequestRecord[] = []
    const server = createTokenServer({
      ...PAIR,
      accessKey: false,
      fetch: thrower('of fetch'),
      onRequest: (record) => records.push(record),
      onError: (error) => {
        told.push(error)
        throw new Error('of onError')
      },
    })
    await expect(ask(server, '/create-meeting', 'POST')).rejects.toThrow('of onError')
    expect(told).toHaveLength(1)
    expect(records).toMatchObject([{ method: 'POST', route: '/create-meeting', status: null }])
  })

  it.each([
    ['fetch', '/create-meeting', 502],
    ['clientKey', '/get-token', 500],
    ['now', '/get-token', 500],
  ])('%s is answered', async (name, path, status) => {
    const rateLimiter = memoryRateLimiter(5)
    const server = createTokenServer({ ...PAIR, accessKey: false, rateLimiter, [name]: thrower('hush') })
    const answer = await ask(server, path, 'POST')
    expect(answer.status).toBe(status)
  })
})

test.each([Number.NaN, 0, -1, 1.5])('a limiter of %d a minute is refused', (perMinute) => {
  expect(() => memoryRateLimiter(perMinute)).toThrow(expect.objectContaining({ code: 'value-invalid' }))
})

it('a limiter in memory counts a minute for each client, and forgets', async () => {
  let now = 0
  const limiter = memoryRateLimiter(2, () => now)
  const ask = async (key: string) => (await limiter.limit({ key })).success
  expect([await ask('a'), await ask('a'), await ask('a'), await ask('b')]).toEqual([true, true, false, true])
  now = 59_999
  expect(await limiter.limit({ key: 'a' })).toEqual({ success: false, retryAfter: 1 })
  now = 60_000
  expect([await ask('a'), await ask('a'), await ask('a')]).toEqual([true, true, false])
  for (let n = 0; n < 50_000; n++) await ask(`client ${n}`)
  now = 200_000
  expect([await ask('a'), await ask('client 0')]).toEqual([true, true])
})

it('a limiter is asked for each token that is signed, with the key of the client', async () => {
  const keys: string[] = []
  const ask = serverOf({
    rateLimiter: {
      limit: async ({ key }) => {
        keys.push(key)
        return { success: keys.length <= 3 }
      },
    },
    clientKey: (request) => new URL(request.url).port,
  })
  const token = String((await ask('/get-token')).body.token)
  expect((await ask('/create-meeting', { method: 'POST' })).status).toBe(200)
  expect((await ask('/create-meeting', json({ token }))).status).toBe(200)
  expect((await ask('/get-token?permissions=allow_mod')).status).toBe(403)
  expect((await ask('/validate-meeting/x')).status).toBe(404)
  expect(keys).toEqual(['9000', '9000', '9000'])
  for (const init of [undefined, json({})]) {
    const refused = await ask('/get-token', init)
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
    expect(refused.headers.get('retry-after')).toBe('60')
  }
})
