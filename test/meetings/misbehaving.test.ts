/** Servers that misbehave: what reaches them, and what the command line makes of it. */
import type { Socket } from 'node:net'
import { describe, expect, it, test } from 'vitest'
import { createNodeFetch } from '../../src/meetings/node-fetch.ts'
import { httpAnswer, startBrokenServer } from '../support/broken-server.ts'
import { createWorld, run, SECRET, withCredentials } from '../support/world.ts'

type Behave = (socket: Socket) => void

const ROOM = JSON.stringify({ roomId: 'abcd-efgh-ijkl' })
const answer =
  (status: number, body: string, headers?: Record<string, string>): Behave =>
  (socket) =>
    void socket.write(httpAnswer(status, body, headers))

interface Expected {
  /** Exit code. */
  readonly exit: number
  readonly code: string
  readonly message: RegExp
  /** Requests that reached the server: of a GET or a POST with a custom id, and of a POST without. */
  readonly safe: number
  readonly post: number
}

const CASES: readonly [string, Behave, Expected][] = [
  [
    'closed before a byte',
    (socket) => socket.destroy(),
    { exit: 5, code: 'network-failed', message: /closed before the answer was complete/, safe: 3, post: 1 },
  ],
  [
    'reset',
    (socket) => socket.resetAndDestroy(),
    { exit: 5, code: 'network-failed', message: /the connection was reset/, safe: 3, post: 1 },
  ],
  [
    'closed after the headers',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n'),
    { exit: 5, code: 'network-failed', message: /closed before the answer was complete/, safe: 3, post: 1 },
  ],
  [
    'closed in the middle of the body',
    (socket) => socket.end(httpAnswer(200, ROOM).slice(0, -10)),
    { exit: 5, code: 'network-failed', message: /closed before the answer was complete/, safe: 3, post: 1 },
  ],
  [
    'no HTTP at all',
    (socket) => socket.end('220 mail.example ESMTP\r\n'),
    { exit: 5, code: 'network-failed', message: /does not speak HTTP/, safe: 1, post: 1 },
  ],
  [
    '429 with seconds',
    answer(429, '{"message":"slow down"}', { 'retry-after': '1' }),
    { exit: 5, code: 'rate-limited', message: /asked too often: slow down \(HTTP 429\)/, safe: 3, post: 3 },
  ],
  [
    '429 with a date',
    (socket) => {
      const soon = new Date(Date.now() + 1_000).toUTCString()
      socket.write(httpAnswer(429, '{"message":"slow down"}', { 'retry-after': soon }))
    },
    { exit: 5, code: 'rate-limited', message: /asked too often/, safe: 3, post: 3 },
  ],
  [
    '429 with nonsense',
    answer(429, '{"message":"slow down"}', { 'retry-after': 'in a while' }),
    { exit: 5, code: 'rate-limited', message: /asked too often/, safe: 3, post: 3 },
  ],
  [
    '429 that asks for more time than there is',
    answer(429, '{"message":"slow down"}', { 'retry-after': '3600' }),
    { exit: 5, code: 'rate-limited', message: /asked too often/, safe: 1, post: 1 },
  ],
  [
    '500',
    answer(500, '{"message":"oh no"}'),
    { exit: 5, code: 'api-failed', message: /failed: oh no \(HTTP 500\)/, safe: 3, post: 1 },
  ],
  [
    '502 with HTML',
    answer(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
    { exit: 5, code: 'api-failed', message: /it answered with HTML \(HTTP 502\)/, safe: 3, post: 1 },
  ],
  [
    'empty',
    answer(200, ''),
    { exit: 5, code: 'answer-invalid', message: /answered with nothing/, safe: 1, post: 1 },
  ],
  [
    'HTML',
    answer(200, '<html>Welcome to the hotel</html>'),
    { exit: 5, code: 'answer-invalid', message: /answered with HTML/, safe: 1, post: 1 },
  ],
  [
    'JSON of another shape',
    answer(200, '{"room":[]}'),
    { exit: 5, code: 'answer-invalid', message: /JSON of another shape/, safe: 1, post: 1 },
  ],
  [
    '10 MB of JSON',
    answer(200, JSON.stringify({ roomId: 'x'.repeat(10_485_760) })),
    { exit: 5, code: 'answer-invalid', message: /far more than any room/, safe: 1, post: 1 },
  ],
  [
    '401',
    answer(401, '{"message":"Token is invalid or expired"}'),
    {
      exit: 4,
      code: 'token-refused',
      message: /refused the token.*: Token is invalid or expired/,
      safe: 1,
      post: 1,
    },
  ],
  [
    '401 with a body that breaks off',
    (socket) => socket.end(httpAnswer(401, '{"message":"Token is invalid"}').slice(0, -10)),
    { exit: 4, code: 'token-refused', message: /refused the token.* nothing/, safe: 1, post: 1 },
  ],
  [
    '500 with 80 kB of text',
    answer(500, 'a'.repeat(80_000)),
    { exit: 5, code: 'api-failed', message: /failed: a{300}… \(HTTP 500\)/, safe: 3, post: 1 },
  ],
  [
    '403 with HTML',
    answer(403, '<html>no</html>'),
    { exit: 4, code: 'token-refused', message: /refused the token/, safe: 1, post: 1 },
  ],
  [
    '402',
    answer(402, '{"message":"Your account is out of funds"}'),
    { exit: 5, code: 'api-failed', message: /out of funds/, safe: 1, post: 1 },
  ],
  [
    '404 with HTML',
    answer(404, '<html>not here</html>'),
    { exit: 5, code: 'api-failed', message: /does not serve that/, safe: 1, post: 1 },
  ],
  [
    '404 of a router',
    answer(404, '{"message":"no Route matched with those values"}'),
    { exit: 5, code: 'api-failed', message: /no Route matched/, safe: 1, post: 1 },
  ],
  [
    '400 that speaks of the request',
    answer(400, '{"message":"\\"webhook\\" is not allowed"}'),
    { exit: 2, code: 'request-refused', message: /"webhook" is not allowed/, safe: 1, post: 1 },
  ],
  [
    '409',
    answer(409, '{"error":"conflict"}'),
    { exit: 2, code: 'request-refused', message: /conflict/, safe: 1, post: 1 },
  ],
  [
    'a message with control characters and a token',
    answer(
      500,
      JSON.stringify({
        msg: `\u001b[31mred\u0007 of eyJhbGciOiJIUzI1NiJ9.${'a'.repeat(30)}.${'b'.repeat(30)}`,
      }),
    ),
    { exit: 5, code: 'api-failed', message: /failed: \[31mred of eyJhbG… \(HTTP 500\)/, safe: 3, post: 1 },
  ],
]

/** Runs a command against a server of its own, with the real way there. */
async function against(behave: Behave, line: string) {
  const server = await startBrokenServer(behave)
  try {
    const fetch = await createNodeFetch({})
    const result = await run(
      `${line} --endpoint ${server.url} --json`,
      createWorld({ env: withCredentials, fetch }),
    )
    return { ...result, requests: [...server.requests] }
  } finally {
    await server.close()
  }
}

describe.concurrent.each(CASES)('%s', (_name, behave, expected) => {
  it.each([
    ['validate', 'GET', 'safe'],
    ['create-meeting --custom-id standup', 'POST', 'safe'],
    ['create-meeting', 'POST', 'post'],
  ] as const)('%s', async (line, method, count) => {
    const command = line === 'validate' ? 'validate abcd-efgh-ijkl' : line
    const { code, stdout, requests } = await against(behave, command)
    const { error } = JSON.parse(stdout)
    expect(error).toMatchObject({ code: expected.code, message: expect.stringMatching(expected.message) })
    expect(error.hint).toMatch(/\S/)
    expect(stdout).not.toContain(SECRET)
    expect(code).toBe(expected.exit)
    expect(requests).toHaveLength(expected[count])
    for (const request of requests) expect(request).toMatch(new RegExp(`^${method} `))
  })
})

describe.concurrent('time limits', () => {
  const silent: Behave = () => {}
  test('a server that says nothing is left when the time is up', async () => {
    const began = Date.now()
    const { code, stdout, requests } = await against(silent, 'create-meeting --timeout 300ms')
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('0.3 s'),
    })
    expect({ code, requests: requests.length }).toEqual({ code: 5, requests: 1 })
    expect(Date.now() - began).toBeLessThan(5_000)
  })
  test('half of the time may pass before an answer, so that what is safe is asked once more', async () => {
    const { code, requests } = await against(silent, 'validate abcd-efgh-ijkl --timeout 4s')
    expect({ code, requests: requests.length }).toEqual({ code: 5, requests: 2 })
  })
  test('what is not repeated has the whole time', async () => {
    const late: Behave = (socket) => void setTimeout(() => answer(200, ROOM)(socket), 1_500)
    expect(await against(late, 'create-meeting --timeout 2500ms')).toMatchObject({ code: 0 })
    expect(await against(late, 'validate a --timeout 2500ms --retries 0')).toMatchObject({ code: 0 })
  })
  test('a body that stops in the middle', async () => {
    const half: Behave = (socket) => void socket.write(httpAnswer(200, ROOM).slice(0, -10))
    const { stdout, requests } = await against(half, 'create-meeting --timeout 300ms')
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'timed-out' })
    expect(requests).toHaveLength(1)
  })
})

