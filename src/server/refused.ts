/** Requests that are refused: each has a code for programs, and a status by one table. */
import { type ErrorCode, VideosdkTokenError } from '../token/errors.ts'

/** What the server itself refuses, and the HTTP status for it. */
const REFUSALS = {
  'request-unreadable': 400,
  'host-unknown': 421,
  'origin-refused': 403,
  'access-key-invalid': 401,
  'route-unknown': 404,
  'method-unknown': 405,
  'body-invalid': 400,
  'body-too-large': 413,
  'parameter-invalid': 400,
  'parameter-unknown': 400,
  'beyond-limits': 403,
  'token-refused': 401,
  'rate-limited': 429,
} as const

export type RefusalCode = keyof typeof REFUSALS

/** Thrown anywhere in the handling of a request; the app answers with it. */
export class RequestRefused extends Error {
  readonly status: number

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = REFUSALS[code]
  }
}

/** Errors of the core that come of what a client asked for; every other is VideoSDK's, or the network's. */
const CLIENTS_OWN: ReadonlySet<ErrorCode> = new Set([
  'value-empty',
  'value-invalid',
  'permission-unknown',
  'permission-conflict',
  'duration-invalid',
  'time-out-of-range',
  'id-invalid',
])

/** Statuses of VideoSDK's that are passed on as they are. */
const PASSED_ON: ReadonlySet<number | null> = new Set([400, 401, 403])

/** Any answer of the server that is JSON. What it says is good for this request alone. */
export function jsonAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  })
}

/** The answer to whatever was thrown; a bug shows nothing of itself. */
export function refusalAnswer(thrown: unknown): Response {
  if (thrown instanceof RequestRefused) {
    const { status, message, code, headers } = thrown
    return jsonAnswer(status, { message, code }, headers)
  }
  if (!(thrown instanceof VideosdkTokenError))
    return jsonAnswer(500, { message: 'The server failed on its side', code: 'bug' })
  const { code, message, reason, hint } = thrown
  const own = CLIENTS_OWN.has(code)
  // Hints of the others speak to who runs the server.
  const sentences = [message, reason, own ? hint : null].filter((part) => part !== null)
  const text = sentences.reduce((before, next) => `${before}${before.endsWith('.') ? '' : '.'} ${next}`)
  return jsonAnswer(own ? 400 : upstreamStatus(thrown), { message: text, code })
}

function upstreamStatus({ code, status }: VideosdkTokenError): number {
  if (code === 'meeting-unknown') return 404
  if (code === 'timed-out') return 504
  return PASSED_ON.has(status) && status !== null ? status : 502
}
