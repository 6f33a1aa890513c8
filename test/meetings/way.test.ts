/** The way to VideoSDK: the proxy of the environment, pauses between attempts, what failures are called. */
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, test } from 'vitest'
import { messageIn } from '../../src/meetings/answer.ts'
import { isExposed } from '../../src/meetings/endpoint.ts'
import { networkFailure } from '../../src/meetings/network-failure.ts'
import { createNodeFetch, proxiesOf } from '../../src/meetings/node-fetch.ts'
import { pauseBefore } from '../../src/meetings/retry.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { API_KEY, createWorld, run, SECRET } from '../support/world.ts'

/** A proxy that forwards by CONNECT, and notes what it was asked for. */
async function startProxy() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(502).end()
  })
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    const [host, port] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n')
      upstream.pipe(socket)
      socket.pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as { port: number }
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, asked, close }
}

describe('a proxy', () => {
  it('of the environment is used, and NO_PROXY goes past it', async () => {
    const sandbox = await startSandbox()
    const proxy = await startProxy()
    const { host } = new URL(sandbox.url)
    try {
      const validate = async (env: Record<string, string>) => {
        const fetch = await createNodeFetch(proxiesOf(env))
        const token = (await run('token --sandbox')).stdout.trim()
        const world = createWorld({ fetch })
        return run(`validate nobody --endpoint ${sandbox.url} --token ${token} --retries 0`, world)
      }
      expect((await validate({ HTTP_PROXY: proxy.url })).code).toBe(1)
      expect(proxy.asked).toEqual([`CONNECT ${host}`])
      expect((await validate({ http_proxy: proxy.url, NO_PROXY: '127.0.0.1' })).code).toBe(1)
      expect((await validate({ HTTP_PROXY: ' ' })).code).toBe(1)
      expect(proxy.asked).toHaveLength(1)
    } finally {
      proxy.close()
      await sandbox.close()
    }
  })

  it('that is none is refused, without its password', async () => {
    await expect(createNodeFetch({ httpsProxy: 'user:hunter2@proxy:3128' })).rejects.toMatchObject({
      code: 'proxy-invalid',
      message: expect.not.stringContaining('hunter2'),
    })
    await expect(createNodeFetch({ httpProxy: 'socks5://x' })).rejects.toThrow('socks5://x')
  })
})

describe('the pause before a repeat', () => {
  const call = { method: 'GET', path: '/', repeatable: true } as const
  const answered = (status: number, retryAfter: string | null = null, date: string | null = null) => ({
    answer: { status, retryAfter, date, json: {}, text: '' },
  })

  test.each([
    [0, 500, 1_000],
    [1, 1_000, 2_000],
    [2, 2_000, 4_000],
    [3, 4_000, 8_000],
    [9, 4_000, 8_000],
  ])('of attempt %d is between %d and %d ms, and never twice the same', (attempt, least, most) => {
    const pauses = Array.from({ length: 20 }, () => pauseBefore(answered(500), call, attempt)?.ms ?? -1)
    for (const ms of pauses) {
      expect(ms).toBeGreaterThanOrEqual(least)
      expect(ms).toBeLessThanOrEqual(most)
    }
    expect(new Set(pauses).size).toBeGreaterThan(1)
  })

  test('is what Retry-After asks for', () => {
    expect(pauseBefore(answered(429, '7'), call, 0)?.ms).toBe(7_000)
    expect(pauseBefore(answered(503, '2'), call, 0)?.ms).toBe(2_000)
    const date = new Date(Date.now() + 60_000).toUTCString()
    expect(pauseBefore(answered(429, date), call, 0)?.ms).toBeGreaterThan(55_000)
    expect(pauseBefore(answered(429, 'Wed, 21 Oct 2015 07:28:00 GMT'), call, 0)?.ms).toBe(0)
    // A date is one of the server's clock, and the oldest form of it has no zone.
    const [sent, later] = ['Wed, 21 Oct 2015 07:28:00 GMT', 'Wed, 21 Oct 2015 07:28:05 GMT']
    expect(pauseBefore(answered(429, later, sent), call, 0)?.ms).toBe(5_000)
    expect(pauseBefore(answered(429, 'Wed Oct 21 07:28:05 2015', sent), call, 0)?.ms).toBe(5_000)
    expect(pauseBefore(answered(429, date, 'nonsense'), call, 0)?.ms).toBeGreaterThan(55_000)
    for (const nonsense of ['soon', '-1', '1.5', ''])
      expect(pauseBefore(answered(429, nonsense), call, 0)?.ms).toBeGreaterThanOrEqual(500)
  })
})

