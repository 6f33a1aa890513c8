import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  describeDuration,
  formatDuration,
  LAST_SECOND,
  parseDuration,
  parseMilliseconds,
} from '../../src/token/duration.ts'

test.each([
  ['90s', 90],
  ['10m', 600],
  ['24h', 86_400],
  ['7d', 604_800],
  ['2w', 1_209_600],
  ['1h30m', 5_400],
  ['1w2d3h4m5s', 788_645],
  ['1', 1],
  ['5400', 5_400],
  ['999999999', 999_999_999],
  ['86400000m', 5_184_000_000],
])('%s is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each([
  ['', 'no duration'],
  ['0', 'zero'],
  ['0s', 'zero'],
  ['0h0m', 'zero'],
  ['-5', 'negative'],
  ['-5m', 'negative'],
  ['500ms', 'milliseconds'],
  ['1.5h', 'not whole'],
  ['1,5h', 'not whole'],
  ['1e3', 'no duration'],
  ['NaN', 'no duration'],
  ['Infinity', 'no duration'],
  ['30m1h', 'no duration'],
  ['1h1h', 'no duration'],
  ['1H', 'no duration'],
  ['1h 30m', 'no duration'],
  [' 1h', 'no duration'],
  ['+5m', 'no duration'],
  ['1y', 'no duration'],
  ['m', 'no duration'],
  ['٣s', 'no duration'],
  ['1000000000', 'timestamp'],
  ['1795562538', 'timestamp'],
  ['999999999999999999999w', 'longer than any date'],
])('%j is refused: %s', (text, why) => {
  expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'duration-invalid' }))
  expect(() => parseDuration(text)).toThrow(why)
})

describe('formatDuration', () => {
  it('is the inverse of parseDuration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LAST_SECOND }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds)
      }),
    )
  })
})

test.each([
  ['1ms', 1],
  ['500ms', 500],
  ['1s', 1_000],
  ['1h30m', 5_400_000],
  ['2147483647ms', 2_147_483_647],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseMilliseconds(text)).toBe(ms)
})

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [59, '59 s'],
  [17_400, '4 h 50 min'],
  [90_061, '1 d 1 h'],
  [1_209_600, '2 w'],
])('%d s is described as %s', (seconds, words) => {
  expect(describeDuration(seconds)).toBe(words)
})
