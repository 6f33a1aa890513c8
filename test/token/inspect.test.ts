import { describe, expect, it, test } from 'vitest'
import { type InspectOptions, inspectToken, type ProblemCode } from '../../src/index.ts'
import { isSignedFor } from '../../src/token/inspect.ts'
import { PROBLEMS, SUBJECTS } from '../../src/token/problems.ts'
import { API_KEY, forge, NOW, OTHER_KEY, SECRET, tokenOf } from '../support/values.ts'

const S = NOW.getTime() / 1000
const HEADER = { alg: 'HS256', typ: 'JWT' }
const GOOD = { apikey: API_KEY, permissions: ['allow_join'], version: 2, iat: S, exp: S + 600 }
const CREDENTIALS = { apiKey: API_KEY, secret: SECRET, now: NOW }

const look = (claims: object | string, options: InspectOptions = {}, header: object | string = HEADER) =>
  inspectToken(forge(header, claims, SECRET), { ...CREDENTIALS, ...options })
const codes = (read: ReturnType<typeof inspectToken>) => read.problems.map(({ code }) => code)

test('a right token has no problem', () => {
  expect(look(GOOD)).toEqual({
    header: HEADER,
    claims: GOOD,
    signature: 'valid',
    status: 'active',
    expiresInSeconds: 600,
    canJoin: true,
    canCallApi: true,
    problems: [],
  })
})

interface Case {
  readonly claims?: object
  readonly options?: InspectOptions
  readonly header?: object
  readonly codes: readonly ProblemCode[]
  readonly severity?: 'error' | 'warning'
  readonly videosdk?: number
  readonly canJoin?: boolean
  readonly canCallApi?: boolean
  readonly status?: string
}

const refused = { canJoin: false, canCallApi: false, severity: 'error' } as const
const fine = { canJoin: true, canCallApi: true, severity: 'warning' } as const
const notJoin = { canJoin: false, canCallApi: true, severity: 'error' } as const

