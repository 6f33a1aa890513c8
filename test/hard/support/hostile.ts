/** What is put into right inputs to make them wrong: odd characters, cuts, doubles, depth, length. */
import fc from 'fast-check'

/** Pieces at which readers stumble. */
const ODD = [
  '',
  ' ',
  '\t',
  '\0',
  '\ufeff',
  '\n',
  '\r',
  '\r\n',
  '\u2028',
  '\u00a0',
  '\u202e',
  '\u200f',
  '\u200b',
  '\ud800',
  '\udc00',
  'e\u0301',
  'ﬁ',
  '😀',
  '١٢',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'undefined',
  'null',
  'true',
  'NaN',
  'Infinity',
  '-Infinity',
  '-0',
  '0',
  '-1',
  '1.5',
  '1e308',
  '1e400',
  '0x10',
  '9007199254740993',
  '99999999999999999999999999',
  '253402300800',
  '%',
  '%00',
  '%2e%2e%2f',
  '%ff',
  '%n',
  '\\',
  '\\u0000',
  '"',
  "'",
  '`',
  '""',
  '$&',
  '$HOME',
  '<script>',
  '&',
  '=',
  ':',
  ',',
  ',,',
  ';',
  '#',
  '.',
  '..',
  '--',
  '-',
  '@',
  '{',
  '}',
  '[',
  ']',
  '\u001b[2J',
  '\u007f',
  'x'.repeat(300),
  '7'.repeat(400),
] as const

export const odd = fc.constantFrom(...ODD)

/** Any text: odd pieces, any code units, pieces of several. */
export const hostileText = fc.oneof(
  odd,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    maxLength: 20,
  }),
  fc.array(odd, { maxLength: 6 }).map((pieces) => pieces.join('')),
)

type Change = (text: string) => string

const place = fc.double({ min: 0, max: 1, noNaN: true })

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, hostileText).map(
    ([at, piece]) =>
      (text: string) =>
        splice(text, at, at, piece),
  ),
  fc.tuple(place, place, hostileText).map(
    ([from, to, piece]) =>
      (text: string) =>
        splice(text, from, to, piece),
  ),
  fc.tuple(place, place).map(
    ([from, to]) =>
      (text: string) =>
        splice(text, from, to, ''),
  ),
  fc.tuple(place, place).map(([from, to]) => (text: string) => {
    const [start, end] = span(text, from, to)
    return text.slice(0, end) + text.slice(start)
  }),
  place.map((at) => (text: string) => text.slice(0, Math.floor(at * text.length))),
  fc.constantFrom<Change>(
    (text) => text.toUpperCase(),
    (text) => text.replaceAll('\n', '\r\n'),
    (text) => `\ufeff${text}`,
    (text) => text + text,
    (text) => [...text].reverse().join(''),
    (text) => ` ${text} `,
    (text) => `"${text}"`,
  ),
)

function span(text: string, from: number, to: number): [number, number] {
  const ends = [from, to].map((at) => Math.floor(at * text.length)).sort((a, b) => a - b)
  return [ends[0] ?? 0, ends[1] ?? 0]
}

function splice(text: string, from: number, to: number, piece: string): string {
  const [start, end] = span(text, from, to)
  return text.slice(0, start) + piece + text.slice(end)
}

/** A right text as it is, or changed in up to four places. */
function mutated(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const changes = fc.array(change, { maxLength: 4 })
  return fc.tuple(right, changes).map(([text, all]) => all.reduce((changed, one) => one(changed), text))
}

/** Two right texts cut and put together. */
function spliced(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(right, right, place, place)
    .map(([one, two, end, start]) => splice(one, end, 1, '') + splice(two, 0, start, ''))
}

/** Right ones mostly, so that what stands behind the first check is reached. */
export function nearly(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: right },
    { weight: 4, arbitrary: mutated(right) },
    { weight: 1, arbitrary: spliced(right) },
    { weight: 1, arbitrary: hostileText },
  )
}

/** Any value of JavaScript: no prototype, `__proto__`, holes, bytes, dates that are none. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    maxDepth: 3,
    key: fc.oneof(fc.string(), odd),
  }),
  fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    1e308,
    Symbol('odd'),
    new Date(Number.NaN),
    new Date(8.64e15),
    Object.create(null),
    { toString: null, valueOf: null },
    () => 1,
    new Proxy({}, {}),
  ),
  hostileText,
)

const DEEP = ['[', '{"a":', '[{"a":', '{"a":[', '{"__proto__":'] as const

/** JSON nested from two levels to fifty thousand. */
export const deepJson: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...DEEP),
    fc.oneof(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 2, max: 50_000 })),
  )
  .map(([open, depth]) => {
    const close = [...open].reverse().flatMap((one) => (one === '[' ? ']' : one === '{' ? '}' : []))
    return `${open.repeat(depth)}1${close.join('').repeat(depth)}`
  })

const key = fc.oneof(fc.string({ maxLength: 8 }), odd)

/** The text of some JSON value: odd names, huge numbers, a name twice, deep. */
export const jsonText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '1e400',
      '-0',
      '1e308',
      '"\\ud800"',
      '"\\u0000"',
      'null',
      '[]',
      '{}',
      '""',
      '"24h"',
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(key, key)
      .map(([a, b]) => `{${JSON.stringify(a)}:1,${JSON.stringify(a)}:${JSON.stringify(b)}}`),
  },
  { weight: 1, arbitrary: deepJson },
)

/** The text of an object: fields that there are, with right and odd values, and others. */
export function objectText(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<string> {
  const value = (name: string): fc.Arbitrary<string> => {
    const right = Object.hasOwn(fields, name) ? fields[name] : undefined
    const text = right?.map((one) => JSON.stringify(one) ?? 'null') ?? jsonText
    return fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: jsonText })
  }
  const known = fc.constantFrom(...Object.keys(fields))
  const member = fc
    .oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: key })
    .chain((name) => value(name).map((text) => `${JSON.stringify(name)}:${text}`))
  const whole = fc.array(member, { maxLength: 6 }).map((members) => `{${members.join(',')}}`)
  return fc.oneof(
    { weight: 6, arbitrary: whole },
    { weight: 2, arbitrary: mutated(whole) },
    { weight: 1, arbitrary: jsonText },
  )
}

/** A long text of one piece over and over, which a reader that goes back and forth never gets through. */
export function swollen(pieces: readonly string[], least = 100_000, most = 1_000_000): fc.Arbitrary<string> {
  const piece = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: odd })
  return fc
    .record({
      // How such a text begins is the first of its pieces.
      head: fc.oneof(fc.constant(pieces[0] ?? ''), piece),
      unit: piece.filter((unit) => unit !== ''),
      tail: piece,
      size: fc.integer({ min: least, max: most }),
    })
    .map(({ head, unit, tail, size }) => head + unit.repeat(Math.ceil(size / unit.length)) + tail)
}

/** What a URL, an answer and an argument of a process can carry: a surrogate of its own becomes U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}
