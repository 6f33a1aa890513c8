/** A fetch handler on a port of this machine. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { codeOf } from '../files/error-code.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import { hostOfUrl } from './host-name.ts'
import { attempt, type Soon } from './soon.ts'

export interface Address {
  /** 0: any free one. */
  readonly port: number
  /** The address that it listens on. */
  readonly host: string
}

export interface Handler {
  /**
   * May reject with `BrokenConnection`.
   *
   * @param client - the address that the connection came from.
   */
  readonly fetch: (request: Request, client: string) => Soon<Response>
  /** What to answer when it rejected with anything else. */
  readonly onError: (error: unknown) => Response
  /** What to answer where the target of a request is no path and no URL. Default: nothing but 400. */
  readonly onUnreadable?: () => Response
}

/** The connection is to be closed, after whatever was sent of an answer. */
export class BrokenConnection extends Error {
  constructor(
    readonly sent?: { readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array },
  ) {
    super('the connection is closed without a whole answer')
  }
}

export interface ListenOptions {
  /**
   * Puts the light Request and Response of Hono's server in the place of the global ones, which doubles what
   * it can answer: for a process that is the server's own, never for that of somebody else.
   */
  readonly replaceGlobals?: boolean
  readonly limits?: Partial<ConnectionLimits>
  /** As PEM; without it what is spoken is plain. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
}

export interface Listening extends Address {
  /** As it can be opened on this machine; `http://127.0.0.1:9010`, no slash at its end. */
  readonly url: string
  /** Takes no more requests, and settles when those in flight are answered, or were given 4.5 s. */
  close(): Promise<void>
}

export interface Served extends Listening {
  /** For what is spoken there besides HTTP. */
  readonly server: Server
}

/** Whoever stops a server waits five seconds before it kills. */
const LONGEST_CLOSE_MS = 4_500
const LOOK_FOR_IDLE_MS = 20

/**
 * Who sends slower than this is let go, so that nobody can hold all connections by doing nothing: milliseconds
 * for a head, for a whole request, and between two; and how often that is looked at.
 */
export interface ConnectionLimits {
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly connectionsCheckingInterval: number
  /** More are closed at once. */
  readonly maxConnections: number
}

const LIMITS: ConnectionLimits = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxConnections: 4_096,
}
const MOST_HEADER_BYTES = 16_384
/**
 * Connections that wait to be taken, as far as the system allows it. Node asks for 511: where more come while it is
 * busy for a moment, the next client's first packet is lost, and is sent again after 1 s, 3 s, 7 s.
 */
const LONGEST_QUEUE = 4_096

/** @throws {VideosdkTokenError} `listen-failed`. */
export async function listen(
  { fetch, onError, onUnreadable }: Handler,
  { port, host }: Address,
  { replaceGlobals = false, limits, tls }: ListenOptions = {},
): Promise<Served> {
  const listener = getRequestListener(
    (request, { incoming, outgoing }) =>
      attempt(
        () => fetch(request, incoming.socket.remoteAddress ?? ''),
        (error) => {
          if (!(error instanceof BrokenConnection)) return onError(error)
          breakOff(outgoing as ServerResponse, error)
          return RESPONSE_ALREADY_SENT
        },
      ),
    {
      overrideGlobalObjects: replaceGlobals,
      hostname: 'localhost',
      ...(onUnreadable && { errorHandler: onUnreadable }),
    },
  )
  const { maxConnections, ...timeouts } = { ...LIMITS, ...limits }
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): unknown => {
    // Node refuses both at once, but for an empty encoding. What stands in front of us may read that as chunked, and
    // would see another end of the request than we do (RFC 9112 section 6.1).
    if (incoming.headers['transfer-encoding'] === '' && 'content-length' in incoming.headers)
      return outgoing.writeHead(400, { Connection: 'close' }).end()
    // HTTP/1.0 may leave it out. The handler is to see that, and not the address that stands in for it.
    const { host: named } = incoming.headers
    if (named === undefined) incoming.rawHeaders.push('Host', '')
    // The same holds of one that no URL can be made of.
    else if (/[\s/?#@\\]/.test(named) || !URL.canParse(`http://${named}`)) incoming.headers.host = ''
    return listener(incoming, outgoing)
  }
  const options = { ...timeouts, maxHeaderSize: MOST_HEADER_BYTES }
  const server: Server =
    tls === undefined
      ? createServer(options, handle)
      : (await import('node:https')).createServer({ ...options, ...tls }, handle)
  server.maxConnections = maxConnections
  await opened(server, port, host)
  const { port: taken } = server.address() as AddressInfo
  const scheme = tls === undefined ? 'http' : 'https'
  return {
    server,
    url: `${scheme}://${openable(host)}:${taken}`,
    port: taken,
    host,
    close: () => closed(server),
  }
}

function opened(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailed(error, port, host)))
    server.listen({ port, host, backlog: LONGEST_QUEUE }, resolve)
  })
}

function breakOff(outgoing: ServerResponse, { sent }: BrokenConnection): void {
  if (sent === undefined) {
    outgoing.destroy()
    return
  }
  outgoing.writeHead(sent.status, Object.fromEntries(sent.headers))
  outgoing.write(sent.bytes, () => outgoing.destroy())
}

function closed(server: Server): Promise<void> {
  const forced = setTimeout(() => server.closeAllConnections(), LONGEST_CLOSE_MS)
  // Node keeps a connection open whose last answer was under way when the server closed.
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS)
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(forced)
      clearInterval(idle)
      resolve()
    })
  })
}

/** An address that stands for all of them cannot be opened everywhere. */
function openable(host: string): string {
  const name = hostOfUrl(host)
  if (name === '0.0.0.0') return '127.0.0.1'
  return name === '[::]' ? '[::1]' : name
}

function listenFailed(error: unknown, port: number, host: string): VideosdkTokenError {
  const code = codeOf(error)
  const why =
    code === 'EADDRINUSE'
      ? `port ${port} is taken by another program`
      : code === 'EACCES'
        ? `port ${port} is not open to this user`
        : `nothing can listen on ${shown(host)} port ${port} (${code ?? messageOf(error)})`
  return new VideosdkTokenError('listen-failed', why, {
    hint:
      code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
        ? 'Choose an address of this machine: --host 127.0.0.1'
        : 'Choose another port: --port 9011, or --port 0 for any that is free.',
    cause: error,
  })
}