describe.concurrent('a server that mends itself', () => {
  test.each([
    ['closed, then an answer', (socket: Socket) => socket.destroy()],
    ['500, then an answer', answer(500, '{}')],
  ])('%s', async (_name, first) => {
    let n = 0
    const behave: Behave = (socket) => {
      n++
      if (n === 1) first(socket)
      else answer(200, ROOM)(socket)
    }
    const { code, stdout, requests } = await against(behave, 'validate abcd-efgh-ijkl')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, reason: null })
    expect(requests).toHaveLength(2)
  })
})

test('an empty custom id makes nothing safe to repeat', async () => {
  const world = createWorld({ env: withCredentials, fetch: await createNodeFetch({}) })
  const server = await startBrokenServer((socket) => socket.destroy())
  const data = '{"customRoomId":""}'
  await run(['create-meeting', '--data', data, '--endpoint', server.url], world)
  expect(server.requests).toHaveLength(1)
  await server.close()
})

test('a redirect is not followed, and the other host gets nothing', async () => {
  const other = await startBrokenServer(answer(200, ROOM))
  try {
    const behave = answer(307, '', { location: `${other.url}/v2/rooms?x` })
    for (const line of ['create-meeting', 'validate abcd-efgh-ijkl']) {
      const { code, stdout, requests } = await against(behave, line)
      const { error } = JSON.parse(stdout)
      expect(error.code).toBe('redirected')
      expect(error.message).toContain(new URL(other.url).host)
      expect({ code, requests: requests.length }).toEqual({ code: 5, requests: 1 })
    }
    expect(other.requests).toEqual([])
  } finally {
    await other.close()
  }
})

