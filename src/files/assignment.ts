/**
 * Setting one variable in the text of an env file or of a Java properties file: every other byte stays. The text
 * is that of bytes, one character each (latin1), so that it need not be valid in any encoding.
 */
import { valuesInEnv } from './env-syntax.ts'
import { isOpen, valuesInProperties } from './properties-syntax.ts'

/** Where the value of a variable stands in a text. */
export interface ValuePlace {
  readonly name: string
  readonly start: number
  readonly end: number
  /** What a new value needs in front of it, and behind it. */
  readonly before?: string
  readonly after?: string
}

export type Syntax = 'env' | 'properties'

export interface Edited {
  readonly text: string
  /** The name was there; otherwise a line was added. */
  readonly replaced: boolean
}

/** U+FEFF in UTF-8, as bytes. */
const BOM = '\u00ef\u00bb\u00bf'

/**
 * Sets the last variable of that name, which is the one that readers take, or adds a line.
 *
 * @param value - without white space, quotes, `#` and `\`, as a token is.
 */
export function setVariable(text: string, name: string, value: string, syntax: Syntax): Edited {
  const bom = text.startsWith(BOM) ? BOM : ''
  const body = text.slice(bom.length)
  const places = syntax === 'env' ? valuesInEnv(body) : valuesInProperties(body)
  const place = places.findLast((one) => one.name === name)
  if (place === undefined) return { text: bom + withLine(body, `${name}=${value}`, syntax), replaced: false }
  const { start, end, before = '', after = '' } = place
  return { text: bom + body.slice(0, start) + before + value + after + body.slice(end), replaced: true }
}

/** A text whose last line has no end gets none. */
function withLine(text: string, line: string, syntax: Syntax): string {
  const end = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
  if (text === '') return line + end
  const ended = /[\r\n]$/.test(text)
  const gap = syntax === 'properties' && isOpen(text) ? end : ''
  return text + gap + (ended ? '' : end) + line + (ended ? end : '')
}
