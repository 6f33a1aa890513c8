/**
 * The variables of an env file, as dotenv (npm) reads it. Where it, Node's --env-file and python-dotenv differ,
 * a value is placed so that all three read it.
 */
import type { ValuePlace } from './assignment.ts'
import { matchAt, nextLine } from './scan.ts'

const HEAD = /[ \t]*(?:export[ \t]+)?([\w.-]+)([ \t]*=|:(?=[ \t]))/y
/** May hold line breaks; what follows other than a comment makes it a value without quotes. */
const QUOTED =
  /'(?:\\'|[^'])*'(?=[ \t]*(?:#|[\r\n]|$))|"(?:\\"|[^"])*"(?=[ \t]*(?:#|[\r\n]|$))|`(?:\\`|[^`])*`(?=[ \t]*(?:#|[\r\n]|$))/y
/** Up to a comment, without the white space in front of it. */
const BARE = /[^#\r\n]*[^#\r\n \t\f\v]/y

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
  const begin = equals + (matchAt(/[ \t]*/y, text, equals)?.[0].length ?? 0)
  const quoted = matchAt(QUOTED, text, begin)?.[0]
  if (quoted !== undefined) {
    const end = begin + quoted.length
    return { name, start: begin + 1, end, after: `${quoted[0]}${gapBefore(text, end)}` }
  }
  const bare = matchAt(BARE, text, begin)?.[0]
  if (bare !== undefined) {
    const end = begin + bare.length
    return { name, start: begin, end, after: gapBefore(text, end) }
  }
  // There is no value yet: right behind the `=`, as shells want it, unless white space stands before that, too.
  const start = /^[ \t:]/.test(separator) && begin > equals ? equals + 1 : equals
  return { name, start, end: start, after: gapBefore(text, start) }
}

/** Not every reader sees a comment in a `#` that touches the value. */
function gapBefore(text: string, at: number): '' | ' ' {
  return text[at] === '#' ? ' ' : ''
}
