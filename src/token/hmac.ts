/** HMAC-SHA-256 on Node: whether a secret made a signature. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { VerifySignature } from './inspect.ts'

/** The signature is compared as text, so that one with stray bits does not pass for the same bytes. */
export function hmacVerifier(secret: string | Uint8Array): VerifySignature {
  return (signingInput, signature) => {
    const expected = createHmac('sha256', secret).update(signingInput).digest('base64url')
    const [ours, theirs] = [Buffer.from(expected), Buffer.from(signature)]
    return ours.length === theirs.length && timingSafeEqual(ours, theirs)
  }
}
