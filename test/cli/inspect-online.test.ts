/** `inspect --online`: VideoSDK's own answer, from the sandbox's door and from upstreams that are no such thing. */
import { describe, expect, it, test } from 'vitest'
import { NOT_FOUND } from '../../src/sandbox/answers.ts'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { VIDEOSDK_CODES } from '../../src/token/problems.ts'
import { createSigner } from '../../src/token/sign.ts'
import { startBrokenServer } from '../support/broken-server.ts'
import { inEnv, recording } from '../support/upstream.ts'
import {
  API_KEY,
  createWorld,
  NOW,
  OTHER_KEY,
  OTHER_SECRET,
  run,
  SECRET,
  unreachable,
} from '../support/world.ts'

const signer = createSigner({ apiKey: API_KEY, secret: SECRET })
const token = signer.sign({ now: NOW, expiresIn: '1h' })
const expired = signer.sign({ now: new Date(NOW.getTime() - 7_200_000), expiresIn: '1h' })
const ROOM = 'abcd-efgh-ijkl'

/** A sandbox that knows our credentials, and a room of it. */
async function withRoom() {
  const sandbox = createSandbox({
    credentials: [{ apiKey: API_KEY, secret: SECRET }],
    now: () => NOW,
  })
  const { asked, fetch } = recording((url, init) => sandbox.fetch(url, init))
  const made = await sandbox.fetch('https://sandbox/v2/rooms', {
    method: 'POST',
    headers: { authorization: token },
  })
  const { roomId } = (await made.json()) as { roomId: string }
  return { roomId, asked, world: inEnv({ fetch }) }
}

describe('at the door', () => {
  it('a token that is let in', async () => {
    const { roomId, asked, world } = await withRoom()
    const { code, stdout, stderr } = await run(['inspect', token, '--online', '--room', roomId], world)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('asked online      yes, says api.videosdk.live: the door is open  [HTTP 200]\n')
    expect(asked).toEqual([{ method: 'POST', path: '/infra/v1/meetings/init-config', body: { roomId } }])
  })

  it('one that is refused, with the code of a client', async () => {
    const { roomId, world } = await withRoom()
    const { code, stdout, stderr } = await run(
      ['inspect', expired, '--online', '--room', roomId, '--json'],
      world,
    )
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      canJoin: false,
      problems: [{ code: 'expired', videosdk: 4002 }],
      online: { canJoin: false, status: 401, code: 4002, message: 'Token is invalid or expired' },
    })
  })

  it('a room that is not there: the two differ, and the door decides', async () => {
    const { world } = await withRoom()
    const { code, stdout, stderr } = await run(
      ['inspect', token, '--online', '--for', 'join', '--room', 'standup', '--json'],
      world,
    )
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      canJoin: true,
      problems: [],
      online: { canJoin: false, status: 404, code: 4003, message: NOT_FOUND.room },
    })
    expect(stderr).toMatch(
      /^warning: api\.videosdk\.live says no, though the token by itself .* \[online-differs\]\n/,
    )
    expect(stderr).toContain('The door knows a room by its roomId alone')
  })

  it('a yes to what we hold for a no: it decides, and that is said', async () => {
    const fetch = async () => Response.json({ data: { baseUrl: 'x' } })
    const { code, stderr } = await run(['inspect', expired, '--online', '--room', ROOM], inEnv({ fetch }))
    expect(code).toBe(0)
    expect(stderr).toContain('api.videosdk.live says yes, though it expired 1 h ago')
  })

  test.each([
    [['--min-ttl', '2h'], token],
    [['--participant', 'anna'], signer.sign({ now: NOW, roomId: ROOM, participantId: 'ben' })],
  ])('a yes does not answer %j', async (flags, one) => {
    const fetch = async () => Response.json({ data: { socketUrl: 'x' } })
    const { code, stderr } = await run(
      ['inspect', one, '--online', '--room', ROOM, ...flags],
      inEnv({ fetch }),
    )
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  })
})