const CASES: Record<string, Case> = {
  'alg none': { header: { alg: 'none' }, codes: ['alg-none'], videosdk: 4002, ...refused },
  'alg nOnE': { header: { alg: 'nOnE' }, codes: ['alg-none'], videosdk: 4002, ...refused },
  'alg RS256': { header: { alg: 'RS256' }, codes: ['alg-not-hs256'], videosdk: 4002, ...refused },
  'alg HS512': { header: { alg: 'HS512' }, codes: ['alg-not-hs256'], videosdk: 4002, ...refused },
  'alg hs256': { header: { alg: 'hs256' }, codes: ['alg-not-hs256'], videosdk: 4002, ...refused },
  'no alg': { header: { typ: 'JWT' }, codes: ['alg-not-hs256'], videosdk: 4002, ...refused },
  crit: {
    header: { ...HEADER, crit: ['exp'], exp: 1 },
    codes: ['crit-unsupported'],
    videosdk: 4002,
    ...refused,
  },
  'b64 false': { header: { ...HEADER, b64: false, crit: ['b64'] }, codes: ['crit-unsupported'], ...refused },
  'another secret': {
    options: { secret: 'other' },
    codes: ['signature-invalid'],
    videosdk: 4002,
    ...refused,
  },
  expired: {
    claims: { ...GOOD, exp: S - 17_400 },
    codes: ['expired'],
    status: 'expired',
    videosdk: 4002,
    ...refused,
  },
  'expires this second': { claims: { ...GOOD, exp: S }, codes: ['expired'], status: 'expired', ...refused },
  'a fraction ahead': { claims: { ...GOOD, exp: S + 0.25 }, codes: [], status: 'active' },
  'exp as text': {
    claims: { ...GOOD, exp: `${S}` },
    codes: ['claim-wrong-type'],
    status: 'malformed',
    videosdk: 4002,
    ...refused,
  },
  'exp null': {
    claims: { ...GOOD, exp: null },
    codes: ['claim-wrong-type'],
    status: 'malformed',
    ...refused,
  },
  'exp in milliseconds': {
    claims: { ...GOOD, exp: S * 1000 },
    codes: ['exp-in-milliseconds'],
    videosdk: 4002,
    ...refused,
  },
  'exp in the last second of 9999': { claims: { ...GOOD, exp: 253_402_300_799 }, codes: [] },
  'exp beyond every date': {
    claims: { ...GOOD, exp: 1e19, iat: -1 },
    codes: ['exp-in-milliseconds'],
    ...refused,
  },
  'exp 1e308': { claims: { ...GOOD, exp: 1e308 }, codes: ['exp-in-milliseconds'], ...refused },
  'no exp': { claims: { ...GOOD, exp: undefined }, codes: ['no-expiry'], status: 'no-expiry', ...fine },
  'nbf ahead': {
    claims: { ...GOOD, nbf: S + 60 },
    codes: ['not-yet-valid'],
    status: 'not-yet-valid',
    videosdk: 4002,
    ...refused,
  },
  'nbf 5 s ahead': { claims: { ...GOOD, nbf: S + 5 }, codes: ['not-yet-valid'], status: 'active', ...fine },
  'nbf 6 s ahead': {
    claims: { ...GOOD, nbf: S + 6 },
    codes: ['not-yet-valid'],
    status: 'not-yet-valid',
    ...refused,
  },
  'nbf 1e19': {
    claims: { ...GOOD, nbf: 1e19 },
    codes: ['not-yet-valid'],
    status: 'not-yet-valid',
    ...refused,
  },
  'iat ahead': { claims: { ...GOOD, iat: S + 60 }, codes: ['issued-in-future'], ...fine },
  'iat as text': { claims: { ...GOOD, iat: 'now' }, codes: ['claim-wrong-type'], videosdk: 4002, ...refused },
  'too short': { options: { minTtl: '20m' }, codes: ['expires-too-soon'], videosdk: 4002, ...refused },
  'long enough': { options: { minTtl: 600 }, codes: [] },
  'no apikey': {
    claims: { ...GOOD, apikey: undefined },
    codes: ['apikey-missing'],
    videosdk: 4001,
    ...refused,
  },
  'apikey empty': { claims: { ...GOOD, apikey: '' }, codes: ['apikey-missing'], videosdk: 4001, ...refused },
  'apiKey for apikey': {
    claims: { ...GOOD, apikey: undefined, apiKey: API_KEY },
    codes: ['apikey-missing'],
    ...refused,
  },
  'apikey a number': {
    claims: { ...GOOD, apikey: 1 },
    codes: ['claim-wrong-type'],
    videosdk: 4001,
    ...refused,
  },
  'apikey of another': {
    claims: { ...GOOD, apikey: OTHER_KEY },
    codes: ['apikey-mismatch'],
    videosdk: 4001,
    ...refused,
  },
  'no permissions': {
    claims: { ...GOOD, permissions: undefined },
    codes: ['permissions-missing'],
    videosdk: 4008,
    ...notJoin,
  },
  'permissions empty': {
    claims: { ...GOOD, permissions: [] },
    codes: ['permissions-missing'],
    videosdk: 4008,
    ...notJoin,
  },
  'permissions as text': {
    claims: { ...GOOD, permissions: 'allow_join' },
    codes: ['claim-wrong-type'],
    videosdk: 4008,
    ...notJoin,
  },
  'permissions of numbers': {
    claims: { ...GOOD, permissions: [1] },
    codes: ['claim-wrong-type'],
    videosdk: 4008,
    ...notJoin,
  },
  'permission misspelt': {
    claims: { ...GOOD, permissions: ['allow_jion'] },
    codes: ['permission-unknown'],
    videosdk: 4008,
    ...notJoin,
  },
  'ask with mod': {
    claims: { ...GOOD, permissions: ['ask_join', 'allow_mod'] },
    codes: ['permission-conflict'],
    videosdk: 4008,
    ...notJoin,
  },
  'ask with join': {
    claims: { ...GOOD, permissions: ['allow_join', 'ask_join'] },
    codes: ['permission-conflict'],
    ...notJoin,
  },
  'allow_mod alone': {
    claims: { ...GOOD, permissions: ['allow_mod'] },
    codes: ['permission-cannot-join'],
    videosdk: 4008,
    canJoin: false,
    canCallApi: true,
    severity: 'warning',
  },
  'mod and join': { claims: { ...GOOD, permissions: ['allow_mod', 'allow_join'] }, codes: [] },
  'a room that is a number': {
    claims: { ...GOOD, roomId: 7 },
    codes: ['claim-wrong-type'],
    videosdk: 4022,
    ...refused,
  },
  'nbf past': { claims: { ...GOOD, nbf: S - 60 }, codes: [], status: 'active' },
  'nbf this second': { claims: { ...GOOD, nbf: S }, codes: [], status: 'active' },
  'ask alone': { claims: { ...GOOD, permissions: ['ask_join'] }, codes: [] },
  rtc: {
    claims: { ...GOOD, roles: ['rtc'] },
    codes: ['role-cannot-call-api'],
    videosdk: 4024,
    canJoin: true,
    canCallApi: false,
    severity: 'warning',
  },
  crawler: {
    claims: { ...GOOD, roles: ['crawler'] },
    codes: ['role-cannot-join'],
    videosdk: 4024,
    canJoin: false,
    canCallApi: true,
    severity: 'warning',
  },
  'both roles': { claims: { ...GOOD, roles: ['rtc', 'crawler'] }, codes: [] },
  'no role in the list': { claims: { ...GOOD, roles: [] }, codes: [] },
  CRAWLER: { claims: { ...GOOD, roles: ['CRAWLER'] }, codes: ['role-unknown'], videosdk: 4024, ...refused },
  'roles as text': {
    claims: { ...GOOD, roles: 'rtc' },
    codes: ['claim-wrong-type'],
    videosdk: 4024,
    ...refused,
  },
  'another room': {
    claims: { ...GOOD, roomId: 'a' },
    options: { roomId: 'b' },
    codes: ['room-mismatch'],
    videosdk: 4022,
    ...refused,
  },
  'the same room': { claims: { ...GOOD, roomId: 'a' }, options: { roomId: 'a' }, codes: [] },
  'any room': { options: { roomId: 'a' }, codes: [] },
  'another participant': {
    claims: { ...GOOD, participantId: 'a' },
    options: { participantId: 'b' },
    codes: ['participant-mismatch'],
    videosdk: 4023,
    ...refused,
  },
  'a room with a space': {
    claims: { ...GOOD, roomId: 'a b' },
    codes: ['claim-wrong-type'],
    videosdk: 4022,
    ...refused,
  },
  'a participant that is empty': {
    claims: { ...GOOD, participantId: '' },
    codes: ['claim-wrong-type'],
    videosdk: 4023,
    ...refused,
  },
  'no version': { claims: { ...GOOD, version: undefined }, codes: ['version-missing'], ...fine },
  'version 3': { claims: { ...GOOD, version: 3 }, codes: ['version-missing'], ...fine },
  room_id: { claims: { ...GOOD, room_id: 'a' }, codes: ['claim-ignored'], ...fine },
  peerId: { claims: { ...GOOD, peerId: 'a' }, codes: ['claim-ignored'], ...fine },
  'apiKey beside apikey': { claims: { ...GOOD, apiKey: 'a' }, codes: ['claim-ignored'], ...fine },
  'claims of others': {
    claims: { ...GOOD, iss: 'x', sub: 'y', aud: 'z', name: 'n', toString: 1 },
    codes: [],
  },
}

