/** Inputs of `token/`: durations, date-times, lists, what is to be signed, and tokens with what stands around them. */
import fc from 'fast-check'
import { createSigner, inspectToken, parseDuration } from '../../../src/index.ts'
import { parseDateTime, parseDurationOrDateTime, toSeconds } from '../../../src/token/date-time.ts'
import { formatDuration, LAST_SECOND, parseMilliseconds } from '../../../src/token/duration.ts'
import { extendToken } from '../../../src/token/extend.ts'
import { hmacVerifier } from '../../../src/token/hmac.ts'
import {
  PERMISSION_NAMES,
  ROLE_NAMES,
  splitList,
  toCeiling,
  toPermissions,
  toRoles,
} from '../../../src/token/lists.ts'
import { peel, splitTokens } from '../../../src/token/peel.ts'
import { PROBLEMS } from '../../../src/token/problems.ts'
import { SANDBOX_CREDENTIALS } from '../../../src/token/sandbox-credentials.ts'
import { forge } from '../../support/forge.ts'
import { API_KEY, NOW, OTHER_SECRET, SECRET } from '../../support/world.ts'
import { anything, hostileText, nearly, objectText, swollen } from './hostile.ts'
import { insist, isTakenAtOnce, type Kind, kind } from './inputs.ts'

const PAIR = { apiKey: API_KEY, secret: SECRET }

const written = fc
  .array(fc.tuple(fc.oneof(fc.nat(90), fc.nat()), fc.constantFrom('w', 'd', 'h', 'm', 's', 'ms', 'y', '')), {
    maxLength: 5,
  })
  .map((parts) => parts.map((part) => part.join('')).join(''))
export const duration = nearly(
  fc.oneof(
    fc.constantFrom('90s', '10m', '24h', '7d', '2w', '1h30m', '1w2d3h4m5s', '86400', '999999999', '500ms'),
    written,
  ),
)

const zone = fc.constantFrom('Z', '+01:00', '-23:59', '+0530', '+24:00', '', 'z')
export const dateTime = nearly(
  fc.oneof(
    fc.constantFrom(
      '2026-12-31T18:00:00Z',
      '2026-02-29T00:00Z',
      '9999-12-31T23:59:59Z',
      '1970-01-01T00:00:00Z',
    ),
    fc
      .tuple(fc.date({ noInvalidDate: true }), zone)
      .map(([date, end]) => date.toISOString().replace('Z', end)),
  ),
)

export const list = nearly(
  fc
    .array(
      fc.tuple(
        fc.constantFrom(...PERMISSION_NAMES, ...ROLE_NAMES),
        fc.constantFrom(',', ' ', ', ', '\n', ',,'),
      ),
      { maxLength: 5 },
    )
    .map((items) =>
      items
        .map((item) => item.join(''))
        .join('')
        .replace(/[, \n]+$/, ''),
    ),
)

const oftenRight = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: anything })
const id = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('abcd-efgh-ijkl', 'ann', '😀', '__proto__') },
  { weight: 1, arbitrary: hostileText },
)

const signOptions = fc.record(
  {
    permissions: oftenRight(fc.subarray(['allow_join', 'allow_mod'], { minLength: 1 })),
    expiresIn: oftenRight(fc.oneof(fc.constantFrom<unknown>('24h', 600), duration, fc.integer(), fc.date())),
    notBefore: oftenRight(fc.oneof(fc.constant('1s'), duration, fc.date())),
    roomId: oftenRight(id),
    participantId: oftenRight(id),
    roles: oftenRight(fc.subarray([...ROLE_NAMES], { minLength: 1 })),
    version: oftenRight(fc.constantFrom(1, 2)),
    claims: oftenRight(fc.dictionary(hostileText, fc.oneof(fc.jsonValue({ maxDepth: 4 }), anything))),
    jti: oftenRight(fc.oneof(fc.constant(false as const), id)),
    now: oftenRight(fc.oneof(fc.constant(NOW), fc.constant(NOW), fc.date())),
  },
  { requiredKeys: [] },
)

