/** `createClient` of the library: the client with its options checked and their defaults. */
import { API_TOKEN } from '../token/api-token.ts'
import { LONGEST_TIMER_MS } from '../token/duration.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { checkOptionNames } from '../token/options.ts'
import { createSigner, type KeyPair } from '../token/sign.ts'
import { USER_AGENT } from '../version.ts'
import { createMeetingsClient, type MeetingsClient } from './client.ts'
import type { ApiVersion } from './dialect.ts'
import { DEFAULT_ENDPOINT, parseEndpoint } from './endpoint.ts'
import type { Fetch } from './fetch.ts'
import { createSend } from './send.ts'

/** How a client asks; every option has a default. */
export interface ClientOptions {
  /** With or without `/v2`. Default `https://api.videosdk.live`. */
  readonly endpoint?: string
  /** 2: rooms, the default. 1: meetings, as on the "Server setup" page. */
  readonly apiVersion?: ApiVersion
  /** Milliseconds for a whole call, its repeats included. Default 30,000. */
  readonly timeoutMs?: number
  /** How often what failed may be repeated. Default 2. */
  readonly retries?: number
  /** Default on Node undici's, with the proxy of the environment; elsewhere the runtime's own. */
  readonly fetch?: Fetch
}

export const DEFAULT_TIMEOUT_MS = 30_000
export const DEFAULT_RETRIES = 2
export const MOST_RETRIES = 100

const OPTIONS = [
  'endpoint',
  'apiVersion',
  'timeoutMs',
  'retries',
  'fetch',
] as const satisfies readonly (keyof ClientOptions)[]

/**
 * Makes a client of VideoSDK's REST API.
 *
 * @param credentials - a key and a secret, to sign a token of ten minutes for each call; or a token.
 * @throws {VideosdkTokenError} `credentials-incomplete`, `option-unknown`, `value-invalid`, `endpoint-invalid`.
 * @example const { roomId } = await createClient({ apiKey, secret }).createMeeting({ customRoomId: 'standup' })
 */
export function createClient(
  credentials: KeyPair | { readonly token: string },
  options: ClientOptions = {},
): MeetingsClient {
  checkOptions(options)
  const { endpoint = DEFAULT_ENDPOINT, apiVersion = 2, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const { retries = DEFAULT_RETRIES, fetch = runtimeFetch() } = options
  const base = parseEndpoint(endpoint)
  const token = tokenFrom(credentials)
  const send = createSend({ fetch, endpoint: base, token, timeoutMs, retries, userAgent: USER_AGENT })
  const confidential =
    'secret' in credentials && typeof credentials.secret === 'string' ? [credentials.secret] : []
  return createMeetingsClient(send, apiVersion, { host: new URL(base).host, confidential })
}

function tokenFrom(credentials: KeyPair | { readonly token: string }): () => string {
  if (typeof credentials === 'object' && credentials !== null && 'token' in credentials) {
    const { token } = credentials
    // What no header can carry would fail far from here, and might be shown there.
    if (typeof token === 'string' && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return () => token
    throw invalid('the token is empty, or no token', 'Give it bare, without "Bearer".')
  }
  const signer = createSigner(credentials as KeyPair)
  return () => signer.sign(API_TOKEN)
}

/** Loaded with the first call, so that who never calls does not wait for it. */
function runtimeFetch(): Fetch {
  if (!isNode()) return (url, init) => globalThis.fetch(url, init)
  let loaded: Promise<Fetch> | undefined
  return async (url, init) => {
    loaded ??= import('./node-fetch.ts').then(({ createNodeFetch }) => createNodeFetch())
    return (await loaded)(url, init)
  }
}

/** Every runtime but Node 20 names itself in `navigator`. */
function isNode(): boolean {
  const { navigator, process } = globalThis as { navigator?: { userAgent?: string }; process?: unknown }
  return navigator === undefined ? process !== undefined : /^Node\.js\//.test(navigator.userAgent ?? '')
}

function checkOptions(options: ClientOptions): void {
  checkOptionNames(options, OPTIONS)
  const { apiVersion, timeoutMs, retries, fetch } = options
  if (apiVersion !== undefined && apiVersion !== 1 && apiVersion !== 2) throw invalid('apiVersion is 1 or 2')
  if (
    timeoutMs !== undefined &&
    !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= LONGEST_TIMER_MS)
  )
    throw invalid(`timeoutMs is milliseconds, from 1 to ${LONGEST_TIMER_MS}`)
  if (retries !== undefined && !(Number.isInteger(retries) && retries >= 0 && retries <= MOST_RETRIES))
    throw invalid(`retries is a whole number from 0 to ${MOST_RETRIES}`)
  if (fetch !== undefined && typeof fetch !== 'function') throw invalid('fetch is no function')
}

function invalid(message: string, hint?: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', message, hint === undefined ? {} : { hint })
}
