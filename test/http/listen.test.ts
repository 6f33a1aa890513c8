/** A handler on a port: slow clients, too many of them, and the end. */
import { once } from 'node:events'
import { describe, expect, it, test } from 'vitest'
import { type ConnectionLimits, type Handler, type Listening, listen } from '../../src/http/listen.ts'
import { open, parseAnswer, sendRaw } from '../support/raw.ts'

const SHORT = {
  headersTimeout: 1_500,
  requestTimeout: 3_000,
  keepAliveTimeout: 300,
  connectionsCheckingInterval: 50,
}

async function serving(
  work: (server: Listening) => Promise<void>,
  limits: Partial<ConnectionLimits> = SHORT,
  fetch: Handler['fetch'] = async (request) => new Response(await request.text()),
): Promise<void> {
  const onError = (): Response => new Response(null, { status: 500 })
  const server = await listen({ fetch, onError }, { port: 0, host: '127.0.0.1' }, { limits })
  try {
    await work(server)
  } finally {
    await server.close()
  }
}

const HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\n'

describe('a slow client is let go, and holds up nobody', () => {
  test.each<[string, string]>([
    ['says nothing', ''],
    ['stops within its head', HEAD],
    ['stops before its body', `${HEAD}Content-Length: 10\r\n\r\n`],
    ['stops within its body', `${HEAD}Content-Length: 10\r\n\r\nabc`],
    ['stops between two chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`],
  ])('%s', async (_name, text) => {
    await serving(async ({ url }) => {
      const slow = sendRaw(url, text, 20_000)
      for (let n = 0; n < 5; n++)
        expect(await (await fetch(url, { method: 'POST', body: 'quick' })).text()).toBe('quick')
      const received = await slow
      if (received !== '') expect(parseAnswer(received).status).toBe(408)
    })
  })

  it('drips its head, byte after byte', async () => {
    await serving(async ({ url }) => {
      const socket = open(url).on('error', () => {})
      const drip = setInterval(() => socket.write('X'), 50)
      socket.write(HEAD)
      // What is not read does not end.
      socket.resume()
      await once(socket, 'close')
      clearInterval(drip)
      expect((await fetch(url)).status).toBe(200)
    })
  })

  it('reads nothing of a long answer', async () => {
    const long = 'x'.repeat(4_000_000)
    await serving(
      async ({ url }) => {
        const socket = open(url).on('error', () => {})
        socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
        expect((await (await fetch(url)).text()).length).toBe(long.length)
        socket.destroy()
      },
      {},
      async () => new Response(long),
    )
  })
})

test.each(['Content-Length: 4\r\nTransfer-Encoding:', 'Transfer-Encoding:\r\nContent-Length: 4'])(
  'a length beside an encoding that is empty is refused, and what follows is no request: %j',
  async (lengths) => {
    await serving(async ({ url }) => {
      const received = await sendRaw(url, `${HEAD}${lengths}\r\n\r\n0\r\n\r\n${HEAD}\r\n`)
      expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
    })
  },
)

it('connections beyond the most are closed at once, and those within are served', async () => {
  await serving(
    async ({ url }) => {
      const idle = [open(url), open(url)]
      await Promise.all(idle.map((socket) => once(socket, 'connect')))
      const third = open(url).on('error', () => {})
      third.resume()
      await once(third, 'close')
      for (const socket of idle) socket.destroy()
      await Promise.all(idle.map((socket) => once(socket, 'close')))
      await expect
        .poll(async () => (await sendRaw(url, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).slice(0, 15))
        .toBe('HTTP/1.1 200 OK')
    },
    { maxConnections: 2 },
  )
})

it('close waits for what is in flight, and takes nothing more', async () => {
  let release: (response: Response) => void = () => {}
  let arrived: () => void = () => {}
  const inFlight = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const handler: Handler['fetch'] = () => {
    arrived()
    return new Promise((resolve) => {
      release = resolve
    })
  }
  const server = await listen(
    { fetch: handler, onError: () => new Response() },
    { port: 0, host: '127.0.0.1' },
  )
  const answer = fetch(server.url)
  await inFlight
  const closed = server.close()
  await expect(fetch(server.url)).rejects.toThrow()
  release(new Response('finished'))
  expect(await (await answer).text()).toBe('finished')
  await closed
})

it('close ends within five seconds, whatever hangs', async () => {
  let arrived: () => void = () => {}
  const inFlight = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const handler: Handler['fetch'] = () => {
    arrived()
    return new Promise(() => {})
  }
  const server = await listen(
    { fetch: handler, onError: () => new Response() },
    { port: 0, host: '127.0.0.1' },
  )
  const answer = fetch(server.url).catch((error: unknown) => error)
  await inFlight
  const began = performance.now()
  await server.close()
  const seconds = (performance.now() - began) / 1000
  expect(seconds).toBeGreaterThan(4)
  expect(seconds).toBeLessThan(5)
  expect(await answer).toBeInstanceOf(TypeError)
})

test.each([
  [{ port: 1, host: '192.0.2.1' }, '--host 127.0.0.1'],
  [{ port: 0, host: 'no-such-host.invalid' }, '--host 127.0.0.1'],
])('%j cannot be listened on', async (address, hint) => {
  const handler = { fetch: async () => new Response(), onError: () => new Response() }
  await expect(listen(handler, address)).rejects.toMatchObject({
    code: 'listen-failed',
    hint: expect.stringContaining(hint),
  })
})

it('a taken port is named', async () => {
  await serving(async ({ port }) => {
    const handler = { fetch: async () => new Response(), onError: () => new Response() }
    await expect(listen(handler, { port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining(String(port)),
      hint: expect.stringContaining('--port 0'),
    })
  })
})
