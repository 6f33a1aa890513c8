/** How values from outside are shown in messages: without control characters, and never whole secrets. */
import { closestMatch } from 'leven'

const LONGEST_SHOWN = 40
const KEPT_OF_A_LONG_VALUE = 6
const JWT_SHAPE = /^[\w-]+\.[\w-]+\.[\w-]*$/
const BEGINS_LIKE_A_JWT = /^eyJ[\w-]{8}/

// Control, format (bidirectional overrides) and unpaired surrogate characters, which a terminal obeys.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/** Replaces what a terminal would obey instead of show. */
export function printable(text: string, replacement = '\ufffd'): string {
  return text.replace(UNPRINTABLE, replacement)
}

const TOKENS = /eyJ[\w-]{8,}[\w.%-]*/g
// As long as the shortest part that is looked for: 13 bytes.
const PERHAPS_BASE64 = /[\w+/-]{18,}/g

/**
 * Cuts whole tokens in text of others short, so that no message or log holds one; written in base64, too.
 *
 * @param known - what is not to be seen either: a secret, or a token that they were sent, of which no part is.
 */
export function withoutTokens(text: string, known: readonly string[]): string {
  // Less than that is in many texts.
  const parts = known
    .flatMap((one) => (looksLikeToken(one) ? one.split('.') : one))
    .filter((part) => part.length > 2 * KEPT_OF_A_LONG_VALUE)
  const isHeld = (held: string): boolean =>
    held.search(TOKENS) !== -1 || parts.some((part) => held.includes(part))
  const plain = text
    .replace(TOKENS, cut)
    .replace(PERHAPS_BASE64, (run) => (isHeld(fromBase64(run)) ? cut(run) : run))
  return parts.reduce((rest, part) => rest.replaceAll(part, cut(part)), plain)
}

function cut(value: string): string {
  return `${value.slice(0, KEPT_OF_A_LONG_VALUE)}…`
}

/** Of either alphabet, without its padding; one letter too many is no byte. */
function fromBase64(text: string): string {
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text
  return atob(whole.replaceAll('-', '+').replaceAll('_', '/'))
}

/** Whether somebody who meant an id gave a token. */
export function looksLikeToken(text: string): boolean {
  return BEGINS_LIKE_A_JWT.test(text) && JWT_SHAPE.test(text)
}

/** A value of any type as text, for a message: one without a prototype has none of its own. */
export function spelled(value: unknown): string {
  try {
    return String(value)
  } catch {
    return typeof value
  }
}

/** A value for a message: printable, shortened where it is over 40 characters or of a JWT's shape. */
export function shown(value: string): string {
  const long = value.length > LONGEST_SHOWN
  const kept = long || isJwtLike(value) ? cut(value) : value
  return printable(kept)
}

function isJwtLike(value: string): boolean {
  return BEGINS_LIKE_A_JWT.test(value) || (value.length > 20 && JWT_SHAPE.test(value))
}

/** The candidate that was probably meant, or undefined: at most two letters off, fewer for short names. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  const exact = candidates.find((candidate) => candidate.toLowerCase() === wanted)
  if (exact !== undefined) return exact
  const maxDistance = wanted.length > 3 ? 2 : wanted.length > 1 ? 1 : 0
  const match = closestMatch(name, candidates, { maxDistance })
  if (match !== undefined) return match
  return wanted.length >= 3
    ? candidates.find((candidate) => candidate.startsWith(wanted) || wanted.startsWith(candidate))
    : undefined
}

/** `Did you mean x?` where a name is near, else the list of all. */
export function suggestion(name: string, candidates: readonly string[]): string {
  const match = nearest(name, candidates)
  return match === undefined ? `One of: ${candidates.join(', ')}` : `Did you mean ${match}?`
}

/** By hand, since a pattern that ends in $ tries every place that it could begin at. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? '.')) end--
  return text.slice(0, end)
}

/** `one`, `one and two`, `one, two and three`. */
export function sentenceList(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
