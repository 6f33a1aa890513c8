/** The times of a token: `exp`, `nbf` and `iat` (RFC 7519 section 4.1), against a clock. */
import { toIso } from './date-time.ts'
import type { JsonObject } from './decode.ts'
import { describeDuration, LAST_SECOND } from './duration.ts'
import type { Finding } from './problems.ts'

/** Where the clock stands to the times of a token. */
export type Status = 'active' | 'expired' | 'not-yet-valid' | 'no-expiry' | 'malformed'

/** Seconds that `nbf` may lie ahead, for clocks that differ; `exp` has no leeway. */
const NOT_BEFORE_LEEWAY = 5

const AGAIN = 'Sign it again with the same claims: videosdk-token token --from -'

export interface Times {
  readonly status: Status
  /** Negative once expired; null where the token does not end. */
  readonly expiresInSeconds: number | null
  readonly findings: readonly Finding[]
}

/** @param now - seconds since 1970, with a fraction. @param minTtl - seconds for which the token must be good yet. */
export function checkTimes(claims: JsonObject, now: number, minTtl?: number): Times {
  const findings: Finding[] = []
  const exp = readTime(claims, 'exp', findings)
  const nbf = readTime(claims, 'nbf', findings)
  const iat = readTime(claims, 'iat', findings)
  const unreadable = findings.length > 0
  if (exp !== undefined) findings.push(...checkExpiry(exp, now, minTtl))
  if (nbf !== undefined && nbf > now) findings.push(checkNotBefore(nbf, now))
  if (iat !== undefined && iat > now) {
    findings.push({
      code: 'issued-in-future',
      message: `it says that it is issued in ${describeDuration(iat - now)}`,
      hint: 'The clock of the machine that signs is fast: set it by NTP.',
    })
  }
  if (claims.exp === undefined) {
    findings.push({
      code: 'no-expiry',
      message: 'it never expires, so whoever finds it may use it for ever',
      hint: 'Sign it with an expiry: videosdk-token token --from - --expires 24h',
    })
  }
  const expiresInSeconds = exp === undefined ? null : Math.floor(exp - now)
  return { status: statusOf(exp, nbf, now, unreadable), expiresInSeconds, findings }
}

function statusOf(
  exp: number | undefined,
  nbf: number | undefined,
  now: number,
  unreadable: boolean,
): Status {
  if (exp !== undefined && exp <= now) return 'expired'
  if (nbf !== undefined && nbf > now + NOT_BEFORE_LEEWAY) return 'not-yet-valid'
  if (unreadable) return 'malformed'
  return exp === undefined ? 'no-expiry' : 'active'
}

function readTime(claims: JsonObject, name: string, findings: Finding[]): number | undefined {
  const value = claims[name]
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  findings.push({
    code: 'claim-wrong-type',
    subject: 'times',
    message: `${name} is ${typeof value === 'string' ? 'text' : 'no number'}, where a number of seconds since 1970 belongs`,
    hint: `Write the number without quotes: "${name}": 1795562538`,
  })
  return undefined
}

function checkExpiry(exp: number, now: number, minTtl: number | undefined): Finding[] {
  if (exp <= now) {
    return [{ code: 'expired', message: `it expired ${describeDuration(now - exp)} ago`, hint: AGAIN }]
  }
  if (exp > LAST_SECOND) {
    const message = `exp is ${exp}, which in seconds lies after the year 9999: milliseconds by mistake?`
    return [
      {
        code: 'exp-in-milliseconds',
        message,
        hint: 'exp counts seconds: Math.floor(Date.now() / 1000) + 600',
      },
    ]
  }
  if (minTtl !== undefined && exp - now < minTtl) {
    const left = describeDuration(exp - now)
    const message = `it expires in ${left}, sooner than the ${describeDuration(minTtl)} that are asked for`
    return [{ code: 'expires-too-soon', message, hint: AGAIN }]
  }
  return []
}

function checkNotBefore(nbf: number, now: number): Finding {
  const ahead = nbf - now
  const when = nbf > LAST_SECOND ? 'after the year 9999' : `in ${describeDuration(ahead)} (${toIso(nbf)})`
  return {
    code: 'not-yet-valid',
    message: `it becomes good ${when}`,
    hint: 'Leave nbf out, or wait; where both clocks should agree, set them by NTP.',
    ...(ahead <= NOT_BEFORE_LEEWAY && { harmless: true as const }),
  }
}
