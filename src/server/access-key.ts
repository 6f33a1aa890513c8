/** The key to the server itself: in a header, or as the start of the path. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { VideosdkTokenError } from '../token/errors.ts'

export const ACCESS_KEY_HEADER = 'X-Access-Key'

const SHORTEST_ACCESS_KEY = 16
const LONGEST_ACCESS_KEY = 200

/** Reads a key that was given. Throws `value-invalid`, without the key in it. */
export function parseAccessKey(text: string): string {
  if (typeof text !== 'string') throw invalid('is no text')
  if (text.length < SHORTEST_ACCESS_KEY) throw invalid(`has ${text.length} characters, and could be guessed`)
  if (text.length > LONGEST_ACCESS_KEY) throw invalid(`is longer than ${LONGEST_ACCESS_KEY} characters`)
  // So that it stands in an address and in a line of shell as it is.
  if (!/^[\w.~+/=-]+$/.test(text))
    throw invalid('has other characters than letters, digits and . _ ~ + / = -')
  return text
}

/** Compares in constant time, whatever the length. */
export function isSameKey(given: string, key: string): boolean {
  return timingSafeEqual(digest(given), digest(key))
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}

function invalid(what: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', `the access key ${what}`, {
    hint: `Give ${SHORTEST_ACCESS_KEY} random characters or more: openssl rand -hex 16`,
  })
}