test.each(Object.entries(CASES))(
  '%s',
  (_name, { claims = GOOD, options = {}, header = HEADER, ...expected }) => {
    const read = look(claims, options, header)
    expect(codes(read)).toEqual(expected.codes)
    expect(() => JSON.stringify(read)).not.toThrow()
    const [problem] = read.problems
    if (problem !== undefined) {
      expect(problem.message).toMatch(/^\S.*\S$/)
      expect(problem.hint).toMatch(/^\S.*\S$/)
      expect(problem.severity).toBe(expected.severity)
    }
    if (expected.videosdk !== undefined) expect(problem?.videosdk).toBe(expected.videosdk)
    expect(read.canJoin).toBe(expected.canJoin ?? true)
    expect(read.canCallApi).toBe(expected.canCallApi ?? true)
    if (expected.status !== undefined) expect(read.status).toBe(expected.status)
  },
)

test('what never expires has no seconds left to count', () => {
  expect(look({ ...GOOD, exp: undefined }).expiresInSeconds).toBeNull()
})

test('warnings that never deny carry no code of VideoSDK', () => {
  const read = look({ ...GOOD, version: undefined, exp: undefined, room_id: 'x' })
  expect(read.problems.map(({ videosdk }) => videosdk)).toEqual([undefined, undefined, undefined])
  for (const problem of read.problems) expect('videosdk' in problem).toBe(false)
})