test('a connection that is refused is asked for again even by POST, since nothing was sent', async () => {
  const gone = await startBrokenServer(() => {})
  await gone.close()
  const asked: string[] = []
  const real = await createNodeFetch({})
  const fetch: typeof real = (url, init) => {
    asked.push(`${init.method} ${new URL(url).pathname}`)
    return real(url, init)
  }
  const line = `create-meeting --endpoint ${gone.url} --json`
  const { code, stdout } = await run(line, createWorld({ env: withCredentials, fetch }))
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'network-failed',
    message: expect.stringContaining('ECONNREFUSED'),
  })
  expect({ code, asked }).toEqual({ code: 5, asked: ['POST /v2/rooms', 'POST /v2/rooms', 'POST /v2/rooms'] })
})

describe.concurrent('v1 validates by POST, which is not repeated', () => {
  test.each(CASES.filter(([name]) => name === '500' || name === 'reset'))(
    '%s',
    async (_name, behave, expected) => {
      const { code, requests } = await against(behave, 'validate abcd-efgh-ijkl --api-version 1')
      expect({ code, requests: requests.length }).toEqual({ code: expected.exit, requests: expected.post })
      expect(requests[0]).toMatch(/^POST \/v1\/meetings\/abcd-efgh-ijkl HTTP/)
    },
  )
})
