/** Finds the token in what people really have around it: a header line, an assignment, a mail's line breaks. */
import { withoutEnd } from './text.ts'

export interface Peeled {
  /** What is left, to be read as a token. */
  readonly token: string
  /** What was taken off, in words, outermost first. */
  readonly around: readonly string[]
  /** VideoSDK answers a header with this prefix with 401. */
  readonly bearer: boolean
}

interface Layer {
  readonly name: string
  /** Gives the text without the layer, or as it was. */
  readonly off: (text: string) => string
}

const without =
  (form: RegExp) =>
  (text: string): string =>
    text.replace(form, '')

const ASSIGNMENT =
  /^(?:(?:const|let|var|val|final|String)\s+)*(?:\$env:)?["']?[A-Za-z_][\w.-]*["']?\s*[:=]\s*(?=[^\s.])/

const LAYERS: readonly Layer[] = [
  { name: 'an export', off: without(/^(?:export|set)\s+(?=[A-Za-z_])/i) },
  { name: '"Authorization:"', off: without(/^["']?authorization["']?\s*[:=]\s*/i) },
  { name: '"Bearer"', off: without(/^bearer(?:\s|$)/i) },
  { name: 'an assignment', off: without(ASSIGNMENT) },
  { name: 'braces', off: without(/^\{\s*(?=["'])/) },
  { name: 'a comment', off: withoutComment },
  { name: 'punctuation', off: (text) => withoutEnd(text, ' \t\r\n;,}') },
  { name: 'quotes', off: withoutQuotes },
]

/** More than anybody puts around a token; text of nothing else must not take for ever. */
const MOST_LAYERS = 20
const QUOTES = '"\'`'

/** Takes layer after layer off, until none is left. White space within the text is what a mail broke. */
export function peel(text: string): Peeled {
  const around: string[] = []
  let rest = text.replace(/^\ufeff/, '').trim()
  for (let count = 0; count < MOST_LAYERS; count++) {
    const layer = outermost(rest)
    if (layer === undefined) break
    if (!around.includes(layer.name)) around.push(layer.name)
    rest = layer.inner
  }
  const joined = rest.includes('.') ? rest.replace(/\s/g, '') : rest
  if (joined !== rest) around.push('line breaks')
  return { token: joined, around, bearer: around.includes('"Bearer"') }
}

function outermost(text: string): { name: string; inner: string } | undefined {
  for (const { name, off } of LAYERS) {
    const inner = off(text).trim()
    if (inner !== text) return { name, inner }
  }
  return undefined
}

/** As in an env file: white space before the #, and all that follows on a last line. */
function withoutComment(text: string): string {
  const hash = text.lastIndexOf('#')
  const comment = ' \t'.includes(text[hash - 1] ?? '.') && !text.includes('\n', hash)
  return comment ? text.slice(0, hash) : text
}

function withoutQuotes(text: string): string {
  const start = QUOTES.includes(text[0] ?? '.') ? 1 : 0
  const end = QUOTES.includes(text.at(-1) ?? '.') ? -1 : text.length
  return text.slice(start, end)
}

/** Several tokens where each line holds two dots, else one token whose lines belong together. */
export function splitTokens(text: string): string[] {
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '')
  const several = lines.length > 1 && lines.every((line) => line.split('.').length === 3)
  return several ? lines : [text]
}
