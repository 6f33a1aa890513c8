/** What people read of an error, word for word: what is wrong, why it matters, and what mends it. */
import { expect, test } from 'vitest'
import { createSigner, inspectToken, parseDuration } from '../../src/index.ts'
import type { TokenRequest } from '../../src/token/claims.ts'
import { parseDateTime } from '../../src/token/date-time.ts'
import { parseMilliseconds } from '../../src/token/duration.ts'
import { VideosdkTokenError } from '../../src/token/errors.ts'
import { extendToken } from '../../src/token/extend.ts'
import { hmacVerifier } from '../../src/token/hmac.ts'
import { splitList, toCeiling, toPermissions, toRoles } from '../../src/token/lists.ts'
import { checkJtiOfSeries, participantRequests } from '../../src/token/series.ts'
import { API_KEY, forge, NOW, SECRET } from '../support/values.ts'

const PAIR = { apiKey: API_KEY, secret: SECRET }
const HS256 = { alg: 'HS256', typ: 'JWT' }
const S = NOW.getTime() / 1000

/** `code: message | reason | hint`, as far as they are there. */
const wordsOf = ({ code, message, reason, hint }: VideosdkTokenError): string =>
  [`${code}: ${message}`, reason, hint].filter((part) => part !== null).join(' | ')

function failing(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof VideosdkTokenError) return wordsOf(error)
    throw error
  }
  return 'nothing'
}

const sign = (request: object) => createSigner(PAIR).sign({ now: NOW, ...request } as TokenRequest)
const extend = (token: string) => extendToken(token, hmacVerifier(SECRET), { now: NOW })
const inspecting = (options: unknown) => inspectToken('x', options as object)
const from = (claims: object, secret = SECRET) =>
  forge(HS256, { apikey: API_KEY, permissions: ['allow_join'], exp: S + 60, ...claims }, secret)

const EXAMPLES = 'Use 90s, 10m, 24h, 7d, 2w, 1h30m, or a whole number of seconds.'
const DATE = 'Write it as 2026-12-31T18:00:00Z or 2026-12-31T18:00:00+01:00.'
const RANGE =
  'time-out-of-range: the time lies before 1970 or after the year 9999 | ' +
  'Give a time between 1970-01-01T00:00:01Z and 9999-12-31T23:59:59Z.'
const GIVE_JSON = 'Give text, a finite number, true, false, null, a list or an object of these.'
const MADE_AT = 'key and secret are made at https://app.videosdk.live.'
const NOT_SIGNED = 'signature-invalid: the token to start from is refused: '
const HOST = 'A guest who waits: --perm ask_join. A host: --perm allow_join,allow_mod'
const LOST = 'It would be left out of the token, which might then allow more than was meant.'

