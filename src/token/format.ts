/** How a token is written for who reads it next: a shell, an env file, an HTTP client, a spreadsheet, a harness. */
import { toIso } from './date-time.ts'
import type { SignedToken } from './sign.ts'

export const FORMATS = {
  raw: 'the token',
  json: 'the token with its claims and times (the same as --json)',
  env: 'VIDEOSDK_TOKEN=<token>, named by --env-name',
  header: 'Authorization: <token>, as VideoSDK wants it: no "Bearer"',
  csv: 'participantId,token under a header line',
  ndjson: '{"participantId","token"}, one object a line',
  github: 'for GitHub Actions: masked in the log, then the variable VIDEOSDK_TOKEN and the output token',
} as const

export type Format = keyof typeof FORMATS

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[]

export interface Style {
  readonly format: Format
  readonly envName: string
  /** Seconds since 1970, for what is left of the token's time. */
  readonly now: number
  /** In the words of `--json`: which credentials signed. */
  readonly credentials: string
}

/** Writes tokens one a line, and above the first one the head line of a format that has one. */
export function lineWriter(style: Style): (signed: SignedToken) => string {
  let above = style.format === 'csv' ? 'participantId,token\n' : ''
  return (signed) => {
    const line = `${above}${formatToken(signed, style)}\n`
    above = ''
    return line
  }
}

/** One token as one line, without its line end. */
function formatToken({ token, claims }: SignedToken, { format, envName, credentials, now }: Style): string {
  const participantId = claims.participantId ?? null
  switch (format) {
    case 'raw':
      return token
    case 'env':
      return `${envName}=${token}`
    case 'header':
      return `Authorization: ${token}`
    case 'csv':
      return `${csvField(participantId ?? '')},${token}`
    // The runner takes it out of the log before anything else prints it.
    case 'github':
      return `::add-mask::${token}`
    case 'ndjson':
      return JSON.stringify({ participantId, token })
    case 'json':
      return JSON.stringify({
        token,
        claims,
        issuedAt: toIso(claims.iat),
        expiresAt: toIso(claims.exp),
        expiresInSeconds: claims.exp - now,
        credentials,
      })
  }
}

/** RFC 4180 section 2: quotes around what holds a comma, a quote or a line break; quotes doubled. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
