/** Signing: HS256 (RFC 7518 section 3.2) with VideoSDK's API secret. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { buildClaims, type Claims, type TokenRequest } from './claims.ts'
import { VideosdkTokenError } from './errors.ts'
import { signHs256 } from './hs256.ts'

/** An API key and its secret. Text is taken as UTF-8. */
export interface KeyPair {
  /** As app.videosdk.live shows it; it becomes the claim `apikey`. */
  readonly apiKey: string
  /** What signs; it belongs on a server. */
  readonly secret: string | Uint8Array
}

/** A token, and what it says. */
export interface SignedToken {
  /** The compact JWS (RFC 7515 section 7.1). */
  readonly token: string
  /** The claims that were signed. */
  readonly claims: Claims
}

/** Signs tokens with one key: HS256 (RFC 7518 section 3.2). */
export interface Signer {
  /**
   * Signs a token.
   *
   * @returns the compact JWS, three parts with dots.
   * @throws {VideosdkTokenError} what `TokenRequest` says of each value; `option-unknown`, `value-invalid`.
   */
  sign(request?: TokenRequest): string
  /** The same, with the claims that were signed beside it. */
  signWithClaims(request?: TokenRequest): SignedToken
}

/**
 * Makes a signer from credentials; keep it, since the key is prepared once.
 *
 * @throws {VideosdkTokenError} `credentials-incomplete` where the key or the secret is empty or missing.
 * @example createSigner({ apiKey, secret }).sign({ permissions: ['allow_join'], expiresIn: '10m' })
 */
export function createSigner(credentials: KeyPair): Signer {
  return createSignerBy(signHs256, credentials)
}

/** The same, by another way of signing that makes the same bytes. */
export function createSignerBy(
  signClaims: (claims: Claims, key: KeyObject) => string,
  credentials: KeyPair,
): Signer {
  if (typeof credentials !== 'object' || credentials === null) throw half('API key', 'apiKey')
  const { apiKey } = credentials
  const key = toKey(credentials)
  const signWithClaims = (request?: TokenRequest): SignedToken => {
    const claims = buildClaims(apiKey, request)
    return { token: signClaims(claims, key), claims }
  }
  return { signWithClaims, sign: (request) => signWithClaims(request).token }
}

/** Signing is fifty times faster with a key object than with the secret as text. */
export function toKey({ apiKey, secret }: KeyPair): KeyObject {
  if (typeof apiKey !== 'string' || apiKey === '') throw half('API key', 'apiKey')
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) throw half('secret', 'secret')
  return createSecretKey(bytes)
}

function half(missing: string, option: string): VideosdkTokenError {
  return new VideosdkTokenError('credentials-incomplete', `the ${missing} is missing`, {
    hint: `Pass ${option}; key and secret are made at https://app.videosdk.live.`,
  })
}