describe('what is no JWT', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values)
  const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`
  test.each([
    ['one part', 'abc', 'one part'],
    ['five parts', 'a.b.c.d.e', '5 parts'],
    ['empty', '', 'is empty'],
    ['undefined', 'undefined', 'the word undefined'],
    ['null', 'null', 'the word null'],
    ['an API key', API_KEY, 'looks like an API key'],
    ['a secret', SECRET, 'an API key or a secret'],
    ['the API key of the credentials', 'my-own-key', 'looks like an API key'],
    ['a list', forge(HEADER, '[1]', SECRET), 'not an object'],
    ['text', forge(HEADER, '"x"', SECRET), 'not an object'],
    ['null inside', forge(HEADER, 'null', SECRET), 'not an object'],
    ['no JSON', forge(HEADER, '{a}', SECRET), 'not JSON'],
    ['nothing', forge(HEADER, '', SECRET), 'not JSON'],
    ['broken UTF-8', forge(HEADER, bytes(0x7b, 0xff, 0x7d), SECRET), 'not UTF-8'],
    ['a BOM', forge(HEADER, bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d), SECRET), 'not JSON'],
    ['a duplicate', forge(HEADER, '{"exp":1,"exp":2}', SECRET), '"exp" twice'],
    ['an escaped duplicate', forge(HEADER, '{"exp":1,"\\u0065xp":2}', SECRET), '"exp" twice'],
    [
      'a duplicate far from its colon',
      forge(HEADER, `{"exp":1,"exp"${' '.repeat(99)}:2}`, SECRET),
      '"exp" twice',
    ],
    ['a duplicate within', forge(HEADER, '{"a":[{"b":"{","b":2}]}', SECRET), '"b" twice'],
    ['a duplicate in the header', forge('{"alg":"HS256","alg":"none"}', GOOD, SECRET), '"alg" twice'],
    ['endless nesting', forge(HEADER, deep, SECRET), 'levels deep'],
    ['padding', forge(HEADER, GOOD, SECRET).replace('.', '=.'), 'canonical'],
    ['base64 signs', `${forge(HEADER, GOOD, SECRET)}+/`, 'canonical'],
    ['a part of an odd length', 'a.b.c', 'canonical'],
  ])('%s', (_name, token, why) => {
    const apiKey = token === 'my-own-key' ? token : API_KEY
    const read = inspectToken(token, { ...CREDENTIALS, apiKey })
    expect(read).toMatchObject({ status: 'malformed', canJoin: false, canCallApi: false })
    const [problem] = read.problems
    expect(problem).toMatchObject({ code: 'malformed', severity: 'error', videosdk: 4002 })
    expect(problem?.message).toContain(why)
  })

  it('does not take names that differ, or stand in different objects, for duplicates', () => {
    const claims = '{"apikey":"x","a":{"b":1},"c":{"b":1},"d":"b\\"}{","e":[{"b":1},{"b":1}]}'
    expect(codes(look(claims, { apiKey: 'x' }))).not.toContain('malformed')
  })

  it('judges the signature on the bytes, whatever they hold', () => {
    expect(inspectToken(forge(HEADER, '[1]', SECRET), CREDENTIALS).signature).toBe('valid')
    expect(inspectToken(forge('x', '{a}', SECRET), CREDENTIALS).signature).toBe('valid')
    expect(inspectToken(forge(HEADER, '[1]', 'other'), CREDENTIALS).signature).toBe('invalid')
  })

  it('refuses stray bits at the end of a signature', () => {
    const token = forge(HEADER, GOOD, SECRET)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(token.at(-1) ?? '')
    const stray = `${token.slice(0, -1)}${alphabet[last ^ 1]}`
    expect(inspectToken(stray, CREDENTIALS)).toMatchObject({ signature: 'invalid', canJoin: false })
  })
})

describe('what stands around a token', () => {
  const token = tokenOf({ jti: 'x' })
  const mailed = token.replace(/(.{70})/g, '$1\r\n')
  test.each([
    [`  ${token}\n`],
    [`\ufeff${token}`],
    [`"${token}"`],
    [`'${token}',`],
    [`VIDEOSDK_TOKEN=${token}`],
    [`export VIDEOSDK_TOKEN='${token}'`],
    [`const token = "${token}";`],
    [`REACT_APP_VIDEOSDK_TOKEN = "${token}";`],
    [`"token": "${token}",`],
    [`auth_token: ${token}`],
    [`VIDEOSDK_TOKEN=${token} # staging`],
    [`{"token":"${token}"}`],
    [`String token = "${token}";`],
    [`val token = "${token}"`],
    [`set NAME=${token}`],
    [`$env:NAME="${token}"`],
    [`"${token}`],
    [mailed],
    [mailed.replaceAll('\r\n', '\n  ')],
    [`Authorization: ${token}`],
    [`authorization: "${token}"`],
  ])('%s', (text) => {
    expect(inspectToken(text, CREDENTIALS)).toMatchObject({ signature: 'valid', problems: [] })
  })

  test.each([[`Bearer ${token}`], [`Authorization: Bearer ${token}`], [`export A="bearer ${token}"`]])(
    '%s',
    (text) => {
      const read = inspectToken(text, CREDENTIALS)
      expect(read).toMatchObject({ signature: 'valid', canJoin: true, canCallApi: true })
      expect(read.problems).toMatchObject([{ code: 'bearer-prefix', severity: 'warning' }])
    },
  )

  it('takes no longer for text that is nothing else', () => {
    const began = Date.now()
    for (const text of [`${';'.repeat(100_000)}x`, `a${' '.repeat(100_000)}x`, '"'.repeat(100_000)]) {
      expect(inspectToken(text, CREDENTIALS).status).toBe('malformed')
    }
    expect(Date.now() - began).toBeLessThan(5_000)
  })

  it('says of an API key with Bearer both', () => {
    const read = inspectToken(`Bearer ${API_KEY}`, CREDENTIALS)
    expect(codes(read)).toEqual(['malformed', 'bearer-prefix'])
    expect(read.problems[0]?.hint).toContain('videosdk-token token')
  })
})