/** Tokens that the signer makes. */
const signed = fc
  .record(
    {
      permissions: fc.subarray(['allow_join', 'allow_mod'] as const, { minLength: 1 }),
      roomId: fc.constantFrom('abcd-efgh-ijkl'),
      participantId: fc.constantFrom('ann', '😀'),
      roles: fc.subarray(['rtc', 'crawler'] as const, { minLength: 1 }),
      version: fc.constantFrom(1 as const, 2 as const),
      expiresIn: fc.constantFrom('1s', '24h', '52w'),
      claims: fc.dictionary(
        fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== '__proto__'),
        fc.jsonValue({ maxDepth: 2 }),
      ),
    },
    { requiredKeys: [] },
  )
  .map((request) => createSigner(PAIR).sign({ ...request, jti: 'j', now: NOW }))

const seconds = fc.oneof(
  fc.constantFrom(0, -1, 1e308, -1e308, 1_795_608_000, 1_795_608_000_000, 253_402_300_800),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const payload = objectText({
  apikey: fc.constantFrom(API_KEY, API_KEY, '', 'other'),
  permissions: fc.array(fc.constantFrom<unknown>(...PERMISSION_NAMES, 'allow_all', 1, null)),
  version: fc.constantFrom<unknown>(1, 2, 3, '2'),
  roomId: id,
  participantId: id,
  roles: fc.array(fc.constantFrom<unknown>(...ROLE_NAMES, 'x', {})),
  iat: seconds,
  exp: seconds,
  nbf: seconds,
  peerId: id,
  apiKey: fc.constant(API_KEY),
})
const header = objectText({
  alg: fc.constantFrom<unknown>('HS256', 'HS256', 'HS256', 'none', 'nOnE', 'RS256', 1, null),
  typ: fc.constant('JWT'),
  crit: fc.constant(['exp']),
})
/** Anything at all between the dots, and a signature that is right. */
const forged = fc
  .tuple(header, payload, fc.constantFrom(SECRET, SECRET, OTHER_SECRET))
  .map(([head, claims, secret]) => forge(head, claims, secret))

const AROUND: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => `Bearer ${token}`,
  (token) => `Authorization: Bearer ${token}`,
  (token) => `export VIDEOSDK_TOKEN="${token}"; # mine`,
  (token) => `const token = '${token}';`,
  (token) => `{"token": "${token}"},`,
  (token) => token.replace(/.{60}/gsu, '$&\r\n  '),
  (token) => `${token}\n${token}\n`,
]
/** Tokens as people have them, good and bad. */
export const tokenText = nearly(
  fc.tuple(fc.oneof(signed, forged), fc.constantFrom(...AROUND)).map(([token, around]) => around(token)),
)

const inspectOptions = fc.record(
  {
    secret: oftenRight(fc.constantFrom(SECRET, SECRET, OTHER_SECRET, Buffer.from(SECRET))),
    apiKey: oftenRight(fc.constantFrom(API_KEY, 'other')),
    now: oftenRight(fc.constant(NOW)),
    for: oftenRight(fc.constantFrom('join', 'api')),
    roomId: oftenRight(id),
    participantId: oftenRight(id),
    minTtl: oftenRight(fc.oneof(fc.constantFrom<unknown>('10m', 600, 1e308), duration)),
  },
  { requiredKeys: [] },
)

const MEASURES = { verify: hmacVerifier(SECRET), now: NOW }

function inspected(text: string, options: object): void {
  const { problems, header: head, claims, signature, status, ...rest } = inspectToken(text, options)
  for (const { code, message, hint } of problems)
    insist(Object.hasOwn(PROBLEMS, code) && message !== '' && hint !== '', `a problem without words: ${code}`)
  const spoiled = problems.some(({ code }) => code === 'malformed')
  insist(!spoiled || (!rest.canJoin && !rest.canCallApi), 'what is no token may do something')
  insist((status === 'malformed' && claims === null) === (claims === null), 'no claims, and not malformed')
  insist(!JSON.stringify({ problems, head, claims, signature, rest }).includes(SECRET), 'the secret is in it')
}

function remade(text: string): void {
  const { roomId } = extendToken(text, MEASURES.verify, { now: NOW })
  insist(roomId === undefined || roomId !== '', 'bound to nothing')
}

