/** Signing by jsonwebtoken: the single token of the command line, and tokens that are wrong on purpose. */
import type { KeyObject } from 'node:crypto'
import jwtSign from 'jsonwebtoken/sign.js'

/** Signs claims as they are, unchecked. */
export function signByJsonwebtoken(claims: object, key: KeyObject): string {
  return jwtSign(claims, key, { algorithm: 'HS256' })
}
