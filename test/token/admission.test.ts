/** Who is let in: a token held against the credentials that are taken, for one purpose, and the first reason why not. */
import { expect, test } from 'vitest'
import { type AdmissionQuestion, admissionOf } from '../../src/token/admission.ts'
import { API_KEY, claimsOf, forge, NOW, OTHER_KEY, OTHER_SECRET, SECRET, tokenOf } from '../support/values.ts'

const PAIR = { apiKey: API_KEY, secret: SECRET }
const OTHER = { apiKey: OTHER_KEY, secret: OTHER_SECRET }

test.each<[string, string, Partial<AdmissionQuestion>]>([
  ['the first key', tokenOf(), {}],
  ['another key that is taken', tokenOf({}, OTHER), {}],
  ['a warning alone', tokenOf({ peerId: 'x' }), {}],
  ['the room and the participant that it is for', tokenOf({ roomId: 'r', participantId: 'p' }), {}],
  ['an API token, at the API', tokenOf({ roles: ['crawler'] }), { purpose: 'api' }],
])('%s is let in', (_name, token, question) => {
  const asked = { purpose: 'join', now: NOW, roomId: 'r', participantId: 'p', ...question } as const
  expect(admissionOf(token, [PAIR, OTHER], asked)).toEqual({ claims: claimsOf(token) })
})

test.each<[string, string, Partial<AdmissionQuestion>, string, number]>([
  ['an unknown key', tokenOf({}, { ...PAIR, apiKey: 'k' }), {}, 'apikey-mismatch', 4001],
  ["another key's secret", tokenOf({}, { ...OTHER, secret: SECRET }), {}, 'signature-invalid', 4002],
  ['an API token', tokenOf({ roles: ['crawler'] }), {}, 'role-cannot-join', 4024],
  [
    'a client token, at the API',
    tokenOf({ roles: ['rtc'] }),
    { purpose: 'api' },
    'role-cannot-call-api',
    4024,
  ],
  ['another room', tokenOf({ roomId: 'q' }), { roomId: 'r' }, 'room-mismatch', 4022],
  [
    'another participant',
    tokenOf({ participantId: 'q' }),
    { participantId: 'p' },
    'participant-mismatch',
    4023,
  ],
  [
    'what was good an hour ago',
    tokenOf({ exp: NOW.getTime() / 1000 + 60 }),
    { now: new Date(NOW.getTime() + 36e5) },
    'expired',
    4002,
  ],
  [
    'an error behind a warning',
    forge({ alg: 'HS256' }, { apikey: API_KEY, permissions: ['fly'] }, SECRET),
    {},
    'permission-unknown',
    4008,
  ],
])('%s is not', (_name, token, question, code, videosdk) => {
  const { denied, claims } = admissionOf(token, [PAIR, OTHER], { purpose: 'join', now: NOW, ...question })
  expect(denied).toMatchObject({ code, videosdk, severity: 'error' })
  expect(claims).toEqual(claimsOf(token))
})

test('text is not, and has no claims', () => {
  const { denied, claims } = admissionOf('text', [PAIR], { purpose: 'join', now: NOW })
  expect([denied?.code, claims]).toEqual(['malformed', null])
})
