/** A body of HTTP as text, up to a limit. */

/** There was more of it. */
export class TextTooLong extends Error {
  constructor(readonly limit: number) {
    super(`more than ${limit} bytes`)
  }
}

/**
 * Reads a body to its end. Throws `TextTooLong`, and whatever a connection breaks with.
 *
 * @param limit - in bytes.
 */
export async function readText(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string> {
  if (body === null) return ''
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > limit) {
      await reader.cancel().catch(() => {})
      throw new TextTooLong(limit)
    }
    text += decoder.decode(value, { stream: true })
  }
}
