/** Date-times as ISO 8601 writes them (the profile of RFC 3339): with `Z` or an offset, never local time. */
import { LAST_SECOND, parseDuration } from './duration.ts'
import { VideosdkTokenError } from './errors.ts'
import { shown } from './text.ts'

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):?(\d\d))$/
const EXAMPLE = 'Write it as 2026-12-31T18:00:00Z or 2026-12-31T18:00:00+01:00.'

/**
 * Reads a date-time.
 *
 * @throws {VideosdkTokenError} `date-invalid` for another form, no zone, or a day or hour that does not
 * exist; `time-out-of-range` before 1970 and after 9999, which not every JWT library can read.
 */
export function parseDateTime(text: string): Date {
  const match = FORM.exec(text)
  if (match === null) throw notADateTime(text)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHours = 0, offsetMinutes = 0] =
    match.slice(1).map((part) => Number(part ?? 0))
  // Date.parse rolls 30 February over into March.
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const exists =
    month >= 1 && month <= 12 && day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 59
  if (!exists || offsetHours > 23 || offsetMinutes > 59) {
    const why = second === 60 ? ': seconds since 1970 count no leap second' : ''
    throw new VideosdkTokenError('date-invalid', `there is no such time as ${shown(text)}${why}`, {
      hint: EXAMPLE,
    })
  }
  const date = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  toSeconds(date)
  return date
}

function notADateTime(text: string): VideosdkTokenError {
  const local = /^\d{4}-\d\d-\d\d(T[\d:.]+)?$/.test(text)
  const message = local ? `${shown(text)} does not say its time and zone` : `"${shown(text)}" is no date-time`
  return new VideosdkTokenError('date-invalid', message, { hint: EXAMPLE })
}

/** A duration, checked and as it was given, or the date-time itself. */
export function parseDurationOrDateTime(text: string): string | Date {
  if (/^\d{4}-/.test(text)) return parseDateTime(text)
  parseDuration(text)
  return text
}

/** Whole seconds since 1970 (NumericDate, RFC 7519 section 2), rounded down. */
export function toSeconds(date: Date): number {
  return inRange(Math.floor(date.getTime() / 1000))
}

/** Refuses what is no time that every JWT library and ISO 8601 can say. Takes and gives seconds since 1970. */
export function inRange(seconds: number): number {
  if (seconds >= 1 && seconds <= LAST_SECOND) return seconds
  throw new VideosdkTokenError('time-out-of-range', 'the time lies before 1970 or after the year 9999', {
    hint: 'Give a time between 1970-01-01T00:00:01Z and 9999-12-31T23:59:59Z.',
  })
}

/** Seconds since 1970 as ISO 8601 with `Z`, without a fraction. */
export function toIso(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z')
}