const CASES: [() => unknown, string][] = [
  [() => parseDuration(''), `duration-invalid: "" is no duration | ${EXAMPLES}`],
  [() => parseDuration('x'), `duration-invalid: "x" is no duration | ${EXAMPLES}`],
  [() => parseDuration('1h-'), `duration-invalid: "1h-" is no duration | ${EXAMPLES}`],
  [() => parseDuration('1.h'), `duration-invalid: "1.h" is no duration | ${EXAMPLES}`],
  [() => parseDuration('h1.5'), `duration-invalid: "h1.5" is no duration | ${EXAMPLES}`],
  [() => parseDuration('x5ms'), `duration-invalid: "x5ms" is no duration | ${EXAMPLES}`],
  [() => parseDuration('5msx'), `duration-invalid: "5msx" is no duration | ${EXAMPLES}`],
  [() => parseDuration('ms'), `duration-invalid: "ms" is no duration | ${EXAMPLES}`],
  [() => parseDuration(5 as never), `duration-invalid: a duration is text | ${EXAMPLES}`],
  [
    () => parseDuration('0s'),
    'duration-invalid: a duration of 0s is zero | Give more than zero: 1s or longer.',
  ],
  [() => parseDuration('-5'), 'duration-invalid: -5 is negative | A duration is counted from now: 10m, 24h.'],
  [
    () => parseDuration('−5m'),
    'duration-invalid: −5m is negative | A duration is counted from now: 10m, 24h.',
  ],
  [
    () => parseDuration('500ms'),
    'duration-invalid: 500ms is in milliseconds | Tokens count in whole seconds: 1s.',
  ],
  [() => parseDuration('12.75h'), 'duration-invalid: 12.75h is not whole | 1.5h is written 1h30m.'],
  [
    () => parseDuration('1000000000'),
    `duration-invalid: 1000000000 seconds is no duration but looks like a timestamp | ${EXAMPLES}`,
  ],
  [
    () => parseDuration('253402300800s'),
    `duration-invalid: 253402300800s is longer than any date can say | ${EXAMPLES}`,
  ],
  [
    () => parseMilliseconds('0ms'),
    'duration-invalid: a duration of 0ms is zero | Give more than zero: 1ms or longer.',
  ],
  [
    () => parseMilliseconds('2147483648ms'),
    'duration-invalid: 2147483648ms is longer than a timer can count | Give 24d or less.',
  ],
  [
    () => parseMilliseconds('25d'),
    'duration-invalid: 25d is longer than a timer can count | Give 24d or less.',
  ],
  [() => parseMilliseconds('x5ms'), `duration-invalid: "x5ms" is no duration | ${EXAMPLES}`],
  [() => parseMilliseconds('5ms '), `duration-invalid: "5ms " is no duration | ${EXAMPLES}`],
  [() => parseDateTime('2026-12-31'), `date-invalid: 2026-12-31 does not say its time and zone | ${DATE}`],
  [
    () => parseDateTime('2026-12-31T18:00:00.5'),
    `date-invalid: 2026-12-31T18:00:00.5 does not say its time and zone | ${DATE}`,
  ],
  [() => parseDateTime('x2026-12-31'), `date-invalid: "x2026-12-31" is no date-time | ${DATE}`],
  [() => parseDateTime('2026-12-31x'), `date-invalid: "2026-12-31x" is no date-time | ${DATE}`],
  [() => parseDateTime('2026-12-31T'), `date-invalid: "2026-12-31T" is no date-time | ${DATE}`],
  [() => parseDateTime('2026-12-31Tx'), `date-invalid: "2026-12-31Tx" is no date-time | ${DATE}`],
  [() => parseDateTime('2026-x-31'), `date-invalid: "2026-x-31" is no date-time | ${DATE}`],
  [
    () => parseDateTime('2026-02-30T00:00:00Z'),
    `date-invalid: there is no such time as 2026-02-30T00:00:00Z | ${DATE}`,
  ],
  [() => parseDateTime('1970-01-01T00:00:00Z'), RANGE],
  [
    () => sign({ permissions: ['allow_joy'] }),
    'permission-unknown: "allow_joy" is no permission that VideoSDK knows | Did you mean allow_join?',
  ],
  [() => sign({ permissions: [] }), 'value-empty: there is no permission'],
  [() => sign({ permissions: 'x' }), 'value-invalid: permissions is no list'],
  [
    () => sign({ permissions: ['ask_join', 'allow_mod'] }),
    'permission-conflict: ask_join cannot be combined with allow_mod | ' +
      `VideoSDK refuses such a token when the participant joins (4008 INVALID_PERMISSIONS). | ${HOST}`,
  ],
  [() => sign({ roles: ['x'] }), 'role-unknown: "x" is no role that VideoSDK knows | One of: rtc, crawler'],
  [() => sign({ roles: 'x' }), 'value-invalid: roles is no list'],
  [() => sign({ roles: [] }), 'value-empty: there is no role'],
  [
    () => sign({ roomId: 'a b' }),
    'id-invalid: "a b" has white space in it | ' +
      'VideoSDK refuses such an id (4003 INVALID_ROOM_ID, 4004 INVALID_PARTICIPANT_ID). | ' +
      'Give the id without spaces or line breaks.',
  ],
  [() => sign({ roomId: '' }), 'value-invalid: roomId is empty'],
  [() => sign({ roomId: 7 }), 'value-invalid: roomId is no text'],
  [() => sign({ participantId: '' }), 'value-invalid: participantId is empty'],
  [() => sign({ jti: '' }), 'value-invalid: jti is empty'],
  [() => sign({ version: 3 }), 'value-invalid: version is 1 or 2'],
  [() => sign({ now: 5 }), 'value-invalid: now is no Date'],
  [() => sign({ claims: 'x' }), 'value-invalid: claims is no object'],
  [() => sign({ claims: null }), 'value-invalid: claims is no object'],
  [
    () => sign({ expiresIn: 0 }),
    "duration-invalid: expiresIn is 0, not whole seconds from 1 | Give seconds, '24h', or a Date.",
  ],
  [
    () => sign({ notBefore: true }),
    "duration-invalid: notBefore is true, not whole seconds from 1 | Give seconds, '24h', or a Date.",
  ],
  [
    () => sign({ notBefore: 2_000_000_000n }),
    "duration-invalid: notBefore is 2000000000, not whole seconds from 1 | Give seconds, '24h', or a Date.",
  ],
  [
    () => sign({ notBefore: 1e9 }),
    'duration-invalid: notBefore is 1000000000 seconds, which looks like a timestamp | ' +
      'Seconds count from now (24h is the same as 86400); a moment is a Date.',
  ],
  [() => sign({ expiresIn: '253402300799s' }), RANGE],
  [
    () => sign({ expiresIn: NOW }),
    'time-order: the token would have expired when it is issued | Give an expiry in the future, such as 24h.',
  ],
  [
    () => sign({ expiresIn: '1h', notBefore: '1h' }),
    'time-order: the token would expire before it becomes good | ' +
      'Both times count from now: an expiry later than not-before is needed.',
  ],
  [
    () => sign({ claims: { exp: 1 } }),
    'claim-reserved: the claim exp is not yours to set | ' +
      'Ours have flags of their own: --perm, --room, --participant, --role, --expires, --jti.',
  ],
  [() => sign({ claims: { '': 1 } }), 'claim-invalid: a claim needs a name | Write name=value.'],
  [
    () => sign({ claims: { n: undefined } }),
    `claim-invalid: the claim n is nothing that JSON can carry | ${GIVE_JSON}`,
  ],
  [
    () => sign({ claims: { deep: JSON.parse('['.repeat(200) + ']'.repeat(200)) } }),
    'claim-invalid: the claim deep is nested too deep | Readers give up at 200 levels.',
  ],
  [() => sign({ roomid: 'x' }), `option-unknown: there is no option roomid | ${LOST} | Did you mean roomId?`],
  [() => createSigner(PAIR).sign('x' as never), 'value-invalid: the options are no object'],
  [() => createSigner(PAIR).sign(null as never), 'value-invalid: the options are no object'],
  [
    () => createSigner(null as never),
    `credentials-incomplete: the API key is missing | Pass apiKey; ${MADE_AT}`,
  ],
  [
    () => createSigner('x' as never),
    `credentials-incomplete: the API key is missing | Pass apiKey; ${MADE_AT}`,
  ],
  [
    () => createSigner({ ...PAIR, apiKey: '' }),
    `credentials-incomplete: the API key is missing | Pass apiKey; ${MADE_AT}`,
  ],
  [
    () => createSigner({ ...PAIR, secret: '' }),
    `credentials-incomplete: the secret is missing | Pass secret; ${MADE_AT}`,
  ],
  [() => splitList(''), 'value-empty: the list is empty | Is a variable unset?'],
  [() => splitList(' '), 'value-empty: the list is empty | Is a variable unset?'],
  [() => splitList('a,,b'), 'value-empty: "a,,b" has an empty item | Is a variable unset?'],
  [
    () => toPermissions(['rtc']),
    'permission-unknown: "rtc" is no permission that VideoSDK knows | One of: allow_join, ask_join, allow_mod',
  ],
  [() => toCeiling([]), 'value-empty: there is no permission'],
  [() => toRoles([]), 'value-empty: there is no role'],
  [() => inspecting({ room: 'x' }), 'option-unknown: there is no option room | Did you mean roomId?'],
  [() => inspecting({ for: 'fun' }), "value-invalid: for is 'join' or 'api'"],
  [() => inspecting({ secret: '' }), 'value-invalid: the secret is empty, or neither text nor bytes'],
  [() => inspecting({ secret: ['x'] }), 'value-invalid: the secret is empty, or neither text nor bytes'],
  [() => inspecting({ apiKey: '' }), 'value-invalid: apiKey is empty, or no text'],
  [() => inspecting({ minTtl: 0 }), "value-invalid: minTtl is seconds from 1, or '10m'"],
  [() => inspecting({ now: 5 }), 'value-invalid: now is no valid Date'],
  [() => inspecting({ roomId: '' }), 'value-invalid: roomId is empty'],
  [() => inspecting({ participantId: '' }), 'value-invalid: participantId is empty'],
  [() => inspectToken(5 as never), 'value-invalid: the token is no text'],
  [
    () => extend('nonsense'),
    'malformed: the token to start from is refused: it has one part where a JWT has three | Copy it whole.',
  ],
  [
    () => extend(from({}, 'other')),
    `${NOT_SIGNED}the secret in use did not sign it, or it was changed afterwards | ` +
      'Is the secret that of this API key, without a space or a line break? Sign again: videosdk-token token',
  ],
  ...['roomId', 'participantId', 'roles', 'permissions'].map((claim): [() => unknown, string] => [
    () => extend(from({ [claim]: 7 })),
    `claim-invalid: the claim ${claim} of the token to start from has a wrong type | ` +
      'Give it anew with its flag, or leave --from out.',
  ]),
  [
    () => extend(from({ roles: [7] })),
    'claim-invalid: the claim roles of the token to start from has a wrong type | ' +
      'Give it anew with its flag, or leave --from out.',
  ],
  [
    () => checkJtiOfSeries({ jti: 'x' }),
    'flag-conflict: --jti gives several tokens the same id | ' +
      'Put %n into it, which becomes 1, 2, 3 …, or leave --jti out for random ids.',
  ],
]

test.each(CASES.map(([call, words]) => [words, call] as const))('%s', (words, call) => {
  expect(failing(call)).toBe(words)
})

test('a series of nobody', async () => {
  const empty = (async function* () {})()
  const error = await participantRequests({}, empty, 'ids.txt')
    .next()
    .catch((reason) => reason)
  expect(wordsOf(error)).toBe('value-empty: ids.txt has no participant id in it | One id a line.')
})
