/** A --dotenv file, read as dotenv (npm) reads it, with warnings where that is not what its writer meant. */
import { parseEnv } from '../files/parse-env.ts'
import { matchAt, nextLine } from '../files/scan.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import type { Warning } from '../token/warnings.ts'
import { decodePlainText } from './plain-text.ts'

export interface DotenvFile {
  readonly values: Readonly<Record<string, string | undefined>>
  readonly warnings: readonly Warning[]
}

/** Takes the bytes of the file. Throws `dotenv-unreadable` where they are no text. */
export function parseDotenv(bytes: Uint8Array, path: string): DotenvFile {
  let text: string
  try {
    text = decodePlainText(bytes)
  } catch (error) {
    const why = messageOf(error)
    throw new VideosdkTokenError('dotenv-unreadable', `${path} cannot be read: ${why}`, {
      hint: 'In an editor: save as UTF-8. In PowerShell: Set-Content -Encoding utf8',
    })
  }
  const warnings = doubtfulLines(text).map(({ line, why }) => ({
    code: 'dotenv-line' as const,
    message: `line ${line} of ${path} ${why}`,
  }))
  return { values: parseEnv(text), warnings }
}

// A name, and a value in quotes (over several lines, too) or up to a # or the end of the line.
const ASSIGNMENT =
  /[^\S\n]*(?:export[^\S\n]+)?[\w.-]+(?:[^\S\n]*=[^\S\n]*|:[^\S\n]+)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\n]*)(.*)/my
const BLANK_OR_COMMENT = /[^\S\n]*(#.*)?$/my

interface DoubtfulLine {
  /** Counted from 1. */
  readonly line: number
  readonly why: string
}

function doubtfulLines(text: string): DoubtfulLine[] {
  const plain = text.replace(/\r\n?/g, '\n')
  const doubtful: DoubtfulLine[] = []
  let line = 1
  for (let at = 0; at < plain.length; line++) {
    const match = matchAt(ASSIGNMENT, plain, at)
    const blank = matchAt(BLANK_OR_COMMENT, plain, at) !== undefined
    const why = blank ? undefined : match ? doubt(match[1] ?? '', match[2] ?? '') : NO_ASSIGNMENT
    if (why !== undefined) doubtful.push({ line, why })
    const whole = match?.[0] ?? ''
    line += whole.split('\n').length - 1
    at = nextLine(plain, at + whole.length)
  }
  return doubtful
}

const NO_ASSIGNMENT = 'is neither a comment nor an assignment'

function doubt(value: string, after: string): string | undefined {
  const quoted = /^(['"`])[\s\S]*\1/.test(value)
  if (!quoted && /^['"`]/.test(value)) return 'has a quote that is not closed'
  // "A=secret # mine" is a comment; "A=sec#ret" lost half of its value.
  if (!quoted && after.startsWith('#') && /\S$/.test(value))
    return 'has a value without quotes that is cut at its #'
  if (/;\s*$/.test(quoted ? after : value)) return 'ends in ";", which becomes part of the value'
  return undefined
}
