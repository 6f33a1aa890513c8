/** `routeToSandbox` with a page that is one by shape alone; a real browser is in test/system. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSigner } from '../../src/index.ts'
import {
  type RoutablePage,
  routeToSandbox,
  type StartedSandbox,
  startSandbox,
} from '../../src/sandbox/index.ts'

let sandbox: StartedSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

type Handlers = {
  http?: Parameters<RoutablePage['route']>
  socket?: Parameters<RoutablePage['routeWebSocket']>
}

async function routed(
  extra: Partial<RoutablePage> = {},
  target: { url: string } = sandbox,
): Promise<Required<Handlers>> {
  const handlers: Handlers = {}
  const page: RoutablePage = {
    route: async (...args) => {
      handlers.http = args
    },
    routeWebSocket: async (...args) => {
      handlers.socket = args
    },
    ...extra,
  }
  await routeToSandbox(page, target)
  return handlers as Required<Handlers>
}

const request = (url: string, method = 'GET', body: Uint8Array | null = null) => ({
  url: () => url,
  method: () => method,
  headers: () => ({
    authorization: createSigner(sandbox.credentials).sign(),
    host: 'api.videosdk.live',
    'content-length': '5',
  }),
  postDataBuffer: () => body,
})

describe('HTTP', () => {
  it('goes to the sandbox, and comes back as it was answered', async () => {
    const { http } = await routed()
    const [isForIt, pass] = http
    expect(isForIt(new URL('https://api.videosdk.live/v2/rooms'))).toBe(true)
    expect(isForIt(new URL(sandbox.url))).toBe(true)
    expect(isForIt(new URL('https://app.example.org/'))).toBe(false)
    let answer: { status: number; headers: Record<string, string>; body: Buffer } | undefined
    const fulfill = async (given: NonNullable<typeof answer>) => {
      answer = given
    }
    const abort = async () => {}
    await pass({
      request: () => request('https://api.videosdk.live/v2/rooms', 'POST', Buffer.from('{}')),
      fulfill,
      abort,
    })
    expect(answer?.status).toBe(200)
    expect(answer?.headers['access-control-allow-origin']).toBe('*')
    expect(JSON.parse(String(answer?.body))).toMatchObject({ roomId: expect.any(String) })
  })

  it('stays at the sandbox, whatever the path begins with', async () => {
    const [, pass] = (await routed()).http
    const statuses: number[] = []
    const fulfill = async ({ status }: { status: number }) => void statuses.push(status)
    const abort = async () => void statuses.push(0)
    for (const path of ['//v2/rooms', '//127.0.0.1:9/v2/rooms'])
      await pass({ request: () => request(`https://api.videosdk.live${path}`), fulfill, abort })
    expect(statuses).toEqual([404, 404])
  })

  it('is a network that fails where nothing listens any more', async () => {
    const gone = await startSandbox()
    await gone.close()
    const { http } = await routed({}, gone)
    let aborted = false
    const abort = async () => {
      aborted = true
    }
    await http[1]({
      request: () => request('https://api.videosdk.live/v2/rooms'),
      fulfill: async () => {},
      abort,
    })
    expect(aborted).toBe(true)
  })
})

describe('a socket', () => {
  const open = async (url: string, target: { url: string } = sandbox) => {
    const { socket } = await routed({}, target)
    const sent: (string | Buffer)[] = []
    let say: (message: string | Buffer) => unknown = () => {}
    let hangUp: (code: number | undefined, reason: string | undefined) => unknown = () => {}
    let closed = false
    socket[1]({
      url: () => url,
      send: (message) => void sent.push(message),
      onMessage: (handler) => {
        say = handler
      },
      onClose: (handler) => {
        hangUp = handler
      },
      close: () => {
        closed = true
      },
    })
    return {
      sent,
      say: (message: string | Buffer) => say(message),
      hangUp: () => hangUp(1000, ''),
      isClosed: () => closed,
    }
  }

  it('is passed on both ways, what was said before it opened as well', async () => {
    const token = createSigner(sandbox.credentials).sign()
    const socket = await open(
      `wss://api.videosdk.live/socket.io/?EIO=4&transport=websocket&roomId=x&peerId=a&secret=${token}`,
    )
    socket.say('40')
    await expect.poll(() => socket.sent.join()).toContain('"code":4003')
    await expect.poll(socket.isClosed).toBe(true)
    socket.hangUp()
  })

  it('is closed where it cannot be opened', async () => {
    const socket = await open('wss://api.videosdk.live/pubsub/nobody')
    await expect.poll(socket.isClosed).toBe(true)
  })
})

describe('the local network', () => {
  it('is allowed to a page, or a context, that can be asked', async () => {
    const granted: string[][] = []
    const context = { grantPermissions: async (permissions: string[]) => void granted.push(permissions) }
    await routed({ context: () => context })
    await routed(context)
    await routed({ grantPermissions: () => Promise.reject(new Error('Unknown permission')) })
    expect(granted).toEqual([['local-network-access'], ['local-network-access']])
  })
})

it('refuses a sandbox that speaks TLS, and says that none is needed', async () => {
  const secure = await startSandbox({ tls: true })
  const page = { route: async () => {}, routeWebSocket: async () => {} }
  await expect(routeToSandbox(page, secure)).rejects.toMatchObject({
    code: 'value-invalid',
    hint: expect.stringContaining('without tls'),
  })
  await secure.close()
})

it.each(['', 'nonsense', 'https://api.videosdk.live'])('refuses what is no sandbox: %j', async (url) => {
  await expect(routed({}, { url })).rejects.toMatchObject({ code: 'value-invalid' })
})
