/** `createSandbox` of the library: VideoSDK offline, as a `fetch`. */
import type { OnRequest } from '../http/record.ts'
import { LONGEST_TIMER_MS } from '../token/duration.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { checkOptionNames } from '../token/options.ts'
import { SANDBOX_CREDENTIALS } from '../token/sandbox-credentials.ts'
import { type KeyPair, toKey } from '../token/sign.ts'
import { createApi } from './api.ts'
import type { DoorWorld } from './door/admit.ts'
import type { Refusal } from './door/refusal.ts'
import { createSessions, type SessionEvent, type Sessions } from './door/sessions.ts'
import { createRefusals } from './refusals.ts'
import { fileStorage, memoryStorage } from './storage.ts'

/** What a sandbox is like; every option has a default. */
export interface SandboxOptions {
  /** The file that keeps the rooms, which other processes may share. Default: in memory, and gone with the sandbox. */
  readonly file?: string
  /** Credentials to take besides the sandbox's own. */
  readonly credentials?: readonly KeyPair[]
  /** Milliseconds that every answer waits. Default 0. */
  readonly latencyMs?: number
  /** The clock. Default the real one. */
  readonly now?: () => Date
  /** Told of each request when it was answered. */
  readonly onRequest?: OnRequest | undefined
  /** Told of who joined, waits, was refused or left; never of a token. */
  readonly onJoining?: ((event: JoiningEvent) => void) | undefined
}

/** Somebody came, waits, was denied by those inside, left; or was refused at the door. */
export type JoiningEvent = SessionEvent | RefusedEvent

/** Somebody was refused at the door, by VideoSDK's rules. */
export interface RefusedEvent extends Refusal {
  /** Tells it from the others. */
  readonly kind: 'refused'
}

/** VideoSDK offline: its REST API, as a `fetch`. */
export interface Sandbox {
  /**
   * Answers as VideoSDK's REST API does; takes what the global `fetch` takes. It rejects where a connection
   * would break (`X-Sandbox-Fault: drop`), and with `store-invalid`, `store-failed` or `store-locked` where
   * its file cannot be used.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** The credentials that every sandbox takes; VideoSDK itself refuses them. */
  readonly credentials: {
    /** `sandbox`. */
    readonly apiKey: string
    /** A secret that says in words that it is none. */
    readonly secret: string
  }
}

export const OPTIONS = [
  'file',
  'credentials',
  'latencyMs',
  'now',
  'onRequest',
  'onJoining',
] as const satisfies readonly (keyof SandboxOptions)[]

/**
 * Makes a sandbox. It has no port, and nothing to close; who would join needs `startSandbox`.
 *
 * @throws {VideosdkTokenError} `option-unknown`, `value-invalid`, `credentials-incomplete`.
 * @example createClient(sandbox.credentials, { fetch: sandbox.fetch })
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return assembleSandbox(options).sandbox
}

/** A sandbox, and what its door is opened with. */
export interface Assembled {
  readonly sandbox: Sandbox
  readonly sessions: Sessions
  readonly door: DoorWorld
  readonly onRefused: (refusal: Refusal) => void
}

export function assembleSandbox(options: SandboxOptions): Assembled {
  checkOptionNames(options, OPTIONS)
  const { file, credentials = [], latencyMs = 0, now = () => new Date(), onRequest, onJoining } = options
  if (file !== undefined && (typeof file !== 'string' || file === ''))
    throw invalid('file is empty, or no path')
  if (!(typeof latencyMs === 'number' && latencyMs >= 0 && latencyMs <= LONGEST_TIMER_MS))
    throw invalid(`latencyMs is milliseconds from 0 to ${LONGEST_TIMER_MS}`)
  if (!Array.isArray(credentials)) throw invalid('credentials is no list')
  for (const pair of credentials) toKey(pair)
  const storage = file === undefined ? memoryStorage() : fileStorage(file)
  const known = [SANDBOX_CREDENTIALS, ...credentials] as const
  const sessions = createSessions({ now, onEvent: onJoining })
  const door = { rooms: () => storage.read(), credentials: known, now }
  const refusals = createRefusals(now)
  const onRefused = (refusal: Refusal): void => {
    refusals.add(refusal)
    onJoining?.({ kind: 'refused', ...refusal })
  }
  const api = createApi({
    storage,
    credentials: known,
    latencyMs,
    now,
    onRequest,
    sessions,
    refusals,
    door,
    onRefused,
  })
  const sandbox: Sandbox = {
    credentials: SANDBOX_CREDENTIALS,
    fetch: async (input, init) => {
      const request = input instanceof Request && init === undefined ? input : new Request(input, init)
      request.signal.throwIfAborted()
      return api.fetch(request)
    },
  }
  return { sandbox, sessions, onRefused, door }
}

function invalid(message: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', message)
}
