/** Tokens of any header and payload, right or wrong, signed with HMAC-SHA-256 over the bytes as they stand. */
import { createHmac } from 'node:crypto'

type Part = string | Uint8Array | object

export function forge(header: Part, payload: Part, secret: string): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

function encode(part: Part): string {
  if (part instanceof Uint8Array) return Buffer.from(part).toString('base64url')
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}
