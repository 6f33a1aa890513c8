/** What people read of a token's problems, word for word: they search for these texts, and follow the hints. */
import { expect, test } from 'vitest'
import { type InspectOptions, inspectToken } from '../../src/index.ts'
import { hmacVerifier } from '../../src/token/hmac.ts'
import { inspect } from '../../src/token/inspect.ts'
import { API_KEY, forge, NOW, OTHER_KEY, SECRET } from '../support/values.ts'

const S = NOW.getTime() / 1000
const HS256 = { alg: 'HS256', typ: 'JWT' }
const GOOD = { apikey: API_KEY, permissions: ['allow_join'], version: 2, iat: S, exp: S + 600 }
const PAIR = { apiKey: API_KEY, secret: SECRET }
const TOKEN = forge(HS256, GOOD, SECRET)

const read = (token: string, options: InspectOptions = {}) =>
  inspectToken(token, { ...PAIR, now: NOW, ...options }).problems.map(
    ({ message, hint }) => `${message} | ${hint}`,
  )

const AGAIN = 'Sign it again with the same claims: videosdk-token token --from -'
const NTP = 'Leave nbf out, or wait; where both clocks should agree, set them by NTP.'
const HOST = 'A guest who waits: --perm ask_join. A host: --perm allow_join,allow_mod'
const resign = (claim: string) => `Sign it again with videosdk-token token, which sets ${claim} right.`

test.each<[object, string, string, InspectOptions?]>([
  [{ exp: S - 17_400 }, 'it expired 4 h 50 min ago', AGAIN],
  [
    { exp: S + 600 },
    'it expires in 10 min, sooner than the 20 min that are asked for',
    AGAIN,
    { minTtl: 1200 },
  ],
  [
    { exp: `${S}` },
    'exp is text, where a number of seconds since 1970 belongs',
    'Write the number without quotes: "exp": 1795562538',
  ],
  [
    { nbf: null },
    'nbf is no number, where a number of seconds since 1970 belongs',
    'Write the number without quotes: "nbf": 1795562538',
  ],
  [
    { iat: [] },
    'iat is no number, where a number of seconds since 1970 belongs',
    'Write the number without quotes: "iat": 1795562538',
  ],
  [
    { exp: S * 1000 },
    'exp is 1795608000000, which in seconds lies after the year 9999: milliseconds by mistake?',
    'exp counts seconds: Math.floor(Date.now() / 1000) + 600',
  ],
  [
    { exp: undefined },
    'it never expires, so whoever finds it may use it for ever',
    'Sign it with an expiry: videosdk-token token --from - --expires 24h',
  ],
  [
    { iat: S + 60 },
    'it says that it is issued in 1 min',
    'The clock of the machine that signs is fast: set it by NTP.',
  ],
  [{ nbf: S + 60 }, 'it becomes good in 1 min (2026-11-25T12:01:00Z)', NTP],
  [{ nbf: 253_402_300_799 }, 'it becomes good in 416016 w 2 d (9999-12-31T23:59:59Z)', NTP],
  [{ nbf: 253_402_300_800 }, 'it becomes good after the year 9999', NTP],
  [{ apikey: undefined }, 'the claim apikey is missing', 'Add "apikey": your API key.'],
  [{ apikey: '' }, 'the claim apikey is empty', 'Add "apikey": your API key.'],
  [{ apikey: undefined, ApiKey: 'x' }, 'the claim apikey is missing', 'Rename "ApiKey" to "apikey".'],
  [{ apikey: 1 }, 'the claim apikey is something else than text', resign('apikey')],
  [
    { apikey: OTHER_KEY },
    `its apikey is ${OTHER_KEY}, and the credentials in use are those of ${API_KEY}`,
    'Choose the credentials that it was signed with: --profile <name>, or --api-key with --secret-file.',
  ],
  [{ permissions: undefined }, 'the claim permissions is missing', 'Sign it with --perm allow_join.'],
  [{ permissions: [] }, 'the list of permissions is empty', 'Sign it with --perm allow_join.'],
  [
    { permissions: 'x' },
    'the claim permissions is something else than a list of text, ["allow_join"]',
    resign('permissions'),
  ],
  [
    { permissions: ['allow_jion'] },
    '"allow_jion" is no permission that VideoSDK knows',
    'Did you mean allow_join?',
  ],
  [
    { permissions: ['fly', 'allow_join'] },
    '"fly" is no permission that VideoSDK knows',
    'One of: allow_join, ask_join, allow_mod',
  ],
  [
    { permissions: ['ask_join', 'allow_join', 'allow_mod'] },
    'ask_join stands beside allow_join, and VideoSDK refuses the two together',
    HOST,
  ],
  [
    { permissions: ['ask_join', 'allow_mod'] },
    'ask_join stands beside allow_mod, and VideoSDK refuses the two together',
    HOST,
  ],
  [
    { permissions: ['allow_mod'] },
    'allow_mod alone moderates, but does not let its holder in',
    'Sign it with --perm allow_join,allow_mod.',
  ],
  [
    { roles: ['rtc'] },
    'its role is rtc, which joins and may not call the REST API',
    'For the API, sign it with --role crawler, or without a role.',
  ],
  [
    { roles: ['crawler'] },
    'its role is crawler, which calls the REST API and may not join',
    'To join, sign it with --role rtc, or without a role.',
  ],
  [{ roles: 'rtc' }, 'the claim roles is something else than a list of text, ["rtc"]', resign('roles')],
  [{ roles: ['rtc', 7] }, 'the claim roles is something else than a list of text, ["rtc"]', resign('roles')],
  [{ roles: ['CRAWLER'] }, '"CRAWLER" is no role that VideoSDK knows', 'Did you mean crawler?'],
  [{ roomId: 'a' }, 'it is good for the room a only, not for b', 'Sign one with --room b.', { roomId: 'b' }],
  [
    { participantId: 'a' },
    'it is good for the participant a only, not for b',
    'Sign one with --participant b.',
    { participantId: 'b' },
  ],
  [{ roomId: 'a b' }, 'the claim roomId is something else than text without white space', resign('roomId')],
  [
    { version: undefined },
    'the claim version is missing',
    'The documentation asks for "version": 2 with the v2 API.',
  ],
  [
    { version: 3, roomId: 'a' },
    'the claim version is something else than 2',
    'Add "version": 2, which roomId needs.',
  ],
  [
    { version: undefined, participantId: 'b', roles: ['rtc', 'crawler'], roomId: 'a' },
    'the claim version is missing',
    'Add "version": 2, which roomId, participantId and roles need.',
  ],
  [
    { room_id: 'a' },
    'VideoSDK does not read the claim "room_id", so it limits nothing',
    'The claim is roomId.',
  ],
])('%j: %s | %s', (claims, message, hint, options) => {
  expect(read(forge(HS256, { ...GOOD, ...claims }, SECRET), options)).toEqual([`${message} | ${hint}`])
})

