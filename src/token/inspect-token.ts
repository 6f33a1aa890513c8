/** `inspectToken` of the library: `inspect` with Node's HMAC, and options checked. */
import { checkId } from './claims.ts'
import { parseDuration } from './duration.ts'
import { VideosdkTokenError } from './errors.ts'
import { hmacVerifier } from './hmac.ts'
import { type Inspection, inspect } from './inspect.ts'
import { checkOptionNames } from './options.ts'
import type { Purpose } from './problems.ts'

/** What a token is judged by; without any, by its own claims and the real clock. */
export interface InspectOptions {
  /** Text is taken as UTF-8. Without it the signature is `unchecked`. */
  readonly secret?: string | Uint8Array
  /** The API key that the secret belongs to; a token of another key is `apikey-mismatch`. */
  readonly apiKey?: string
  /** The clock. Default the real one. */
  readonly now?: Date
  /** Asks one question: can this token join, or call the API? */
  readonly for?: Purpose
  /** The room that it is to be used for. Throws `id-invalid`. */
  readonly roomId?: string
  /** The participant that it is to be used for. Throws `id-invalid`. */
  readonly participantId?: string
  /** How long it must be good yet: seconds, or `'10m'`. */
  readonly minTtl?: number | string
}

const OPTIONS = [
  'secret',
  'apiKey',
  'now',
  'for',
  'roomId',
  'participantId',
  'minTtl',
] as const satisfies readonly (keyof InspectOptions)[]

/**
 * Reads a token, with whatever people have around it, and says what VideoSDK would make of it.
 *
 * @throws {VideosdkTokenError} only for its options: `option-unknown`, `value-invalid`, `id-invalid`,
 * `duration-invalid`. Of the token it reports everything and throws nothing.
 * @example inspectToken(token, { apiKey, secret, for: 'join' }).problems
 */
export function inspectToken(token: string, options: InspectOptions = {}): Inspection {
  checkOptionNames(options, OPTIONS)
  const { secret, apiKey, now = new Date(), for: purpose, roomId, participantId, minTtl } = options
  if (typeof token !== 'string') throw invalid('the token is no text')
  if (purpose !== undefined && purpose !== 'join' && purpose !== 'api')
    throw invalid("for is 'join' or 'api'")
  if (!(now instanceof Date) || Number.isNaN(now.getTime())) throw invalid('now is no valid Date')
  if (secret !== undefined && !isSecret(secret))
    throw invalid('the secret is empty, or neither text nor bytes')
  if (apiKey !== undefined && (typeof apiKey !== 'string' || apiKey === ''))
    throw invalid('apiKey is empty, or no text')
  return inspect(token, {
    now,
    purpose,
    apiKey,
    verify: secret === undefined ? undefined : hmacVerifier(secret),
    roomId: roomId === undefined ? undefined : checkId(roomId, 'roomId'),
    participantId: participantId === undefined ? undefined : checkId(participantId, 'participantId'),
    minTtl: minTtl === undefined ? undefined : toTtl(minTtl),
  })
}

function isSecret(secret: unknown): boolean {
  return (typeof secret === 'string' || secret instanceof Uint8Array) && secret.length > 0
}

function toTtl(minTtl: number | string): number {
  if (typeof minTtl === 'string') return parseDuration(minTtl)
  if (Number.isFinite(minTtl) && minTtl > 0) return minTtl
  throw invalid("minTtl is seconds from 1, or '10m'")
}

function invalid(message: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', message)
}
