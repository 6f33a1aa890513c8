/** The variables of a Java properties file, by the rules of `java.util.Properties.load`: neither quotes nor trailing comments. */
import type { ValuePlace } from './assignment.ts'
import { matchAt, nextLine } from './scan.ts'

const BLANK_OR_COMMENT = /[ \t\f]*(?:[#!][^\r\n]*)?(?:\r\n|\n|\r|$)/y
/** A backslash takes the next character with it, and the end of a line with the white space that begins the next. */
const KEY = /(?:\\(?:\r\n[ \t\f]*|[\r\n][ \t\f]*|[\s\S])|[^\\=:\s])*/y
const SEPARATOR = /(?:[ \t\f]|\\(?:\r\n|\n|\r))*(?:[=:](?:[ \t\f]|\\(?:\r\n|\n|\r))*)?/y
const VALUE = /(?:\\(?:\r\n|[\s\S])|[^\\\r\n])*\\?/y

export function valuesInProperties(text: string): ValuePlace[] {
  const places: ValuePlace[] = []
  let at = 0
  while (at < text.length) {
    const skipped = matchAt(BLANK_OR_COMMENT, text, at)
    if (skipped !== undefined) {
      at += Math.max(1, skipped[0].length)
      continue
    }
    const key = at + lengthOf(/[ \t\f]*/y, text, at)
    const keyEnd = key + lengthOf(KEY, text, key)
    const start = keyEnd + lengthOf(SEPARATOR, text, keyEnd)
    const end = start + lengthOf(VALUE, text, start)
    places.push({ name: unescaped(text.slice(key, keyEnd)), start, end, before: start === keyEnd ? '=' : '' })
    at = nextLine(text, end)
  }
  return places
}

/** Its last line ends in a backslash, so that what is written behind it would belong to it. */
export function isOpen(text: string): boolean {
  return /(^|[^\\])(\\\\)*\\(\r\n|\n|\r)?$/.test(text)
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
