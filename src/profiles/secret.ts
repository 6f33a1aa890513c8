/** A key or a secret as it comes from a file, a variable or a command, cleaned of what cannot belong to it. */
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import type { Warning } from '../token/warnings.ts'
import { decodePlainText } from './plain-text.ts'

/** Longer than any secret, short enough that /dev/zero ends. */
export const LONGEST_SECRET_BYTES = 65_536

export interface Cleaned {
  readonly value: string
  readonly warnings: readonly Warning[]
}

/**
 * Drops white space around a value, which is said.
 *
 * @throws {VideosdkTokenError} `secret-invalid` where nothing is left, or a line break is within.
 */
export function clean(text: string, what: string, source: string): Cleaned {
  const value = text.trim()
  if (value === '') throw invalid(`the ${what} from ${source} is empty`)
  if (/[\r\n]/.test(value)) throw invalid(`the ${what} from ${source} has more than one line`)
  if (value === text) return { value, warnings: [] }
  const message = `white space around the ${what} from ${source} was dropped`
  return { value, warnings: [{ code: 'white-space-dropped', message }] }
}

/** The secret in the bytes of a file, of stdin or of a command's output; one last line end goes without a word. */
export function secretFromBytes(bytes: Uint8Array, source: string): Cleaned {
  if (bytes.length > LONGEST_SECRET_BYTES) throw invalid(`${source} is far too long to be a secret`)
  let text: string
  try {
    text = decodePlainText(bytes)
  } catch (error) {
    throw invalid(`${source} cannot be read as a secret: ${messageOf(error)}`)
  }
  return clean(text.replace(/\r?\n$/, ''), 'secret', source)
}

function invalid(message: string): VideosdkTokenError {
  return new VideosdkTokenError('secret-invalid', message, {
    hint: 'It must hold the secret alone, one line, as https://app.videosdk.live shows it.',
  })
}
