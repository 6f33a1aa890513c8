/** What an inspection says to people: the times of a token, and whether its holder comes in. */
import { expect, test } from 'vitest'
import { inspectToken } from '../../src/index.ts'
import { joiningInWords, timeInWords } from '../../src/token/in-words.ts'
import { forge, NOW, SECRET } from '../support/values.ts'

const S = NOW.getTime() / 1000

test.each<[string, unknown, string | undefined]>([
  ['exp', S + 600, '2026-11-25T12:10:00Z, expires in 10 min'],
  ['exp', S, '2026-11-25T12:00:00Z, expired 0 s ago'],
  ['exp', S - 17_400, '2026-11-25T07:10:00Z, expired 4 h 50 min ago'],
  ['iat', S - 60, '2026-11-25T11:59:00Z, issued 1 min ago'],
  ['iat', S + 60, '2026-11-25T12:01:00Z, issued in 1 min'],
  ['nbf', S + 1.5, '2026-11-25T12:00:01Z, good from in 1 s'],
  ['exp', 0, '1970-01-01T00:00:00Z, expired 2968 w 6 d ago'],
  ['exp', 253_402_300_799, '9999-12-31T23:59:59Z, expires in 416016 w 2 d'],
  ['exp', 253_402_300_800, 'no time that a date can say'],
  ['exp', 1e308, 'no time that a date can say'],
  ['iat', -1, 'no time that a date can say'],
  ['exp', '1', undefined],
  ['exp', null, undefined],
  ['version', 2, undefined],
])('%s %j: %s', (name, value, words) => {
  expect(timeInWords(name, value, NOW)).toBe(words)
})

test.each<[object, string]>([
  [{ permissions: ['allow_join'] }, 'yes'],
  [{ permissions: ['ask_join'] }, 'yes, once somebody with allow_join lets them in'],
  [{ permissions: ['allow_mod'] }, 'no'],
  [{ permissions: ['allow_join'], exp: S - 1 }, 'no'],
])('with %j, who holds it comes in: %s', (claims, words) => {
  const token = forge({ alg: 'HS256' }, { apikey: 'k', exp: S + 60, ...claims }, SECRET)
  expect(joiningInWords(inspectToken(token, { now: NOW }))).toBe(words)
})
