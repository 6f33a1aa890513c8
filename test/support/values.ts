/** Credentials, a clock and tokens that tests have in common; takes no time to load. */
export { forge } from './forge.ts'

export const API_KEY = '11111111-2222-4333-8444-555555555555'
export const SECRET = 'a1b2c3d4'.repeat(8)
export const OTHER_KEY = '99999999-2222-4333-8444-555555555555'
export const OTHER_SECRET = 'ffee0011'.repeat(8)
export const NOW = new Date('2026-11-25T12:00:00Z')

/** The environment of somebody who has credentials there. */
export const withCredentials = { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET }

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}
