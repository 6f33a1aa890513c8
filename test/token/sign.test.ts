import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { SignJWT } from 'jose'
import jwt from 'jsonwebtoken'
import { describe, expect, it, test } from 'vitest'
import { createSigner, inspectToken, type Permission, type Role, type Signer } from '../../src/index.ts'
import { buildClaims } from '../../src/token/claims.ts'
import { API_KEY, claimsOf, NOW, SECRET } from '../support/values.ts'

const PAIR = { apiKey: API_KEY, secret: SECRET }
const signer: Signer = {
  sign: (request) => createSigner(PAIR).sign(request),
  signWithClaims: (request) => createSigner(PAIR).signWithClaims(request),
}
const NOW_SECONDS = NOW.getTime() / 1000

describe('defaults', () => {
  it('are the least that joins, for a day, with an id of its own', () => {
    expect(claimsOf(signer.sign({ now: NOW }))).toEqual({
      apikey: API_KEY,
      permissions: ['allow_join'],
      version: 2,
      jti: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + 86_400,
    })
    expect(claimsOf(signer.sign()).jti).not.toBe(claimsOf(signer.sign()).jti)
  })

  it('have the header of a JWT and nothing else', () => {
    const [header = ''] = signer.sign({ now: NOW }).split('.')
    expect(Buffer.from(header, 'base64url').toString()).toBe('{"alg":"HS256","typ":"JWT"}')
  })
})

it('writes the claims in one order, and the same bytes for the same request', () => {
  const request = {
    permissions: ['allow_mod', 'allow_join', 'allow_mod'] as Permission[],
    roomId: 'room',
    participantId: 'anna',
    roles: ['rtc'] as Role[],
    notBefore: 60,
    expiresIn: '2h',
    jti: 'x',
    claims: { name: 'Ünï 🎉', empty: {} },
    now: NOW,
  }
  const token = signer.sign(request)
  expect(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).toBe(
    `{"apikey":"${API_KEY}","permissions":["allow_mod","allow_join"],"version":2,"roomId":"room",` +
      `"participantId":"anna","roles":["rtc"],"jti":"x","iat":${NOW_SECONDS},"exp":${NOW_SECONDS + 7200},` +
      `"nbf":${NOW_SECONDS + 60},"name":"Ünï 🎉","empty":{}}`,
  )
  expect(signer.sign(request)).toBe(token)
  expect(signer.signWithClaims(request)).toEqual({ token, claims: claimsOf(token) })
})

test('version 1 leaves the claim out, jti: false too, and a Date is a moment', () => {
  const token = signer.sign({ version: 1, jti: false, expiresIn: new Date(NOW.getTime() + 5_999), now: NOW })
  expect(claimsOf(token)).toEqual({
    apikey: API_KEY,
    permissions: ['allow_join'],
    iat: NOW_SECONDS,
    exp: NOW_SECONDS + 5,
  })
})

test('bytes are a secret, too', () => {
  const bytes = createSigner({ apiKey: API_KEY, secret: new TextEncoder().encode(SECRET) })
  expect(bytes.sign({ jti: 'x', now: NOW })).toBe(signer.sign({ jti: 'x', now: NOW }))
})

test.each([
  [{ permissions: ['allow_joy'] }, 'permission-unknown', 'allow_join'],
  [{ permissions: [] }, 'value-empty', null],
  [{ permissions: 'allow_join' }, 'value-invalid', null],
  [{ permissions: ['ask_join', 'allow_mod'] }, 'permission-conflict', 'ask_join'],
  [{ permissions: ['allow_join', 'ask_join'] }, 'permission-conflict', 'ask_join'],
  [{ roles: ['CRAWLER'] }, 'role-unknown', 'crawler'],
  [{ roomId: 'a b' }, 'id-invalid', 'spaces'],
  [{ roomId: '' }, 'value-invalid', null],
  [{ participantId: 'a\n' }, 'id-invalid', 'spaces'],
  [{ participantId: 7 }, 'value-invalid', null],
  [{ version: 3 }, 'value-invalid', null],
  [{ jti: '' }, 'value-invalid', null],
  // Of no prototype, so that no text can be made of it.
  [{ expiresIn: Object.create(null) }, 'duration-invalid', '24h'],
  [{ permissions: [Object.create(null)] }, 'permission-unknown', 'allow_join'],
  [{ roles: [{ toString: 1, valueOf: 1 }] }, 'role-unknown', 'rtc'],
  [{ expiresIn: 0 }, 'duration-invalid', '24h'],
  [{ expiresIn: -1 }, 'duration-invalid', '24h'],
  [{ expiresIn: 1.5 }, 'duration-invalid', '24h'],
  [{ expiresIn: Number.NaN }, 'duration-invalid', '24h'],
  [{ expiresIn: Number.POSITIVE_INFINITY }, 'duration-invalid', '24h'],
  [{ expiresIn: '0s' }, 'duration-invalid', 'more than zero'],
  [{ expiresIn: '418000w' }, 'time-out-of-range', '9999'],
  [{ expiresIn: 1_795_562_538 }, 'duration-invalid', 'a Date'],
  [{ expiresIn: null }, 'duration-invalid', '24h'],
  [{ permissions: null }, 'value-invalid', null],
  [{ permissions: new Array(1) }, 'permission-unknown', null],
  [{ claims: 'ab' }, 'value-invalid', null],
  [{ claims: ['a'] }, 'value-invalid', null],
  [{ claims: { deep: JSON.parse('['.repeat(250) + ']'.repeat(250)) } }, 'claim-invalid', 'levels'],
  [{ now: 1_795_562_538_000 }, 'value-invalid', null],
  [{ expiresIn: new Date(NaN) }, 'time-out-of-range', '9999'],
  [{ expiresIn: NOW }, 'time-order', 'future'],
  [{ expiresIn: '1h', notBefore: '2h' }, 'time-order', 'later'],
  [{ now: new Date(0) }, 'time-out-of-range', '1970'],
  [{ claims: { apikey: 'x' } }, 'claim-reserved', '--perm'],
  [{ claims: { exp: 1 } }, 'claim-reserved', '--perm'],
  [{ claims: JSON.parse('{"__proto__":1}') }, 'claim-reserved', '--perm'],
  [{ claims: { '': 1 } }, 'claim-invalid', 'name=value'],
  [{ claims: { n: Number.NaN } }, 'claim-invalid', 'finite'],
  [{ claims: { f: () => 1 } }, 'claim-invalid', 'finite'],
  [{ claims: { deep: { n: Number.POSITIVE_INFINITY } } }, 'claim-invalid', 'finite'],
  [{ roomid: 'abc' }, 'option-unknown', 'roomId'],
  [{ permission: ['allow_join'] }, 'option-unknown', 'permissions'],
])('%j is refused as %s', (request, code, hint) => {
  const wrong = { now: NOW, ...request } as Parameters<typeof signer.sign>[0]
  expect(() => signer.sign(wrong)).toThrow(expect.objectContaining({ name: 'VideosdkTokenError', code }))
  if (hint !== null) {
    expect(() => signer.sign(wrong)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }))
  }
})

