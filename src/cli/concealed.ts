/** What no error may hold, whoever wrote it: the secrets, tokens and keys that this process was given. */
import { withoutTokens } from '../token/text.ts'

export interface Concealed {
  /** From now on it is in no error. */
  add(value: string): void
  /** The text without any of them, and without whole tokens. */
  in(text: string): string
}

/** What is shorter is in many texts, and is no secret. */
const SHORTEST = 12

export function createConcealed(values: readonly string[]): Concealed {
  const known = new Set(values)
  return {
    add: (value) => void known.add(value),
    in: (text) => {
      const forms = [...known].filter((value) => value.length >= SHORTEST).flatMap(formsOf)
      return withoutTokens(text, forms)
    },
  }
}

/** As other programs write it: bare, in JSON, in an address, as bytes. Base64 is read wherever it stands. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const forms = [value, JSON.stringify(value).slice(1, -1), bytes.toString('latin1'), bytes.toString('hex')]
  // Half a surrogate pair is in no address.
  return /\p{Cs}/u.test(value) ? forms : [...forms, encodeURIComponent(value)]
}
