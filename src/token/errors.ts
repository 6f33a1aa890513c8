/**
 * The one error type, and the closed list of its codes. A code is stable: scripts and `switch`
 * statements may rely on it. The exit code of the command line is decided elsewhere, from this list.
 */
import { spelled } from './text.ts'

/** Every code that an error can carry, with what it means. Help, docs and tests read this table. */
export const ERROR_CODES = {
  'command-unknown': 'There is no such command.',
  'flag-unknown': 'The command has no such flag.',
  'flag-conflict': 'Two flags that cannot be used together.',
  'argument-extra': 'More arguments than the command takes.',
  'argument-missing': 'An argument or a flag that is needed was not given.',
  'value-missing': 'A flag that takes a value has none, or one that begins with "-".',
  'value-empty': 'A value is empty, or an item of a list is.',
  'value-invalid': 'A value is not one that the flag takes.',
  'stdin-twice': 'Two inputs ask for stdin, which is read once.',
  'secret-on-command-line': 'A secret was typed where a process list shows it.',
  'file-unreadable': 'A file that was named cannot be read.',
  'file-unwritable': 'A file that was named cannot be written.',
  'output-failed': 'The result could not be written to stdout.',
  'option-unknown': 'The library was given an option that it does not know.',
  'duration-invalid': 'Text that is no duration, or one of zero, less, or too much.',
  'date-invalid': 'Text that is no date-time with Z or an offset.',
  'time-order': 'The token would end before it begins.',
  'time-out-of-range': 'A time before 1970 or after the year 9999.',
  'permission-unknown': 'VideoSDK knows no such permission.',
  'permission-conflict': 'ask_join together with allow_join or allow_mod.',
  'role-unknown': 'VideoSDK knows no such role.',
  'id-invalid': 'White space in a room or participant id.',
  'claim-reserved': 'A claim that a flag of its own sets, or __proto__.',
  'claim-invalid': 'A claim that JSON cannot carry as it was given.',
  'count-invalid': 'A number that is not whole, or not within what the flag takes.',
  'endpoint-invalid': 'An endpoint that is no http or https URL.',
  'profile-name-invalid': 'A profile name that cannot be typed safely.',
  'profile-exists': 'A profile of that name is there already.',
  malformed: 'Text that is no JWT.',
  'signature-invalid': 'A token that the credentials in use did not sign.',
  'permission-cannot-join': 'allow_mod alone does not let its holder in (--strict).',
  'role-cannot-join': 'A crawler token bound to a room or participant (--strict).',
  'moderator-unbound': 'A moderator of every room for more than a day (--strict).',
  'expires-late': 'An expiry more than a year away (--strict).',
  'claim-ignored': 'A claim whose name is almost one that limits a token (--strict).',
  'secret-short': 'A secret under 32 bytes (--strict).',
  'credentials-equal': 'The API key and the secret are the same (--strict).',
  'credentials-swapped': 'The API key and the secret look swapped.',
  'credentials-placeholder': 'A placeholder or a path where a key or a secret belongs (--strict).',
  'credentials-missing': 'No API key and secret were found.',
  'credentials-incomplete': 'One half of an API key and secret is missing.',
  'credentials-conflict': 'VIDEOSDK_SECRET and VIDEOSDK_SECRET_KEY differ.',
  'secret-unreadable': 'The file of the secret cannot be read.',
  'secret-invalid': 'The secret is empty, has a line break, or is no UTF-8 text.',
  'secret-command-failed': 'The command that prints the secret failed.',
  'secret-command-untrusted': 'The store that holds a command could have been changed by somebody else.',
  'dotenv-unreadable': 'The --dotenv file cannot be read.',
  'profile-unknown': 'There is no profile of that name.',
  'store-invalid': 'config.json or sandbox.json is not readable as what it should be.',
  'store-failed': 'config.json or sandbox.json cannot be read or written.',
  'store-locked': 'Another process held config.json or sandbox.json for too long.',
  'meeting-unknown': 'There is no such meeting.',
  'request-refused': 'VideoSDK refused the request for what it asks (400, 409).',
  'api-version-unsupported': "VideoSDK's v1 API has no such call, or no such field.",
  'proxy-invalid': 'A proxy in the environment that is no http or https URL.',
  'clipboard-failed': 'Nothing could be copied to the clipboard.',
  'qr-unfit': 'Too long for a QR code, or too wide for the terminal.',
  'not-in-github-actions': 'GITHUB_ENV or GITHUB_OUTPUT is not set.',
  'program-missing': 'There is no such program to run (exec).',
  'program-failed': 'A program cannot be run (exec).',
  'listen-failed': 'Nothing can listen on that port or address.',
  'token-refused': 'VideoSDK, or a check before asking it, refused the token.',
  'rate-limited': 'VideoSDK was asked too often (429).',
  'api-failed': 'VideoSDK failed, or does not serve that (5xx, 402, 404).',
  'answer-invalid': 'The answer is not what VideoSDK answers.',
  redirected: 'The endpoint sends on to another address, which is not followed.',
  'network-failed': 'No answer: DNS, connection, TLS, or it broke off.',
  'timed-out': 'No answer within the time limit.',
  interrupted: 'Ctrl-C.',
  bug: 'A fault of this tool.',
} as const

/** What an error is about; stable, for `switch`. `videosdk-token help <code>` says what each means. */
export type ErrorCode = keyof typeof ERROR_CODES

/** What an error says besides its code and its message. */
export interface ErrorDetails {
  /** Why it matters, where that is not plain; names VideoSDK's own error code where there is one. */
  readonly reason?: string | null
  /** The command, flag or call that mends it. */
  readonly hint?: string | null
  /** The HTTP status, where HTTP was involved. */
  readonly status?: number
  /** What was thrown below. */
  readonly cause?: unknown
}

/** What every function of this package throws. `message` says what is wrong, `hint` what to do. */
export class VideosdkTokenError extends Error {
  /** Tells it from others where `instanceof` cannot. */
  override readonly name = 'VideosdkTokenError'
  /** What it is about; stable. */
  readonly code: ErrorCode
  /** Why it matters; null where that is plain. */
  readonly reason: string | null
  /** What to do; null where nobody can know. */
  readonly hint: string | null
  /** The HTTP status; null where no HTTP was involved. */
  readonly status: number | null

  /** Says `message`: what is wrong, with which value. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.reason = details.reason ?? null
    this.hint = details.hint ?? null
    this.status = details.status ?? null
  }
}

/** Runs a parser, and says in its error where the value came from: `… (from --perm)`. */
export function naming<T>(source: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof VideosdkTokenError)) throw error
    throw new VideosdkTokenError(error.code, `${error.message} (from ${source})`, {
      reason: error.reason,
      hint: error.hint,
      cause: error.cause,
    })
  }
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : spelled(thrown)
}
