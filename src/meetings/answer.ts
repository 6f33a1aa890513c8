/** What came back: a status, JSON where it is JSON, and what VideoSDK says in words. */
import { readText, TextTooLong } from '../http/read-text.ts'
import { DEEPEST_NESTING, jsonShape } from '../token/json.ts'
import { printable, withoutTokens } from '../token/text.ts'

/** A page of rooms takes some ten kilobytes; what is far longer is no answer of VideoSDK's. */
const LONGEST_ANSWER_BYTES = 4_194_304
const LONGEST_MESSAGE = 300

export interface Answer {
  readonly status: number
  /** Undefined where the body is no JSON. */
  readonly json: unknown
  readonly text: string
  readonly retryAfter: string | null
  /** When it was sent, by the clock of the server. */
  readonly date: string | null
  /** The token that was sent: one that is said back is not said on. */
  readonly sent?: string
}

/** The body was longer than any answer of VideoSDK's. */
export class AnswerTooLong extends Error {
  constructor(readonly status: number) {
    super(`more than ${LONGEST_ANSWER_BYTES} bytes`)
  }
}

/**
 * Reads a response to its end. Throws `AnswerTooLong`, and whatever a connection breaks with; but a status
 * that is an error says enough, whatever becomes of its body.
 */
export async function readAnswer(response: Response, sent: string): Promise<Answer> {
  const { status, headers } = response
  const text = await readText(response.body, LONGEST_ANSWER_BYTES).catch((error) => {
    if (status >= 400) return ''
    throw error instanceof TextTooLong ? new AnswerTooLong(status) : error
  })
  const [retryAfter, date] = [headers.get('retry-after'), headers.get('date')]
  return { status, json: parseJson(text), text, retryAfter, date, sent }
}

function parseJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text)
    // Read to any depth, but not written again: it is no answer of VideoSDK's.
    return text.length > DEEPEST_NESTING && jsonShape(text).depth > DEEPEST_NESTING ? null : json
  } catch {
    return undefined
  }
}

/**
 * The message of an error, as it came, in one printable line; undefined where there is none. VideoSDK puts
 * it into `message`, `error`, `msg` or `statusMessage`, and has been seen to answer with plain text.
 */
export function messageIn({ json, text, sent }: Answer): string | undefined {
  const found = json === undefined ? plainText(text) : wordsOf(json, DEEPEST_WORDS)
  if (found === undefined) return undefined
  // Cut before anything is looked for in it: nobody reads on, and a hostile text could be long.
  const start = found
    .slice(0, LONGEST_MESSAGE * 2)
    .replace(/\s+/g, ' ')
    .trim()
  const line = withoutTokens(printable(start, ''), sent === undefined ? [] : [sent])
  if (line === '') return undefined
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line
}

/** Levels of lists and objects that are looked into. */
const DEEPEST_WORDS = 4

function wordsOf(json: unknown, depth: number): string | undefined {
  if (typeof json === 'string') return json
  if (typeof json !== 'object' || json === null || depth === 0) return undefined
  if (Array.isArray(json)) {
    const words = json.flatMap((item) => wordsOf(item, depth - 1) ?? [])
    return words.length > 0 ? words.join('; ') : undefined
  }
  const { message, error, msg, statusMessage } = json as Record<string, unknown>
  for (const part of [message, error, msg, statusMessage]) {
    const words = wordsOf(part, depth - 1)
    if (words !== undefined) return words
  }
  return undefined
}

function plainText(text: string): string | undefined {
  return /^\s*</.test(text) ? undefined : text
}

/** What a body that is no answer of VideoSDK's is instead, in words. */
export function describeBody({ json, text }: Answer): string {
  if (json !== undefined) return 'JSON of another shape'
  if (text.trim() === '') return 'nothing'
  return /^\s*</.test(text) ? 'HTML' : 'text that is no JSON'
}