/** Parsers of one text, and of what their texts are made. */
const LONG: Readonly<Record<string, readonly [read: (text: string) => unknown, pieces: readonly string[]]>> =
  {
    duration: [(text) => parseDuration(text), ['1', '9', '1h', 's', 'w', '0']],
    'date-time': [(text) => parseDurationOrDateTime(text), ['2026-', '-', 'T00:00:00', '0', '.', 'Z']],
    list: [(text) => toPermissions(splitList(text)), ['allow_join', ',', ' ', ' , ', '\t', 'allow_mod,']],
    peel: [
      (text) => peel(text),
      ['const ', 'export ', 'A=', 'Bearer ', '"', ' ', ';', '{"', ' #', 'a.', '\n'],
    ],
    lines: [(text) => splitTokens(text), ['a.b.c', '\n', '\r', ' ', '.', '..\n']],
    token: [
      (text) => inspectToken(text, { ...PAIR, now: NOW }),
      ['eyJhbGciOiJIUzI1NiJ9.', 'e30.', 'A', '.', '\n', 'Bearer ', 'authorization=', '"', '\t'],
    ],
    claims: [
      (text) =>
        inspectToken(forge({ alg: 'HS256' }, { apikey: API_KEY, [text]: text, roomId: text }, SECRET), {
          ...PAIR,
          roomId: 'r',
        }),
      ['participantId', 'peerId', 'a', '\\', '"', '_'],
    ],
    payload: [
      (text) => inspectToken(forge({ alg: 'HS256' }, text, SECRET), PAIR),
      ['{"a":', '[', '"', '\\', '{', '}', ']', '1', ',', '"a":1,', ' '],
    ],
  }
const long = fc
  .constantFrom(...Object.keys(LONG))
  .chain((name) => fc.tuple(fc.constant(name), swollen(LONG[name]?.[1] ?? [])))

export const TOKEN_KINDS: readonly Kind[] = [
  kind('durations', 14_000, duration, (text) =>
    isTakenAtOnce(() => {
      const value = parseDuration(text)
      insist(Number.isSafeInteger(value) && value >= 1 && value <= LAST_SECOND, `${value} seconds`)
      insist(parseDuration(formatDuration(value)) === value, 'its own words are another duration')
      insist(parseMilliseconds(text) === value * 1000, 'another number of milliseconds')
    }),
  ),
  kind('date-times', 9_000, dateTime, (text) =>
    isTakenAtOnce(() => {
      const date = parseDateTime(text)
      insist(parseDateTime(date.toISOString()).getTime() === date.getTime(), 'another moment')
      insist(toSeconds(date) >= 1, 'before all time')
    }),
  ),
  kind('lists', 8_000, list, (text) =>
    [toPermissions, toRoles, toCeiling]
      .map((read) => isTakenAtOnce(() => insist(read(splitList(text)).length > 0, 'empty')))
      .includes(true),
  ),
  kind('options of sign', 10_000, signOptions, (options) =>
    isTakenAtOnce(() => {
      const token = createSigner(PAIR).sign(options as object)
      const { signature, status, claims } = inspectToken(token, PAIR)
      insist(signature === 'valid' && status !== 'malformed', `it signed what is ${signature}, ${status}`)
      insist(!JSON.stringify(claims).includes(SECRET), 'the secret is in it')
    }),
  ),
  kind('credentials of sign', 2_000, fc.record({ apiKey: anything, secret: anything }), (pair) =>
    isTakenAtOnce(() => createSigner(pair as never).sign()),
  ),
  kind('tokens at inspectToken', 16_000, fc.tuple(tokenText, inspectOptions), ([text, options]) =>
    isTakenAtOnce(() => inspected(text, options as object)),
  ),
  kind('tokens to start from', 4_000, tokenText, (text) => isTakenAtOnce(() => remade(text))),
  kind('texts around tokens', 4_000, tokenText, (text) => {
    const lines = splitTokens(text)
    for (const line of lines) {
      const { token } = peel(line)
      insist(!/^\s|\s$/.test(token), 'white space is left')
    }
    return lines.length > 1
  }),
  kind('long texts of tokens', 300, long, ([name, text]) => isTakenAtOnce(() => LONG[name]?.[0](text))),
]

/** A right token, to put into other inputs. */
export const rightToken = createSigner(PAIR).sign({
  permissions: ['allow_join'],
  jti: 'j',
  now: NOW,
  expiresIn: '52w',
})

/** One that the sandbox takes for its API, now. */
export const signsAsSandbox = (): string =>
  createSigner(SANDBOX_CREDENTIALS).sign({ permissions: ['allow_join', 'allow_mod'] })
