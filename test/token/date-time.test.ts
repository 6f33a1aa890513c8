import { expect, test } from 'vitest'
import { parseDateTime, parseDurationOrDateTime, toIso, toSeconds } from '../../src/token/date-time.ts'

test.each([
  ['2026-12-31T18:00:00Z', '2026-12-31T18:00:00.000Z'],
  ['2026-12-31T18:00Z', '2026-12-31T18:00:00.000Z'],
  ['2026-12-31T18:00:00.250Z', '2026-12-31T18:00:00.250Z'],
  ['2026-12-31T18:00:00+01:00', '2026-12-31T17:00:00.000Z'],
  ['2026-12-31T18:00:00-0530', '2026-12-31T23:30:00.000Z'],
  ['2026-12-31T18:00:00+23:59', '2026-12-30T18:01:00.000Z'],
  ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
  // A 32-bit clock ends with a sign in 2038, and without one in 2106.
  ['2038-01-19T03:14:07Z', '2038-01-19T03:14:07.000Z'],
  ['2038-01-19T03:14:08Z', '2038-01-19T03:14:08.000Z'],
  ['2106-02-07T06:28:15Z', '2106-02-07T06:28:15.000Z'],
  ['2106-02-07T06:28:16Z', '2106-02-07T06:28:16.000Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ['2026-12-31T23:59:59+14:00', '2026-12-31T09:59:59.000Z'],
  ['2026-12-31T23:59:59-14:00', '2027-01-01T13:59:59.000Z'],
  ['2026-12-31T23:59:59+23:59', '2026-12-31T00:00:59.000Z'],
  ['2026-12-31T23:59:59-23:59', '2027-01-01T23:58:59.000Z'],
  ['1970-01-01T00:00:01Z', '1970-01-01T00:00:01.000Z'],
])('%s is read', (text, iso) => {
  expect(parseDateTime(text).toISOString()).toBe(iso)
})

test.each([
  ['2026-12-31', 'date-invalid', 'zone'],
  ['2026-12-31T18:00:00', 'date-invalid', 'zone'],
  ['2026-01-00T00:00:00Z', 'date-invalid', 'no such time'],
  ['2026-12-31T23:60:00Z', 'date-invalid', 'no such time'],
  ['2026-02-30T00:00:00Z', 'date-invalid', 'no such time'],
  ['2027-02-29T00:00:00Z', 'date-invalid', 'no such time'],
  ['2026-13-01T00:00:00Z', 'date-invalid', 'no such time'],
  ['2026-00-01T00:00:00Z', 'date-invalid', 'no such time'],
  ['2026-12-31T24:00:00Z', 'date-invalid', 'no such time'],
  ['2026-12-31T23:59:60Z', 'date-invalid', 'no such time'],
  // It was one.
  ['2016-12-31T23:59:60Z', 'date-invalid', 'count no leap second'],
  ['2017-01-01T08:59:60+09:00', 'date-invalid', 'count no leap second'],
  ['2026-12-31T23:59:61Z', 'date-invalid', 'no such time'],
  ['2026-12-31T24:00:01Z', 'date-invalid', 'no such time'],
  ['2100-02-29T00:00:00Z', 'date-invalid', 'no such time'],
  ['2026-12-31T23:59:59-24:00', 'date-invalid', 'no such time'],
  ['9999-12-31T23:59:59-00:01', 'time-out-of-range', '9999'],
  ['10000-01-01T00:00:00Z', 'date-invalid', 'no date-time'],
  ['+010000-01-01T00:00:00Z', 'date-invalid', 'no date-time'],
  ['2026-12-31T23:59:00+24:00', 'date-invalid', 'no such time'],
  ['2026-12-31T23:59:00+01:60', 'date-invalid', 'no such time'],
  ['31.12.2026', 'date-invalid', 'no date-time'],
  ['2026-12-31 18:00:00Z', 'date-invalid', 'no date-time'],
  ['2026-12-31T18:00:00Z.', 'date-invalid', 'no date-time'],
  ['2026-12-31T18:00:00+01:00Z', 'date-invalid', 'no date-time'],
  ['1969-12-31T23:59:59Z', 'time-out-of-range', '1970'],
  ['1970-01-01T00:00:00Z', 'time-out-of-range', '1970'],
])('%s is refused as %s', (text, code, why) => {
  expect(() => parseDateTime(text)).toThrow(expect.objectContaining({ code }))
  expect(() => parseDateTime(text)).toThrow(why)
})

test('what begins like a year is a date-time, the rest a duration', () => {
  expect(parseDurationOrDateTime('2026-12-31T18:00:00Z')).toEqual(new Date('2026-12-31T18:00:00Z'))
  expect(parseDurationOrDateTime('2026')).toBe('2026')
  expect(() => parseDurationOrDateTime('0s')).toThrow('zero')
  expect(() => parseDurationOrDateTime('12026-01-01')).toThrow('no duration')
})

test('seconds are rounded down, and written without a fraction', () => {
  expect(toSeconds(new Date('2026-11-25T12:00:00.999Z'))).toBe(1_795_608_000)
  expect(toIso(1_795_608_000.75)).toBe('2026-11-25T12:00:00Z')
})
