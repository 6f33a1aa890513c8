/** A body of HTTP, up to a limit. */

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
  const decoder = new TextDecoder()
  let text = ''
  await readAll(body, limit, (chunk) => {
    text += decoder.decode(chunk, { stream: true })
  })
  return text + decoder.decode()
}

/** The same for a body that nobody wants: it is let go as it comes. */
export function discard(body: ReadableStream<Uint8Array> | null, limit: number): Promise<void> {
  return readAll(body, limit, () => {})
}

async function readAll(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  if (body === null) return
  const reader = body.getReader()
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    bytes += value.length
    if (bytes > limit) {
      await reader.cancel().catch(() => {})
      throw new TextTooLong(limit)
    }
    take(value)
  }
}