test.each([
  [undefined, 'API key'],
  [null, 'API key'],
  ['a text', 'API key'],
  [{ apiKey: '', secret: SECRET }, 'API key'],
  [{ apiKey: undefined, secret: SECRET }, 'API key'],
  [{ apiKey: API_KEY, secret: '' }, 'secret'],
  [{ apiKey: API_KEY, secret: undefined }, 'secret'],
  [{ apiKey: API_KEY, secret: new Uint8Array() }, 'secret'],
])('a signer of %j, without its %s, is refused', (pair, half) => {
  const create = () => createSigner(pair as Parameters<typeof createSigner>[0])
  expect(create).toThrow(expect.objectContaining({ code: 'credentials-incomplete' }))
  expect(create).toThrow(half)
})

test('claims without an API key are refused, too', () => {
  expect(() => buildClaims('')).toThrow('apiKey is empty')
})

test('a claim that JSON throws at is refused, too', () => {
  expect(() => signer.sign({ claims: { big: 1n } })).toThrow(
    expect.objectContaining({ code: 'claim-invalid' }),
  )
})

const customClaims = fc.dictionary(
  fc.string({ minLength: 3, maxLength: 12 }).map((name) => `x${name}`),
  fc.jsonValue(),
  { maxKeys: 5 },
)
const requests = fc.record({
  permissions: fc.constantFrom<Permission[]>(['allow_join'], ['ask_join'], ['allow_join', 'allow_mod']),
  expiresIn: fc.integer({ min: 1, max: 999_999_999 }),
  roomId: fc.stringMatching(/^[^\s]{1,30}$/u),
  claims: customClaims,
  jti: fc.string({ minLength: 1 }),
})

it('signs what reads back equal, and what jsonwebtoken and node:crypto sign, too', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { token, claims } = signer.signWithClaims({ ...request, now: NOW })
      const read = inspectToken(token, { apiKey: API_KEY, secret: SECRET, now: NOW })
      expect(read.signature).toBe('valid')
      expect(read.claims).toEqual(JSON.parse(JSON.stringify(claims)))
      expect(token).toBe(jwt.sign(JSON.parse(JSON.stringify(claims)), SECRET, { algorithm: 'HS256' }))
      const input = token.slice(0, token.lastIndexOf('.'))
      expect(token).toBe(`${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`)
    }),
    { numRuns: 200 },
  )
})

it('finds every change of one byte', () => {
  const token = signer.sign({ now: NOW, jti: 'x' })
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.integer({ min: 1, max: 127 }), (at, change) => {
      const bytes = Buffer.from(token)
      bytes[at] = (bytes[at] ?? 0) ^ change
      const changed = bytes.toString('latin1')
      const read = inspectToken(changed, { apiKey: API_KEY, secret: SECRET, now: NOW })
      // White space within a token is what a mail put there: taking it out is no change of a byte.
      fc.pre(changed.replace(/\s/g, '') !== token)
      expect(read.signature).not.toBe('valid')
      expect(read.canJoin).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

it('takes what jose signs for valid', async () => {
  const payload = {
    apikey: API_KEY,
    permissions: ['allow_join'],
    version: 2,
    name: '日本語 🎉',
    empty: {},
    list: [],
  }
  const token = await new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setExpirationTime(NOW_SECONDS + 60)
    .sign(new TextEncoder().encode(SECRET))
  const read = inspectToken(token, { apiKey: API_KEY, secret: SECRET, now: NOW })
  expect(read).toMatchObject({
    signature: 'valid',
    status: 'active',
    canJoin: true,
    canCallApi: true,
    problems: [],
  })
})