test('a number past all numbers', () => {
  const claims = JSON.stringify(GOOD).replace(/"exp":\d+/, '"exp":1e999')
  expect(read(forge(HS256, claims, SECRET))).toEqual([
    'exp is no number, where a number of seconds since 1970 belongs | Write the number without quotes: "exp": 1795562538',
  ])
})

const SIGN = 'Make a token from API key and secret: videosdk-token token'

test.each([
  [{ alg: 'none' }, 'it is not signed (alg none): anybody could have written it'],
  [{ alg: 'RS256' }, 'its alg is RS256, and VideoSDK takes HS256 alone'],
  [{}, 'its alg is missing, and VideoSDK takes HS256 alone'],
  [{ alg: null }, 'its alg is missing, and VideoSDK takes HS256 alone'],
  [
    { alg: 'HS256', crit: [] },
    'its header has crit, so who does not know that extension must refuse it (RFC 7515 section 4.1.11)',
  ],
])('the header %j: %s', (header, message) => {
  expect(read(forge(header, GOOD, SECRET))).toEqual([`${message} | ${SIGN}`])
})

test('another secret', () => {
  expect(read(TOKEN, { secret: 'other' })).toEqual([
    'the secret in use did not sign it, or it was changed afterwards | ' +
      'Is the secret that of this API key, without a space or a line break? Sign again: videosdk-token token',
  ])
})

test('Bearer', () => {
  expect(read(`Bearer ${TOKEN}`)).toEqual([
    'VideoSDK takes a token without "Bearer" and answers such a header with 401 | ' +
      'Send the header Authorization: <token>, and nothing before the token.',
  ])
})

test.each([
  ['', 'it is empty'],
  ['undefined', 'it is the word undefined'],
  ['NULL', 'it is the word NULL'],
  ['NaN', 'it is the word NaN'],
  ['[object Object]', 'it is the word [object Object]'],
  [OTHER_KEY.replaceAll('9', 'F'), 'it looks like an API key'],
  [SECRET.toUpperCase(), 'it looks like an API key or a secret'],
])('%j where a token belongs: %s', (text, message) => {
  expect(read(text)).toEqual([`${message}, not like a token | ${SIGN}`])
})

const faults = (token: string) =>
  inspect(token, { now: NOW, verify: hmacVerifier(SECRET) }).problems.map(({ message }) => message)
const COPY = 'Copy it whole.'

test.each([
  ['abc', 'it has one part where a JWT has three'],
  ['really undefined', 'it has one part where a JWT has three'],
  ['undefined and more', 'it has one part where a JWT has three'],
  [`${OTHER_KEY}0`, 'it has one part where a JWT has three'],
  [`x${API_KEY}`, 'it has one part where a JWT has three'],
  [`${SECRET}0`, 'it has one part where a JWT has three'],
  ['a.b', 'it has 2 parts where a JWT has three'],
  // Two bits at the end that no byte has: the text of {} is e30.
  [TOKEN.replace(/\.\w+\./, '.e31.'), 'the payload is not canonical base64url'],
  [`${TOKEN}.`, 'it has 4 parts where a JWT has three'],
  [forge('[', GOOD, SECRET), 'the header is not JSON'],
  [forge(Uint8Array.of(0xff), GOOD, SECRET), 'the header is not UTF-8'],
  [forge('[]', GOOD, SECRET), 'the header is JSON, but not an object'],
  [forge('7', GOOD, SECRET), 'the header is JSON, but not an object'],
  [forge(HS256, '{"exp":1,"exp":2}', SECRET), 'the payload has the name "exp" twice'],
  [forge(HS256, '{"a\\u202e":1,"a\\u202e":2}', SECRET), 'the payload has the name "a\ufffd" twice'],
  [
    forge(HS256, `{"a":${'['.repeat(200)}${']'.repeat(200)}}`, SECRET),
    'the payload is nested 201 levels deep',
  ],
])('%s: %s', (token, message) => {
  expect(read(token)[0]).toBe(`${message} | ${COPY}`)
})

test('every part that cannot be read is named', () => {
  expect(faults('a.b.c')).toEqual([
    'the header is not canonical base64url',
    'the payload is not canonical base64url',
    'the signature is not canonical base64url',
    'the secret in use did not sign it, or it was changed afterwards',
  ])
})

test('200 levels are read', () => {
  expect(
    faults(forge(HS256, `{"exp":1,"a":${'['.repeat(199)}${']'.repeat(199)}}`, SECRET)).join(),
  ).not.toContain('levels')
})