describe('a failure says what happened', () => {
  it('of a proxy that opens no tunnel', () => {
    const refusal = Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), {
      code: 'UND_ERR_ABORTED',
    })
    const { error, mayHaveArrived } = failed(refusal)
    expect(mayHaveArrived).toBe(false)
    expect(error.message).toMatch(/the proxy answered 407/)
    expect(error.hint).toContain('user:password')
  })

  const failed = (cause: unknown) => networkFailure(new TypeError('fetch failed', { cause }), 'api.example')
  const withCode = (code: string) => Object.assign(new Error('x'), { code })

  test.each([
    ['ENOTFOUND', /name is unknown to DNS/, false, false],
    ['EAI_AGAIN', /DNS does not answer/, false, true],
    ['UND_ERR_CONNECT_TIMEOUT', /no connection was made in time/, false, true],
    ['SELF_SIGNED_CERT_IN_CHAIN', /certificate/, false, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate/, false, false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/, false, false],
    ['HPE_INVALID_CONSTANT', /does not speak HTTP/, true, false],
    ['UND_ERR_SOCKET', /closed before/, true, true],
    ['SOMETHING_NEW', /x \(SOMETHING_NEW\)/, true, true],
    ['constructor', /x \(constructor\)/, true, true],
  ])('%s', (code, message, mayHaveArrived, passing) => {
    const failure = failed(withCode(code))
    expect(failure).toMatchObject({ mayHaveArrived, passing })
    expect(failure.error.message).toMatch(message)
  })

  test.each(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])('%s is unsent only while connecting', (code) => {
    const at = (syscall: string) => failed(Object.assign(withCode(code), { syscall })).mayHaveArrived
    expect({ connect: at('connect'), read: at('read'), write: at('write') }).toEqual({
      connect: false,
      read: true,
      write: true,
    })
  })

  test('of several tries, the first', () => {
    expect(failed(new AggregateError([withCode('ECONNREFUSED')])).error.message).toContain('ECONNREFUSED')
  })

  test('of what is no error', () => {
    expect(networkFailure('odd', 'api.example').error.message).toBe('no answer from api.example: odd')
  })
})

describe('the message of an answer', () => {
  const token = createSigner({ apiKey: API_KEY, secret: SECRET }).sign()
  const message = (text: string) =>
    messageIn({ status: 500, json: { message: text }, text: '', retryAfter: null, date: null })

  test.each<[string, string]>([
    ['as it is', token],
    ['with characters that do not show between its own', [...token].join('\u200b')],
    ['with encoded dots', token.replaceAll('.', '%2E')],
  ])('never has a whole token in it, %s', (_name, echoed) => {
    expect(message(`bad token ${echoed}`)).toBe('bad token eyJhbG…')
  })

  test('is cut, and long text takes no time', () => {
    const began = performance.now()
    expect(message('a'.repeat(1_000_000))).toBe(`${'a'.repeat(300)}…`)
    expect(message(`${'a-'.repeat(1_000_000)}.`)).toHaveLength(301)
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})

test.each([
  ['http://api.example', true],
  ['https://api.example', false],
  ['http://localhost:9010', false],
  ['http://sandbox.localhost', false],
  ['http://127.0.0.1', false],
  ['http://127.9.9.9', false],
  ['http://[::1]:9010', false],
  ['http://localhost.evil.example', true],
  ['http://127.0.0.1.evil.example', true],
])('%s is exposed: %s', (endpoint, exposed) => {
  expect(isExposed(endpoint)).toBe(exposed)
})
