/** `routeToSandbox` of the library: an app under test joins a sandbox, though it names nothing but api.videosdk.live. */
import { isLoopback } from '../http/host-name.ts'
import { VideosdkTokenError } from '../token/errors.ts'

/** What an app asks for VideoSDK. */
const VIDEOSDK_HOST = 'api.videosdk.live'

/** Playwright takes a Buffer; who has no types of Node's can have our declarations all the same. */
type Bytes = typeof globalThis extends { Buffer: { alloc(size: number): infer Buffer } } ? Buffer : Uint8Array

/** A Playwright `Page` or `BrowserContext`, as far as it is needed. */
export interface RoutablePage {
  /** Of a context: what its pages may do without asking. */
  grantPermissions?(permissions: string[]): Promise<void>
  /** Of a page. */
  context?(): PermittingContext
  /** Playwright's: what becomes of a request. */
  route(url: (url: URL) => boolean, handler: (route: Route) => Promise<void>): Promise<unknown>
  /** Playwright's: what becomes of a socket. Playwright has it from 1.48 on. */
  routeWebSocket(url: (url: URL) => boolean, handler: (socket: RoutedSocket) => void): Promise<unknown>
}

interface PermittingContext {
  grantPermissions(permissions: string[]): Promise<void>
}

interface Route {
  request(): {
    url(): string
    method(): string
    headers(): Record<string, string>
    postDataBuffer(): Uint8Array | null
  }
  fulfill(answer: { status: number; headers: Record<string, string>; body: Bytes }): Promise<void>
  abort(): Promise<void>
}

interface RoutedSocket {
  url(): string
  send(message: string | Bytes): void
  onMessage(handler: (message: string | Uint8Array) => unknown): void
  onClose(handler: (code: number | undefined, reason: string | undefined) => unknown): void
  close(options?: { code?: number; reason?: string }): unknown
}

/**
 * Sends what a page says to api.videosdk.live, by HTTP and by socket, to a sandbox: without TLS and without a flag
 * of the browser. Call it before the page is opened.
 *
 * @param page - a Playwright page, or a context for all of its pages.
 * @param sandbox - what `startSandbox` gave.
 * @throws {VideosdkTokenError} `value-invalid` where that is no sandbox on this machine, or one with `tls`.
 * @example await routeToSandbox(page, await startSandbox())
 */
export async function routeToSandbox(page: RoutablePage, sandbox: { readonly url: string }): Promise<void> {
  const target = URL.canParse(sandbox.url) ? new URL(sandbox.url) : undefined
  if (target === undefined || !isLoopback(target.hostname))
    throw new VideosdkTokenError('value-invalid', 'routeToSandbox takes what startSandbox gave')
  if (target.protocol !== 'http:') {
    throw new VideosdkTokenError('value-invalid', 'the sandbox speaks TLS, which nobody on this way does', {
      hint: 'Start it without tls: a page that is routed to it needs none.',
    })
  }
  const isForIt = ({ host }: URL): boolean => host === VIDEOSDK_HOST || host === target.host
  await page.route(isForIt, (route) => passHttp(route, target))
  await allowLocalNetwork(page)
  const { WebSocket } = await import('undici')
  await page.routeWebSocket(isForIt, (socket) => passSocket(socket, target, WebSocket as never))
}

/**
 * The client opens its chat from a worker, whose sockets Playwright does not route; it goes to this machine by
 * itself, and Chromium from 142 on asks a person whether a page may do that. Browsers that know no such permission
 * need none.
 */
async function allowLocalNetwork(page: RoutablePage): Promise<void> {
  const context = page.context?.() ?? page
  await context.grantPermissions?.(['local-network-access']).catch(() => {})
}

async function passHttp(route: Route, target: URL): Promise<void> {
  const request = route.request()
  const body = request.postDataBuffer()
  const { host: _host, 'content-length': _length, ...headers } = request.headers()
  try {
    const answer = await fetch(sameAt(target, request.url()), {
      method: request.method(),
      headers,
      ...(body && { body: body as Uint8Array<ArrayBuffer> }),
    })
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    })
  } catch {
    // As a network that fails: the sandbox broke the connection off, or is closed.
    await route.abort()
  }
}

/** The path and the query of an address at the sandbox, whatever the path begins with: `//other` names no host. */
function sameAt(target: URL, address: string): URL {
  const { pathname, search } = new URL(address)
  const url = new URL(target)
  url.pathname = pathname
  url.search = search
  return url
}

function passSocket(
  socket: RoutedSocket,
  target: URL,
  // The global one, which Node 20 does not have.
  Client: new (url: URL) => WebSocket,
): void {
  const url = sameAt(target, socket.url())
  url.protocol = 'ws:'
  const upstream = new Client(url)
  upstream.binaryType = 'arraybuffer'
  const early: (string | Uint8Array)[] = []
  socket.onMessage((message) => {
    if (upstream.readyState === upstream.OPEN) upstream.send(message as string)
    else early.push(message)
  })
  socket.onClose(() => upstream.close())
  upstream.onopen = () => {
    for (const message of early) upstream.send(message as string)
  }
  upstream.onmessage = ({ data }) =>
    socket.send(typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer))
  upstream.onclose = () => void socket.close()
  upstream.onerror = () => void socket.close()
}
