/** An answer that is no success, as an error: one table from HTTP to what a caller can do about it. */
import { type ErrorCode, VideosdkTokenError } from '../token/errors.ts'
import { type Answer, describeBody, messageIn } from './answer.ts'

/** What a refusal is told with. */
export interface Circumstances {
  /** Host of the endpoint. */
  readonly host: string
  /** Where the token came from, in words. */
  readonly tokenSource: string | undefined
  /** The call names a meeting, so that the answer may be that there is none. */
  readonly aboutMeeting: boolean
}

/**
 * "Room not found.", "RoomId is invalid." A path in the message is no room: routers that do not know a path
 * name it, and their 404 says that the endpoint is wrong.
 */
const UNKNOWN_MEETING =
  /\b(room|meeting)\s?(id)?\s+((is|was|does|could)\s+)?(not\s+(be\s+)?(found|exist|valid)|invalid|unknown)|\b(no such|unknown|invalid)\s+(room|meeting)/i

/** Whether the answer is that there is no such meeting, and not that something else was not found. */
export function isUnknownMeeting(answer: Answer): boolean {
  if (answer.status !== 400 && answer.status !== 402 && answer.status !== 404) return false
  const words = (messageIn(answer) ?? '').replace(/\S*\/\S*/g, '')
  return UNKNOWN_MEETING.test(words)
}

/** The error for an answer whose status is not 2xx. */
export function refusalOf(answer: Answer, circumstances: Circumstances): VideosdkTokenError {
  const { status } = answer
  const { host, tokenSource, aboutMeeting } = circumstances
  const message = messageIn(answer)
  const refuse = (code: ErrorCode, what: string, hint: string): VideosdkTokenError =>
    new VideosdkTokenError(
      code,
      `${what}: ${message ?? `it answered with ${describeBody(answer)}`} (HTTP ${status})`,
      {
        hint,
        status,
      },
    )
  if (status === 401 || status === 403) {
    const from = tokenSource === undefined ? '' : ` from ${tokenSource}`
    const hint = 'What is wrong with a token says: videosdk-token inspect --for api'
    return refuse('token-refused', `${host} refused the token${from}`, hint)
  }
  if (aboutMeeting && isUnknownMeeting(answer)) {
    return refuse(
      'meeting-unknown',
      'there is no such meeting',
      'Is it one of this account? videosdk-token list-meetings',
    )
  }
  if (status === 429) {
    return refuse(
      'rate-limited',
      `${host} was asked too often`,
      'Wait a little, or allow more waiting: --retries, --timeout.',
    )
  }
  if (status === 400 || status === 409 || status === 413 || status === 414 || status === 422) {
    return refuse('request-refused', `${host} refused the request`, 'Mend what it names, and ask again.')
  }
  if (status >= 500)
    return refuse('api-failed', `${host} failed`, 'That is on its side: try again in a while.')
  if (status === 402)
    return refuse(
      'api-failed',
      `${host} refused to serve this account`,
      'See the account: https://app.videosdk.live',
    )
  return refuse(
    'api-failed',
    `${host} does not serve that`,
    'Is the endpoint right? It comes from --endpoint, VIDEOSDK_API_ENDPOINT or the profile.',
  )
}

/** An answer that is not what VideoSDK answers; `expected` is. */
export function answerInvalid(
  what: string,
  host: string,
  status: number,
  expected = 'a room',
): VideosdkTokenError {
  return new VideosdkTokenError(
    'answer-invalid',
    `${host} answered with ${what}, where ${expected} as JSON belongs`,
    {
      hint: 'Is that VideoSDK, or a proxy in between? See --endpoint, HTTPS_PROXY and NO_PROXY.',
      status,
    },
  )
}

/** For commands that have no flag for the time that a call may take: their cure instead. */
export function cureWithoutFlags(code: ErrorCode): string | undefined {
  if (code === 'timed-out') return 'Is it reachable from here? Does it need a proxy (HTTPS_PROXY)?'
  return code === 'rate-limited' ? 'Wait a little, then try again.' : undefined
}
