/** Trouble by request: what each fault does, in process and on a port. */
import { describe, expect, it, test } from 'vitest'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { parseFault } from '../../src/sandbox/fault.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'

const headers = (credentials: { apiKey: string; secret: string }, fault: string) => ({
  authorization: createSigner(credentials).sign(),
  'x-sandbox-fault': fault,
})

test.each<[string, object]>([
  ['status=503', { status: 503 }],
  ['status=429; retry-after=1', { status: 429, retryAfter: '1' }],
  [
    'status = 429 ;retry-after = Wed, 21 Oct 2026 07:28:00 GMT; html',
    { status: 429, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT', html: true },
  ],
  ['latency=500ms', { latencyMs: 500 }],
  ['latency=2s;drop', { latencyMs: 2_000, drop: true }],
  ['truncate', { truncate: true }],
])('%s', (text, fault) => {
  expect(parseFault(text)).toEqual({ text, ...fault })
})

const WRONG = [
  '',
  'stauts=503',
  'status=99',
  'status=600',
  'status',
  'latency=soon',
  'latency=0ms',
  'retry-after=',
  'retry-after=1',
  'retry-after=1; latency=5ms',
  'drop=1',
  'drop;;',
  '__proto__',
]

describe('in process', () => {
  const sandbox = createSandbox()
  const ask = (fault: string) =>
    sandbox.fetch('https://api.videosdk.live/v2/rooms', {
      method: 'POST',
      headers: headers(sandbox.credentials, fault),
    })
  const total = async () => {
    const list = await sandbox.fetch('https://api.videosdk.live/v2/rooms', {
      headers: { authorization: createSigner(sandbox.credentials).sign() },
    })
    return ((await list.json()) as { pageInfo: { total: number } }).pageInfo.total
  }

  test.each(WRONG)('%j is 400, and says what there is', async (fault) => {
    const response = await ask(fault)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('X-Sandbox-Fault'),
    })
  })

  test('status, named in the answer, and nothing is done', async () => {
    const before = await total()
    const response = await ask('status=429; retry-after=7')
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(response.headers.get('x-sandbox-fault')).toBe('status=429; retry-after=7')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toMatchObject({
      statusCode: 429,
      message: expect.stringContaining('Simulated'),
    })
    expect(await total()).toBe(before)
  })

  test.each([204, 205, 304])('status %d has no body', async (status) => {
    const response = await ask(`status=${status}`)
    expect(response.status).toBe(status)
    expect(response.headers.get('x-sandbox-fault')).toBe(`status=${status}`)
    expect(await response.text()).toBe('')
  })

  test('html is 502 unless a status is given', async () => {
    const response = await ask('html')
    expect(response.status).toBe(502)
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(await response.text()).toMatch(/^<html>/)
    expect((await ask('html; status=200')).status).toBe(200)
  })

  test('latency waits, and the answer is the real one', async () => {
    const began = Date.now()
    const response = await ask('latency=60ms')
    expect(Date.now() - began).toBeGreaterThanOrEqual(55)
    expect(response.headers.get('x-sandbox-fault')).toBe('latency=60ms')
    expect(await response.json()).toHaveProperty('roomId')
  })

  test('latency ends where the client went away', async () => {
    await expect(
      sandbox.fetch('https://api.videosdk.live/v2/rooms', { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' })
    const signal = AbortSignal.timeout(20)
    const asked = sandbox.fetch('https://api.videosdk.live/v2/rooms', {
      headers: headers(sandbox.credentials, 'latency=1h'),
      signal,
    })
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('drop rejects, as a fetch does, and nothing is done', async () => {
    const before = await total()
    await expect(ask('drop')).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'UND_ERR_SOCKET' },
    })
    expect(await total()).toBe(before)
  })

  test('truncate does it, and breaks in the middle of the answer', async () => {
    const before = await total()
    const response = await ask('truncate')
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('truncated')
    expect(await total()).toBe(before + 1)
  })

  test('a status without a body has none', async () => {
    for (const [status, more] of [
      [204, 'truncate'],
      [304, 'truncate'],
      [204, 'html'],
      [205, 'html; truncate'],
    ] as const) {
      const response = await ask(`status=${status}; ${more}`)
      expect([response.status, await response.text()]).toEqual([status, ''])
    }
  })

  test('latency for every request', async () => {
    const slow = createSandbox({ latencyMs: 60 })
    const began = Date.now()
    await slow.fetch('https://api.videosdk.live/v2/rooms')
    expect(Date.now() - began).toBeGreaterThanOrEqual(55)
  })
})

describe('on a port', () => {
  it('drops, truncates, and answers the next request', async () => {
    const sandbox = await startSandbox()
    const ask = (fault: string) =>
      fetch(`${sandbox.url}/v2/rooms`, { method: 'POST', headers: headers(sandbox.credentials, fault) })
    try {
      await expect(ask('drop')).rejects.toThrow('fetch failed')
      const half = await ask('truncate')
      expect(half.status).toBe(200)
      await expect(half.text()).rejects.toThrow()
      expect((await ask('status=503')).status).toBe(503)
      expect((await ask('latency=1ms')).status).toBe(200)
    } finally {
      await sandbox.close()
    }
  })
})
