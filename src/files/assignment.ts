/**
 * Setting one variable in the text of an env file or of a Java properties file: every other byte stays. The text
 * is that of bytes, one character each (latin1), so that it need not be valid in any encoding.
 */
import { valuesInEnv } from './env-syntax.ts'
import { parseEnv } from './parse-env.ts'
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
 * @throws an Error that says why, where readers of an env file would not read that value, or another one changed.
 */
export function setVariable(text: string, name: string, value: string, syntax: Syntax): Edited {
  const bom = text.startsWith(BOM) ? BOM : ''
  const body = text.slice(bom.length)
  const places = syntax === 'env' ? valuesInEnv(body) : valuesInProperties(body)
  const place = places.findLast((one) => one.name === name)
  const added = { text: withLine(body, `${name}=${value}`, syntax), replaced: false }
  const replaced = place && { text: replaceAt(body, place, value), replaced: true }
  const edited = [replaced, added].find(
    (one) => one && (syntax === 'properties' || isRead(one.text, body, name, value)),
  )
  if (edited === undefined)
    throw new Error('its quotes or its lines are such that the token would not be read')
  return { ...edited, text: bom + edited.text }
}

function replaceAt(text: string, { start, end, before = '', after = '' }: ValuePlace, value: string): string {
  return text.slice(0, start) + before + value + after + text.slice(end)
}

/** Whether dotenv reads the value, and every other variable as before: quotes that are not closed reach far. */
function isRead(after: string, before: string, name: string, value: string): boolean {
  const [now, then] = [parseEnv(after), parseEnv(before)]
  const names = new Set([...Object.keys(now), ...Object.keys(then)])
  names.delete(name)
  return now[name] === value && [...names].every((other) => now[other] === then[other])
}

/** A text whose last line has no end gets none. */
function withLine(text: string, line: string, syntax: Syntax): string {
  const end = text.match(/\r\n|\n|\r/g)?.at(-1) ?? '\n'
  if (text === '') return line + end
  const ended = /[\r\n]$/.test(text)
  const gap = syntax === 'properties' && isOpen(text) ? end : ''
  return text + gap + (ended ? '' : end) + line + (ended ? end : '')
}
