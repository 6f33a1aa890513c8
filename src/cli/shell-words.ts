/** A command line as somebody is typing it, split as a shell would: what is unquoted, and what is still open. */

export interface TypedLine {
  /** Complete words, without their quotes. */
  readonly words: readonly string[]
  readonly last: TypedWord
}

/** The word at the cursor; empty behind white space. */
export interface TypedWord {
  readonly text: string
  /** As it stands there. */
  readonly raw: string
  /** The quote that is open at its end. */
  readonly quote: '' | '"' | "'"
}

const EMPTY: TypedWord = { text: '', raw: '', quote: '' }

/** What a backslash takes its meaning from in double quotes (POSIX shell, section 2.2.3); elsewhere it stays one. */
const ESCAPED_IN_DOUBLE = '"\\$`'

export function splitTyped(line: string): TypedLine {
  const words: string[] = []
  let last: TypedWord | undefined
  let { text, raw, quote } = EMPTY
  let began = false
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? ''
    if (quote === '' && /\s/.test(character)) {
      if (began) words.push(text)
      ;({ text, raw, quote } = EMPTY)
      began = false
      continue
    }
    began = true
    raw += character
    if (quote === '' && (character === '"' || character === "'")) quote = character
    else if (character === quote) quote = ''
    else if (character === '\\' && quote !== "'" && at + 1 < line.length) {
      const next = line[++at] ?? ''
      raw += next
      text += quote === '"' && !ESCAPED_IN_DOUBLE.includes(next) ? `\\${next}` : next
    } else text += character
    last = { text, raw, quote }
  }
  return { words, last: began ? (last ?? EMPTY) : EMPTY }
}

/** Text as a shell reads it as one word, where this quote is open: bash inserts it behind that. */
export function quoted(text: string, quote: TypedWord['quote']): string {
  if (quote === "'") return text.replaceAll("'", "'\\''")
  if (quote === '"') return text.replace(/["\\$`]/g, '\\$&')
  return text.replace(/[^\w@%+=:,./~-]/gu, '\\$&')
}
