/** What an inspection says, in words for people: the same in a terminal and on a page. */
import { toIso } from './date-time.ts'
import { describeDuration, LAST_SECOND } from './duration.ts'
import type { Inspection } from './inspect.ts'
import { mustBeLetIn } from './lists.ts'

const TIMES = ['iat', 'nbf', 'exp']

/**
 * The value of a claim that is a time, and how far it is away: `2026-11-25T12:00:00Z, expires in 10 min`.
 *
 * @returns undefined where the claim is no time, or its value no number.
 */
export function timeInWords(name: string, value: unknown, now: Date): string | undefined {
  if (!TIMES.includes(name) || typeof value !== 'number') return undefined
  if (value < 0 || value > LAST_SECOND) return 'no time that a date can say'
  const ahead = value - now.getTime() / 1000
  const distance = ahead > 0 ? `in ${describeDuration(ahead)}` : `${describeDuration(-ahead)} ago`
  const verb = { iat: 'issued', nbf: 'good from', exp: ahead > 0 ? 'expires' : 'expired' }[name]
  return `${toIso(value)}, ${verb} ${distance}`
}

/** Whether the token's holder comes in, and what that waits for. */
export function joiningInWords({ canJoin, claims }: Inspection): string {
  if (!canJoin) return 'no'
  return mustBeLetIn(claims?.permissions) ? 'yes, once somebody with allow_join lets them in' : 'yes'
}
