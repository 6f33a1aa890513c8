/** Credentials, a clock and tokens that tests have in common; takes no time to load. */
import { forge } from './forge.ts'

export { forge }

export const API_KEY = '11111111-2222-4333-8444-555555555555'
export const SECRET = 'a1b2c3d4'.repeat(8)
export const OTHER_KEY = '99999999-2222-4333-8444-555555555555'
export const OTHER_SECRET = 'ffee0011'.repeat(8)
export const NOW = new Date('2026-11-25T12:00:00Z')

/** The environment of somebody who has credentials there. */
export const withCredentials = { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET }

/** A right token of a day, made without the code under test: a table of tests is made before any of them runs. */
export function tokenOf(
  claims: object = {},
  { apiKey, secret } = { apiKey: API_KEY, secret: SECRET },
): string {
  const iat = NOW.getTime() / 1000
  const all = { apikey: apiKey, permissions: ['allow_join'], version: 2, iat, exp: iat + 86_400, ...claims }
  return forge({ alg: 'HS256', typ: 'JWT' }, all, secret)
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}
