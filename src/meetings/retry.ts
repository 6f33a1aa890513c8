/** Whether an attempt may be repeated, and after how long. */
import type { Answer } from './answer.ts'
import type { Call, Outcome } from './call.ts'

const SHORTEST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 8_000

export interface Pause {
  readonly ms: number
  /** For people. */
  readonly why: string
}

/** @param attempt - counted from 0. @returns undefined where it must not, or need not, be repeated. */
export function pauseBefore(outcome: Outcome, { repeatable }: Call, attempt: number): Pause | undefined {
  if ('failure' in outcome) {
    const { error, mayHaveArrived, passing } = outcome.failure
    if (!passing || (mayHaveArrived && !repeatable)) return undefined
    return { ms: backoff(attempt), why: error.message }
  }
  const { answer } = outcome
  // Who answers 429 did nothing, so that even a POST may be repeated.
  if (answer.status !== 429 && !(answer.status >= 500 && repeatable)) return undefined
  return { ms: askedPause(answer) ?? backoff(attempt), why: `it answered ${answer.status}` }
}

function backoff(attempt: number): number {
  const most = Math.min(SHORTEST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS)
  // Half of it is jitter, so that many that failed at once do not come back at once.
  return most * (0.5 + Math.random() / 2)
}

/**
 * `Retry-After`, as seconds or as a date (RFC 9110 section 10.2.3); undefined where it is neither. A date is one
 * of the server's clock, so that it is counted from the server's own `Date`: ours may be hours off.
 */
function askedPause({ retryAfter, date }: Answer): number | undefined {
  if (retryAfter === null) return undefined
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000
  const at = timeOf(retryAfter)
  if (at === undefined) return undefined
  return Math.max(at - (timeOf(date ?? '') ?? Date.now()), 0)
}

/** An HTTP-date in any of its three forms; the oldest names no zone, and means GMT (RFC 9110 section 5.6.7). */
function timeOf(text: string): number | undefined {
  const at = /^[A-Z][a-z]{2}/.test(text)
    ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
    : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
