/** A sandbox on a port: where it listens, and how it ends. */
import { describe, expect, it, test } from 'vitest'
import { listen } from '../../src/http/listen.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { VideosdkTokenError } from '../../src/token/errors.ts'

it('takes a free port, and gives it back', async () => {
  const sandbox = await startSandbox()
  expect(sandbox).toMatchObject({ host: '127.0.0.1', url: `http://127.0.0.1:${sandbox.port}` })
  expect((await fetch(`${sandbox.url}/v2/rooms`)).status).toBe(401)
  await sandbox.close()
  await expect(fetch(`${sandbox.url}/v2/rooms`)).rejects.toThrow()
  const again = await startSandbox({ port: sandbox.port })
  await again.close()
})

it('answers what is in flight before it ends', async () => {
  const sandbox = await startSandbox({ latencyMs: 100 })
  const asked = fetch(`${sandbox.url}/v2/rooms`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const began = Date.now()
  await sandbox.close()
  expect((await asked).status).toBe(401)
  expect(Date.now() - began).toBeLessThan(2_000)
})

it('does not wait for ever for what never ends', async () => {
  const sandbox = await startSandbox()
  const asked = fetch(`${sandbox.url}/v2/rooms`, { headers: { 'x-sandbox-fault': 'latency=1h' } }).catch(
    () => 'cut',
  )
  await new Promise((resolve) => setTimeout(resolve, 50))
  await sandbox.close()
  expect(await asked).toBe('cut')
})

describe('refused', () => {
  test('a port that is taken, with what to do', async () => {
    const { port, close } = await startSandbox()
    await expect(startSandbox({ port })).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining(`port ${port} is taken`),
      hint: expect.stringContaining('--port 0'),
    })
    await close()
  })

  test('an address of another machine', async () => {
    await expect(startSandbox({ host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'listen-failed',
      hint: expect.stringContaining('--host'),
    })
  })

  test.each([{ port: -1 }, { port: 65_536 }, { port: 1.5 }, { prot: 1 }])('%j', async (options) => {
    await expect(startSandbox(options)).rejects.toBeInstanceOf(VideosdkTokenError)
  })
})

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['::1', '[::1]'],
  ['localhost', 'localhost'],
])('%s is opened as %s', async (host, opened) => {
  const server = await listen(
    { fetch: async () => new Response('here'), onError: () => new Response() },
    { port: 0, host },
  )
  try {
    expect(server.url).toBe(`http://${opened}:${server.port}`)
    expect(await (await fetch(server.url)).text()).toBe('here')
  } finally {
    await server.close()
  }
})

test('what a handler does not expect is 500', async () => {
  const fails = async () => {
    throw new Error('odd')
  }
  const onError = () => new Response('sorry', { status: 500 })
  const server = await listen({ fetch: fails, onError }, { port: 0, host: '127.0.0.1' })
  expect((await fetch(server.url)).status).toBe(500)
  await server.close()
})