describe('of the API', () => {
  it('a token that is taken, one room of the list being asked for', async () => {
    const { asked, world } = await withRoom()
    const { code, stdout } = await run(['inspect', token, '--online', '--json'], world)
    expect(code).toBe(0)
    expect(JSON.parse(stdout).online).toEqual({
      canCallApi: true,
      status: 200,
      message: 'the token is taken',
    })
    expect(asked).toEqual([{ method: 'GET', path: '/v2/rooms', body: null }])
  })

  it('a token that is refused, though nothing is wrong by itself', async () => {
    const { world } = await withRoom()
    const others = createSigner({ apiKey: OTHER_KEY, secret: OTHER_SECRET }).sign({ now: NOW })
    const { code, stdout, stderr } = await run(
      ['inspect', others, '--online', '--for', 'api', '--room', ROOM, '--json'],
      { ...world, env: { VIDEOSDK_TOKEN_CONFIG_DIR: world.env.VIDEOSDK_TOKEN_CONFIG_DIR } },
    )
    expect(code).toBe(1)
    expect(JSON.parse(stdout).online).toMatchObject({ canCallApi: false, status: 401 })
    expect(stderr).toContain('[online-differs]')
    expect(stderr).not.toContain(others)
  })
})

describe('an upstream that answers', () => {
  const json = (status: number, body: unknown) => () => Response.json(body, { status })
  const page = (status: number) => () => new Response('<html>no</html>', { status })

  test.each<[string, () => Response, object]>([
    ['401', json(401, { error: 'Token is invalid', code: 4002 }), { status: 401, code: 4002 }],
    ['401 without a code', json(401, { message: 'Unauthorized' }), { status: 401, message: 'Unauthorized' }],
    ['404 of a room', json(404, { error: 'Room not found' }), { status: 404, message: 'Room not found' }],
    ['a refusal without words', json(403, {}), { status: 403, message: 'it says no more' }],
    ['a refusal with 200', json(200, { error: 'no', code: 4006 }), { status: 200, code: 4006 }],
  ])('%s says no', async (_name, answer, online) => {
    const world = inEnv({ fetch: async () => answer() })
    const { code, stdout } = await run(['inspect', token, '--online', '--room', ROOM, '--json'], world)
    expect(code).toBe(1)
    expect(JSON.parse(stdout).online).toMatchObject({ canJoin: false, ...online })
  })

  test.each<[string, () => Response, string]>([
    ['401 as a page', page(401), 'answer-invalid'],
    ['404 as a page', page(404), 'api-failed'],
    ['404 of a router', json(404, { message: 'Cannot POST /infra/v1', code: 404 }), 'api-failed'],
    ['402 with words', json(402, { error: 'unpaid' }), 'api-failed'],
    ['a time-out', json(408, { error: 'slow' }), 'api-failed'],
    ['HTML', page(200), 'answer-invalid'],
    ['a list', json(200, { data: [] }), 'answer-invalid'],
    ['nothing', () => new Response(''), 'answer-invalid'],
    ['JSON of another shape', json(200, [1]), 'answer-invalid'],
    ['500 with a code', json(500, { error: 'oops', code: 4002 }), 'api-failed'],
    ['a redirection', () => new Response(null, { status: 302, headers: { location: '/' } }), 'redirected'],
  ])(
    '%s was not asked',
    async (_name, answer, error) => {
      // Waiting for repeats would take seconds.
      const world = inEnv({ fetch: async () => answer() })
      const { code, stdout, stderr } = await run(['inspect', token, '--online', '--room', ROOM], world)
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
      expect(stderr).toContain(`[${error}]`)
      expect(stderr).not.toContain(token)
    },
    15_000,
  )

  it('not at all', async () => {
    const server = await startBrokenServer((socket) => socket.destroy())
    try {
      const world = inEnv({ fetch: (url, init) => fetch(url, init) })
      const { code, stdout } = await run(
        ['inspect', token, '--online', '--room', ROOM, '--endpoint', server.url, '--json'],
        world,
      )
      expect(code).toBe(5)
      expect(JSON.parse(stdout).error.code).toBe('network-failed')
      expect(server.requests.length).toBe(3)
      for (const request of server.requests) expect(request).toContain(`authorization: ${token}\r\n`)
    } finally {
      await server.close()
    }
  }, 20_000)
})

