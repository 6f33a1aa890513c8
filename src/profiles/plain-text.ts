/** Text from small files that people save by hand: UTF-8, with or without a byte order mark. */

/** Throws a plain Error that says in words why the bytes are no text. */
export function decodePlainText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new Error('it is UTF-16; save it as UTF-8')
  }
  if (bytes.includes(0)) throw new Error('it has NUL bytes; save it as UTF-8 text')
  try {
    // Without ignoreBOM the decoder drops a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error('it is not UTF-8')
  }
}
