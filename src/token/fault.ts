/** Tokens that VideoSDK must refuse, for negative tests, named as `inspect` names what is wrong with them. */
import type { Claims } from './claims.ts'
import { signByJsonwebtoken } from './jsonwebtoken.ts'
import { type KeyPair, toKey } from './sign.ts'

const HOUR = 3_600
const ANOTHER_KEY = '00000000-0000-4000-8000-000000000000'

/** Each kind with what is wrong with it; the code that it earns is the problem's own. */
export const FAULTS = {
  expired: 'it expired a minute ago',
  'not-yet-valid': 'it becomes good in an hour',
  'signature-invalid': 'its signature was altered',
  'apikey-mismatch': `its apikey is ${ANOTHER_KEY}`,
  'permissions-missing': 'it has no permissions claim',
  'permission-conflict': 'it has ask_join beside allow_mod',
  'alg-none': 'it is not signed at all',
} as const

export type Fault = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS) as readonly Fault[]

/** Signs claims with one thing wrong, and everything else as it was. */
export function signFaulty(
  claims: Claims,
  credentials: KeyPair,
  fault: Fault,
): { token: string; claims: Claims } {
  const wrong = spoil(claims, fault)
  const token = signByJsonwebtoken(wrong, toKey(credentials))
  if (fault === 'signature-invalid') return { token: withAlteredSignature(token), claims: wrong }
  if (fault === 'alg-none') return { token: unsigned(token), claims: wrong }
  return { token, claims: wrong }
}

function spoil(claims: Claims, fault: Fault): Claims {
  const { iat, exp } = claims
  switch (fault) {
    case 'expired':
      return { ...claims, iat: iat - 60 - (exp - iat), exp: iat - 60 }
    case 'not-yet-valid':
      return { ...claims, exp: exp + HOUR, nbf: iat + HOUR }
    case 'apikey-mismatch':
      return { ...claims, apikey: ANOTHER_KEY }
    case 'permissions-missing': {
      const { permissions: _, ...rest } = claims
      return rest
    }
    case 'permission-conflict':
      return { ...claims, permissions: ['ask_join', 'allow_mod'] }
    default:
      return claims
  }
}

function withAlteredSignature(token: string): string {
  const [header, payload, signature = ''] = token.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return `${header}.${payload}.${bytes.toString('base64url')}`
}

function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
  return `${header}.${token.split('.')[1]}.`
}