test('a 400 speaks of the request', async () => {
  const fetch = async () => Response.json({ error: 'roomId is required' }, { status: 400 })
  const { code, stdout } = await run(['inspect', token, '--online', '--room', ROOM], inEnv({ fetch }))
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test.each([401, 403])('%d as a page says nothing of the token by the API, either', async (status) => {
  const fetch = async () => new Response('<html>', { status })
  const { code, stderr } = await run(['inspect', token, '--online'], inEnv({ fetch }))
  expect(code).toBe(5)
  expect(stderr).toContain('[answer-invalid]')
})

test('a yes of the API says nothing of a room', async () => {
  const { code, stderr } = await run(
    ['inspect', signer.sign({ now: NOW, roomId: 'r' }), '--online', '--for', 'api', '--room', 'other'],
    inEnv({ fetch: async () => Response.json({ data: [] }) }),
  )
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
})

test('our own answer is the same with it', async () => {
  const one = signer.sign({ now: NOW, permissions: ['allow_mod'] })
  const fetch = async () => Response.json({ error: 'no', code: VIDEOSDK_CODES.permissions }, { status: 401 })
  const { stdout: without } = await run(['inspect', one, '--room', ROOM, '--json'], inEnv())
  const { code, stdout, stderr } = await run(
    ['inspect', one, '--room', ROOM, '--json', '--online'],
    inEnv({ fetch }),
  )
  const { online, ...ours } = JSON.parse(stdout)
  expect(ours).toEqual(JSON.parse(without))
  expect({ code, stderr, said: online.code }).toEqual({
    code: 1,
    stderr: '',
    said: VIDEOSDK_CODES.permissions,
  })
})

test('where both say no for another reason, that is said, with its cure', async () => {
  const fetch = async () => Response.json({ error: 'Room not found', code: 4003 }, { status: 404 })
  const { stderr } = await run(['inspect', expired, '--online', '--room', ROOM], inEnv({ fetch }))
  expect(stderr).toContain('says no, though not for what is wrong by itself: it expired 1 h ago')
  expect(stderr).toContain('knows a room by its roomId alone')
})

test('nothing is sent without --online, nor what is no token with it', async () => {
  const { asked, fetch } = recording(() => Response.json({}))
  const world = inEnv({ fetch })
  await run(['inspect', token, '--room', ROOM], world)
  const { code, stderr } = await run(['inspect', SECRET, '--online', '--room', ROOM], world)
  expect(asked).toEqual([])
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'note: what is no token was not sent\n' })
})

test('what stands around a token is not sent', async () => {
  const seen: (string | null)[] = []
  const fetch = async (_url: string, init: RequestInit) => {
    seen.push(new Headers(init.headers).get('authorization'))
    return Response.json({ data: { baseUrl: 'x' } })
  }
  await run(['inspect', `Bearer ${token}`, '--online', '--room', ROOM, '-q'], inEnv({ fetch }))
  expect(seen).toEqual([token])
})

test('to join, a room must be named', async () => {
  const result = await run(['inspect', token, '--online', '--for', 'join'], inEnv({ fetch: unreachable }))
  expect(result).toMatchObject({ code: 2, stdout: '' })
  expect(result.stderr).toContain('[argument-missing]')
  expect(result.stderr).toContain('--room <roomId>')
})

test('the sandbox in process has a door', async () => {
  const world = createWorld({ now: new Date() })
  const { stdout: made } = await run('create-meeting --sandbox --json', world)
  const { stdout: own } = await run('token --sandbox -q', world)
  const line = `inspect ${own.trim()} --sandbox --online --json --room ${JSON.parse(made).roomId}`
  const { code, stdout } = await run(line, world)
  expect(code).toBe(0)
  expect(JSON.parse(stdout).online).toEqual({ canJoin: true, status: 200, message: 'the door is open' })
})
