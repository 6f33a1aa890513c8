/** The variables of a Java properties file, by the rules of `java.util.Properties.load`: neither quotes nor trailing comments. */
import type { ValuePlace } from './assignment.ts'
import { matchAt, nextLine } from './scan.ts'

const BLANK_OR_COMMENT = /[ \t\f]*(?:[#!][^\r\n]*)?(?:\r\n|\n|\r|$)/y
/** A backslash takes the next character with it, and the end of a line with the white space that begins the next. */
const KEY = /(?:\\(?:\r\n[ \t\f]*|[\r\n][ \t\f]*|[\s\S])|[^\\=: \t\f\r\n])*/y
const SEPARATOR = /(?:[ \t\f]|\\(?:\r\n|\n|\r))*(?:[=:](?:[ \t\f]|\\(?:\r\n|\n|\r))*)?/y
const VALUE = /(?:\\(?:\r\n|[\s\S])|[^\\\r\n])*\\?/y

/** A key and its value, over as many lines as backslashes join. */
interface LogicalLine {
  readonly key: string
  readonly from: number
  /** Where the value begins, and where it ends, with what a last backslash joined to it. */
  readonly start: number
  readonly end: number
  readonly separated: boolean
}

function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = []
  let at = 0
  while (at < text.length) {
    const skipped = lengthOf(BLANK_OR_COMMENT, text, at)
    if (skipped > 0) {
      at += skipped
      continue
    }
    const from = at + lengthOf(/[ \t\f]*/y, text, at)
    const keyEnd = from + lengthOf(KEY, text, from)
    const start = keyEnd + lengthOf(SEPARATOR, text, keyEnd)
    const end = start + lengthOf(VALUE, text, start)
    lines.push({ key: unescaped(text.slice(from, keyEnd)), from, start, end, separated: start > keyEnd })
    at = nextLine(text, end)
  }
  return lines
}

export function valuesInProperties(text: string): ValuePlace[] {
  return logicalLines(text).map(({ key, start, end, separated }) => ({
    name: key,
    start,
    // The end of a line stays one, though a backslash joined nothing to it.
    end: start + text.slice(start, end).replace(/(\r\n|\n|\r)$/, '').length,
    before: separated ? '' : '=',
  }))
}

/** Its last line ends in a backslash, so that what is written behind it would belong to it; a comment never does. */
export function isOpen(text: string): boolean {
  const last = logicalLines(text).at(-1)
  if (last === undefined || last.end < text.length) return false
  return /(^|[^\\])(\\\\)*\\(\r\n|\n|\r)?$/.test(text.slice(last.from))
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  return matchAt(pattern, text, at)?.[0].length ?? 0
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

function unescaped(key: string): string {
  return key.replace(
    /\\(?:u([0-9a-fA-F]{4})|(\r\n|\n|\r)[ \t\f]*|([\s\S]))/g,
    (_, hex, lineEnd, character) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      return lineEnd === undefined ? (ESCAPES[character] ?? character) : ''
    },
  )
}
