/**
 * What `JSON.parse` lets pass and a token must not hold: a name twice (RFC 7519 section 4), endless nesting; and
 * what JSON cannot carry.
 */

/** Deeper than any token means to be, and shallow enough for every recursive reader. */
export const DEEPEST_NESTING = 200

export interface JsonShape {
  readonly depth: number
  /** The first name that an object has twice, which readers resolve differently. */
  readonly duplicate: string | undefined
}

/** Walks valid JSON without recursion. */
export function jsonShape(json: string): JsonShape {
  const open: (Set<string> | undefined)[] = []
  let depth = 0
  let duplicate: string | undefined
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined)
      depth = Math.max(depth, open.length)
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === '"') {
      const end = endOfString(json, at)
      const names = open.at(-1)
      if (names !== undefined && json[afterSpace(json, end + 1)] === ':') {
        const name = String(JSON.parse(json.slice(at, end + 1)))
        if (names.has(name)) duplicate ??= name
        names.add(name)
      }
      at = end
    }
  }
  return { depth, duplicate }
}

/** The JSON of a value, or undefined where it has none or would not read back: functions, NaN, cycles. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, item) => {
      if (typeof item === 'number' && !Number.isFinite(item)) throw new RangeError('not finite')
      return item
    })
  } catch {
    return undefined
  }
}

function afterSpace(json: string, start: number): number {
  let at = start
  while (' \t\n\r'.includes(json[at] ?? '.')) at++
  return at
}

function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
