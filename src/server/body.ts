/** The body of a request as text, within bounds. */
import { readText, TextTooLong } from '../http/read-text.ts'
import { RequestRefused } from './refused.ts'

/** No client has so much to say. */
const LONGEST_BODY_BYTES = 65_536

/** @throws {RequestRefused} `body-too-large`, `body-invalid` where it breaks off. */
export async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > LONGEST_BODY_BYTES) throw tooLarge()
  try {
    return await readText(request.body, LONGEST_BODY_BYTES)
  } catch (error) {
    throw error instanceof TextTooLong
      ? tooLarge()
      : new RequestRefused('body-invalid', 'The body broke off before its end')
  }
}

function tooLarge(): RequestRefused {
  const message = `The body is longer than ${LONGEST_BODY_BYTES} bytes`
  // What is left of it is not waited for.
  return new RequestRefused('body-too-large', message, { Connection: 'close' })
}
