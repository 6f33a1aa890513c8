/** `createTokenServer` of the library: the token server, as a `fetch` that runs wherever JavaScript does. */
import type { OnRequest } from '../http/record.ts'
import { createMeetingsClient } from '../meetings/client.ts'
import { DEFAULT_ENDPOINT, parseEndpoint } from '../meetings/endpoint.ts'
import type { Fetch } from '../meetings/fetch.ts'
import { createSend } from '../meetings/send.ts'
import { LONGEST_TIMER_MS } from '../token/duration.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import type { Permission, Role } from '../token/lists.ts'
import { checkList, checkOptionNames } from '../token/options.ts'
import { createSigner, type KeyPair } from '../token/sign.ts'
import { USER_AGENT } from '../version.ts'
import { parseAccessKey } from './access-key.ts'
import { createApp } from './app.ts'
import { parseHost } from './hosts.ts'
import { toLimits } from './limits.ts'
import { parseOrigin } from './origins.ts'
import type { RateLimiter } from './rate-limit.ts'

/** Whose tokens are served, to whom, and how much a client may ask for. */
export interface TokenServerOptions extends KeyPair {
  /**
   * What every request must carry, in `X-Access-Key` or as the start of its path, `/k/<key>/get-token`: 16
   * characters or more. `false`: nothing, so that whoever reaches the server gets tokens.
   */
  readonly accessKey: string | false
  /** What a token has where its client asks for nothing. Default `['allow_join']`. */
  readonly permissions?: readonly Permission[]
  /** What a client may ask for; `ask_join` alone it may wherever `allow_join` is here. Default `permissions`. */
  readonly maxPermissions?: readonly Permission[]
  /** Seconds, or `'10m'`: how long a token is good where its client asks for nothing, and at most. Default `'10m'`. */
  readonly expiresIn?: number | string
  /** Binds every token to this room. */
  readonly roomId?: string
  /** Binds every token to these roles. */
  readonly roles?: readonly Role[]
  /** Web pages that may ask, `https://app.example.org`, besides the server's own and those of localhost. */
  readonly allowOrigins?: readonly string[]
  /** Names that the server answers to, besides `localhost` and IP addresses. */
  readonly allowHosts?: readonly string[]
  /** Counts tokens, by client. Default: nobody counts. */
  readonly rateLimiter?: RateLimiter
  /** Names the client of a request for the limiter. Default: all are one. */
  readonly clientKey?: (request: Request) => string
  /** The way to VideoSDK, or a sandbox's. Default the runtime's own. */
  readonly fetch?: Fetch
  /** VideoSDK's API, with or without `/v2`. Default `https://api.videosdk.live`. */
  readonly endpoint?: string
  /** Milliseconds that VideoSDK may take to answer, repeats included. Default 20,000. */
  readonly timeoutMs?: number
  /** The clock. Default the real one. */
  readonly now?: () => Date
  /** Told of each request when it was answered. */
  readonly onRequest?: OnRequest | undefined
  /** Told of what was answered with 500 or more: VideoSDK's failures, and bugs. */
  readonly onError?: (error: unknown) => void
}

/** The server of tokens: one handler, for Node, Workers, Deno, Bun, or a test. */
export interface TokenServer {
  /** Answers any request, at once where it can; it throws or rejects only with what `onRequest` or `onError` throws. */
  readonly fetch: (request: Request) => Response | Promise<Response>
}

const OPTIONS = [
  'apiKey',
  'secret',
  'accessKey',
  'permissions',
  'maxPermissions',
  'expiresIn',
  'roomId',
  'roles',
  'allowOrigins',
  'allowHosts',
  'rateLimiter',
  'clientKey',
  'fetch',
  'endpoint',
  'timeoutMs',
  'now',
  'onRequest',
  'onError',
] as const satisfies readonly (keyof TokenServerOptions)[]

/** An app's user waits no longer. */
const DEFAULT_TIMEOUT_MS = 20_000
const RETRIES = 2

/**
 * Makes the token server of VideoSDK's "Server setup" page: `/get-token`, `/create-meeting`,
 * `/validate-meeting/:meetingId`, `/healthz`, and a page at `/`. It listens to nothing by itself.
 *
 * @throws {VideosdkTokenError} `credentials-incomplete`, `option-unknown`, `value-invalid`, `endpoint-invalid`,
 * and what permissions, expiry, room and roles earn.
 * @example export default createTokenServer({ apiKey, secret, accessKey: false }) // Deno, Bun
 */
export function createTokenServer(options: TokenServerOptions): TokenServer {
  checkOptionNames(options, OPTIONS, 'What is misspelt would limit nothing.')
  const { apiKey, secret, rateLimiter, clientKey = () => '', onRequest, onError = () => {} } = options
  const { now = () => new Date(), timeoutMs = DEFAULT_TIMEOUT_MS, endpoint = DEFAULT_ENDPOINT } = options
  const { fetch = (url, init) => globalThis.fetch(url, init), allowHosts = [], allowOrigins = [] } = options
  checkFunctions({ clientKey, now, onRequest, onError, fetch })
  if (rateLimiter !== undefined && typeof rateLimiter?.limit !== 'function')
    throw invalid('rateLimiter has no function limit')
  if (!(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= LONGEST_TIMER_MS))
    throw invalid(`timeoutMs is milliseconds, from 1 to ${LONGEST_TIMER_MS}`)
  const base = parseEndpoint(endpoint)
  const { host } = new URL(base)
  const confidential = [secret, options.accessKey].filter((value) => typeof value === 'string')
  const app = createApp({
    credentials: { apiKey, secret },
    signer: createSigner({ apiKey, secret }),
    limits: toLimits(options),
    rules: {
      accessKey: checkAccessKey(options.accessKey),
      allowHosts: new Set(checkList(allowHosts, 'allowHosts').map(parseHost)),
      allowOrigins: new Set(checkList(allowOrigins, 'allowOrigins').map(parseOrigin)),
    },
    rateLimiter,
    clientWith: (token, tokenSource) => {
      const send = createSend({
        fetch,
        endpoint: base,
        token: () => token,
        timeoutMs,
        retries: RETRIES,
        userAgent: USER_AGENT,
      })
      return createMeetingsClient(send, 2, { host, tokenSource, confidential })
    },
    now,
    onRequest,
    onError,
  })
  return { fetch: (request) => app.fetch(request, { clientKey: () => clientKey(request) }) }
}

function checkAccessKey(accessKey: string | false): string | false {
  if (accessKey === false) return false
  if (accessKey !== undefined) return parseAccessKey(accessKey)
  throw new VideosdkTokenError('value-invalid', 'accessKey is missing', {
    reason: 'Whoever reaches the server gets tokens.',
    hint: 'Pass 16 random characters or more; or false, where something else keeps strangers out.',
  })
}

function checkFunctions(functions: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(functions)) {
    if (value !== undefined && typeof value !== 'function') throw invalid(`${name} is no function`)
  }
}

function invalid(message: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', message)
}
