/** Durations as people type them: `90s`, `10m`, `24h`, `7d`, `2w`, `1h30m`, or a whole number of seconds. */
import { VideosdkTokenError } from './errors.ts'
import { shown } from './text.ts'

/** In falling order, which is the order that a duration must keep. */
const UNITS = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const

const FORM = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/
/** A number of seconds from here on is a timestamp by mistake. */
export const BARE_SECONDS_LIMIT = 1e9

/** The last second of the year 9999: what an ISO 8601 date, and Python's datetime, can still say. */
export const LAST_SECOND = 253_402_300_799

const EXAMPLES = 'Use 90s, 10m, 24h, 7d, 2w, 1h30m, or a whole number of seconds.'

/**
 * Reads a duration.
 *
 * @param text - falling units, each once, lower case, or a whole number of seconds below 1e9.
 * @returns seconds, a whole number from 1.
 * @throws {VideosdkTokenError} `duration-invalid`.
 * @example parseDuration('1h30m') // 5400
 */
export function parseDuration(text: string): number {
  if (typeof text !== 'string') throw refused('a duration is text', EXAMPLES)
  const bare = /^\d+$/.test(text)
  const match = bare ? null : FORM.exec(text)
  if (text === '' || (!bare && match === null)) throw notADuration(text)
  const seconds = match === null ? Number(text) : sum(match)
  if (bare && seconds >= BARE_SECONDS_LIMIT) {
    throw refused(`${shown(text)} seconds is no duration but looks like a timestamp`, EXAMPLES)
  }
  if (seconds === 0)
    throw refused(`a duration of ${shown(text)} is zero`, 'Give more than zero: 1s or longer.')
  if (seconds > LAST_SECOND) throw refused(`${shown(text)} is longer than any date can say`, EXAMPLES)
  return seconds
}

/**
 * Reads a duration of the program's own, not of a token: as `parseDuration`, and `500ms` too.
 *
 * @returns milliseconds, a whole number from 1.
 * @throws {VideosdkTokenError} `duration-invalid`.
 */
export function parseMilliseconds(text: string): number {
  const match = /^(\d+)ms$/.exec(text)
  const ms = match === null ? parseDuration(text) * 1000 : Number(match[1])
  if (ms === 0) throw refused(`a duration of ${shown(text)} is zero`, 'Give more than zero: 1ms or longer.')
  if (ms > LONGEST_TIMER_MS)
    throw refused(`${shown(text)} is longer than a timer can count`, 'Give 24d or less.')
  return ms
}

/** Timers count in 31 bits, and what is longer they take for one millisecond. */
export const LONGEST_TIMER_MS = 2_147_483_647

function sum(match: RegExpExecArray): number {
  return UNITS.reduce((total, [, size], index) => total + Number(match[index + 1] ?? 0) * size, 0)
}

function notADuration(text: string): VideosdkTokenError {
  if (/^[-−]/.test(text))
    return refused(`${shown(text)} is negative`, 'A duration is counted from now: 10m, 24h.')
  if (/^\d+ms$/.test(text))
    return refused(`${shown(text)} is in milliseconds`, 'Tokens count in whole seconds: 1s.')
  if (/^\d+[.,]\d/.test(text)) return refused(`${shown(text)} is not whole`, '1.5h is written 1h30m.')
  return refused(`"${shown(text)}" is no duration`, EXAMPLES)
}

function refused(message: string, hint: string): VideosdkTokenError {
  return new VideosdkTokenError('duration-invalid', message, { hint })
}

/** The inverse of `parseDuration`: whole seconds from 1 to text, in as few units as say it exactly. */
export function formatDuration(seconds: number): string {
  return spread(seconds)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join('')
}

/** For people: the two largest units, `4 h 50 min`. Takes whole or fractional seconds from 0. */
export function describeDuration(seconds: number): string {
  const parts = spread(Math.floor(seconds)).slice(0, 2)
  if (parts.length === 0) return '0 s'
  return parts.map(([amount, unit]) => `${amount} ${unit === 'm' ? 'min' : unit}`).join(' ')
}

function spread(seconds: number): [number, string][] {
  let rest = seconds
  const parts: [number, string][] = []
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size)
    rest -= amount * size
    if (amount > 0) parts.push([amount, unit])
  }
  return parts
}
