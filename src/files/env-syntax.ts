/**
 * The variables of an env file, as dotenv (npm) reads it. A value is placed so that Node's --env-file and
 * python-dotenv read it as well, where they know the line at all: both know no `name: value`, and python-dotenv
 * no backticks.
 */
import type { ValuePlace } from './assignment.ts'
import { matchAt, nextLine } from './scan.ts'

const HEAD = /[ \t]*(?:export[ \t]+)?([\w.-]+)([ \t]*=|:(?=[ \t]))/y
/** May hold line breaks; what follows other than a comment makes it a value without quotes. */
const QUOTED =
  /'(?:\\'|[^'])*'(?=[ \t]*(?:#|[\r\n]|$))|"(?:\\"|[^"])*"(?=[ \t]*(?:#|[\r\n]|$))|`(?:\\`|[^`])*`(?=[ \t]*(?:#|[\r\n]|$))/y
/** Up to a comment, without the white space in front of it. */
const BARE = /[^#\r\n]*[^#\r\n \t\f\v]/y
const BLANK = /[ \t]*/y

export function valuesInEnv(text: string): ValuePlace[] {
  const places: ValuePlace[] = []
  let at = 0
  while (at < text.length) {
    const head = matchAt(HEAD, text, at)
    const place = head && placeAfter(head, text)
    if (place) places.push(place)
    at = nextLine(text, place?.end ?? at)
  }
  return places
}

function placeAfter(head: RegExpExecArray, text: string): ValuePlace {
  const [, name = '', separator = ''] = head
  const equals = head.index + head[0].length
  const begin = equals + blankAt(text, equals).length
  const quoted = matchAt(QUOTED, text, begin)?.[0]
  if (quoted !== undefined) {
    const end = begin + quoted.length
    return { name, start: begin + 1, end, after: `${quoted[0]}${text[end] === '#' ? ' ' : ''}` }
  }
  const bare = matchAt(BARE, text, begin)?.[0]
  if (bare !== undefined) return { name, start: begin, ...behind(text, begin + bare.length) }
  // There is no value yet: right behind the `=`, as shells want it, unless white space stands before that, too.
  const start = /^[ \t:]/.test(separator) && begin > equals ? equals + 1 : equals
  return { name, start, ...behind(text, start) }
}

/**
 * What parts a value without quotes from what follows: not every reader sees a comment in a `#` that touches it,
 * and Node takes a tab for a part of it.
 */
function behind(text: string, at: number): { end: number; after: string } {
  const blank = blankAt(text, at)
  if (blank === '') return { end: at, after: text[at] === '#' ? ' ' : '' }
  return { end: at + blank.length, after: blank.replaceAll('\t', ' ') }
}

function blankAt(text: string, at: number): string {
  return matchAt(BLANK, text, at)?.[0] ?? ''
}