describe('credentials', () => {
  const token = forge(HEADER, GOOD, SECRET)

  it('are not needed', () => {
    expect(inspectToken(token, { now: NOW })).toMatchObject({
      signature: 'unchecked',
      canJoin: true,
      problems: [],
    })
  })

  it('of another key leave the signature unchecked', () => {
    const read = inspectToken(token, { apiKey: OTHER_KEY, secret: SECRET, now: NOW })
    expect(read).toMatchObject({ signature: 'unchecked', canJoin: false })
    expect(codes(read)).toEqual(['apikey-mismatch'])
  })

  it('judge a token that names no key', () => {
    expect(look({ ...GOOD, apikey: '' }).signature).toBe('valid')
    expect(look({ ...GOOD, apikey: 7 }).signature).toBe('valid')
  })

  it('may be anything, even what is a token', () => {
    expect(codes(inspectToken(token, { apiKey: token, now: NOW }))).toEqual(['apikey-mismatch'])
  })

  it('are asked for only where they can say something', () => {
    expect(isSignedFor(token, API_KEY)).toBe(true)
    expect(isSignedFor(token, OTHER_KEY)).toBe(false)
    expect(isSignedFor('nonsense', OTHER_KEY)).toBe(true)
  })
})

describe('for one purpose', () => {
  test.each([
    [['crawler'], ['allow_join'], 'api', []],
    [['crawler'], ['allow_join'], 'join', ['role-cannot-join']],
    [['rtc'], ['allow_join'], 'api', ['role-cannot-call-api']],
    [['rtc'], ['allow_join'], 'join', []],
    [undefined, ['allow_mod'], 'join', ['permission-cannot-join']],
    [undefined, ['allow_mod'], 'api', []],
    [undefined, ['ask_join', 'allow_mod'], 'api', []],
    [undefined, undefined, 'api', []],
    [undefined, undefined, 'join', ['permissions-missing']],
  ] as const)('roles %j and permissions %j for %s: errors are %j', (roles, permissions, purpose, errors) => {
    const read = look({ ...GOOD, roles, permissions }, { for: purpose })
    expect(read.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(
      errors,
    )
    expect(read.problems.every(({ severity }) => severity === 'error' || severity === 'warning')).toBe(true)
    expect(purpose === 'join' ? read.canJoin : read.canCallApi).toBe(errors.length === 0)
  })
})

it('reports every problem at once, in order', () => {
  const claims = {
    exp: S - 60,
    iat: S + 60,
    permissions: ['ask_join', 'allow_mod', 'allow_fly'],
    roles: ['PUBLISHER'],
    roomId: 'a',
    participantId: 'b',
    peerId: 'c',
  }
  const read = inspectToken(`Bearer ${forge({ alg: 'none' }, claims, 'other')}`, {
    ...CREDENTIALS,
    roomId: 'x',
    participantId: 'y',
  })
  expect(codes(read)).toEqual([
    'bearer-prefix',
    'alg-none',
    'signature-invalid',
    'expired',
    'issued-in-future',
    'apikey-missing',
    'permission-unknown',
    'permission-conflict',
    'role-unknown',
    'room-mismatch',
    'participant-mismatch',
    'version-missing',
    'claim-ignored',
  ])
})

it('has a case for every problem that there is', () => {
  const seen = new Set(Object.values(CASES).flatMap((one) => one.codes))
  const elsewhere: ProblemCode[] = ['malformed', 'bearer-prefix']
  expect([...seen, ...elsewhere].sort()).toEqual(Object.keys(PROBLEMS).sort())
  expect(new Set(Object.values(PROBLEMS).map(({ subject }) => subject))).toEqual(new Set(SUBJECTS))
})

test.each([
  [{ room: 'x' }, 'option-unknown'],
  [{ for: 'fun' }, 'value-invalid'],
  [{ secret: '' }, 'value-invalid'],
  [{ apiKey: '' }, 'value-invalid'],
  [{ roomId: 'a b' }, 'id-invalid'],
  [{ participantId: '' }, 'value-invalid'],
  [{ minTtl: 'soon' }, 'duration-invalid'],
  [{ minTtl: 0 }, 'value-invalid'],
  [{ minTtl: Number.NaN }, 'value-invalid'],
  [{ minTtl: null }, 'value-invalid'],
  [{ now: new Date('x') }, 'value-invalid'],
  [{ now: 5 }, 'value-invalid'],
  [{ secret: 123 }, 'value-invalid'],
  [{ apiKey: 123 }, 'value-invalid'],
  [null, 'value-invalid'],
])('the option %j is refused as %s', (options, code) => {
  expect(() => inspectToken('x', options as InspectOptions)).toThrow(expect.objectContaining({ code }))
})

test('a token that is no text is refused', () => {
  expect(() => inspectToken(undefined as unknown as string)).toThrow(
    expect.objectContaining({ code: 'value-invalid' }),
  )
})

describe("the page's samples", () => {
  const sample = { apikey: API_KEY, permissions: ['allow_join'] }

  it.each([
    ['Node: no version', { ...sample, iat: S, exp: S + 86_400, jti: 'x' }, ['version-missing']],
    ['Python, Ruby and PHP: no expiry', sample, ['no-expiry', 'version-missing']],
    [
      'PHP: api_key without its $, so no apikey',
      { ...sample, apikey: undefined },
      ['no-expiry', 'apikey-missing', 'version-missing'],
    ],
    [
      'the Python server: no payload',
      {},
      ['no-expiry', 'apikey-missing', 'permissions-missing', 'version-missing'],
    ],
  ])('%s', (_name, claims, expected) => {
    expect(codes(look(claims))).toEqual(expected)
  })
})
