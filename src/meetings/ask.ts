/** Asks VideoSDK itself what it makes of a token: a yes or a no, in its own words. */
import type { VideosdkTokenError } from '../token/errors.ts'
import { type Answer, describeBody, messageIn } from './answer.ts'
import { DIALECTS } from './dialect.ts'
import { toPage } from './page-of-rooms.ts'
import { answerInvalid, isUnknownMeeting, refusalOf } from './refusal.ts'
import type { Send } from './send.ts'

export interface Verdict {
  readonly taken: boolean
  /** Of HTTP. */
  readonly status: number
  /** VideoSDK's own, as its client SDKs raise it; missing where it gave none. */
  readonly code?: number
  readonly message: string
  /** What to do about a refusal that no look at the token explains. */
  readonly hint?: string
}

const SEE_ACCOUNT = 'See the account: https://app.videosdk.live'
const UNKNOWN_ROOM =
  'The door knows a room by its roomId alone, and those of its own account: videosdk-token validate <id>'

/** By VideoSDK's code; what stands in the token itself is explained by its inspection. */
const CURES: Readonly<Record<number, string>> = {
  4001: 'Is it a key of this account? https://app.videosdk.live, API keys',
  4002: "Is it signed with that key's secret, and this machine's clock right? videosdk-token doctor",
  4003: UNKNOWN_ROOM,
  4006: SEE_ACCOUNT,
  4007: SEE_ACCOUNT,
  4052: 'It was deactivated for good: make another, videosdk-token create-meeting',
  4053: SEE_ACCOUNT,
}

/**
 * Asks what a client asks first when it joins: whether this token opens this room. What the participant's
 * id decides is asked later, on a socket.
 *
 * @param host - for error messages.
 * @throws {VideosdkTokenError} where the answer is not the door's, or there is none: `answer-invalid`,
 * `api-failed`, `request-refused`, `rate-limited`, and what `send` throws.
 */
export async function askDoor(send: Send, roomId: string, host: string): Promise<Verdict> {
  const answer = await send({
    method: 'POST',
    path: '/infra/v1/meetings/init-config',
    body: { roomId },
    // Nothing is made by it.
    repeatable: true,
  })
  const { status } = answer
  const code = codeIn(answer.json)
  if (isSuccess(answer) && code === undefined && namesSocket(answer.json))
    return { taken: true, status, message: 'the door is open' }
  const isUnknown = isUnknownMeeting(answer)
  if (!isRefusal(answer, code) && !isUnknown) throw notAnswered(answer, host, "the door's answer")
  const hint = code === undefined && isUnknown ? UNKNOWN_ROOM : CURES[code ?? 0]
  return { ...refusal(answer, code), ...(hint !== undefined && { hint }) }
}

/**
 * Asks whether this token calls the REST API: for one room of the list.
 *
 * @param host - for error messages. Throws as `askDoor` does.
 */
export async function askApi(send: Send, host: string): Promise<Verdict> {
  const answer = await send(DIALECTS[2].list(1, 1, undefined))
  const { status } = answer
  if (isSuccess(answer) && toPage(answer.json) !== undefined)
    return { taken: true, status, message: 'the token is taken' }
  const code = codeIn(answer.json)
  if (!isRefusal(answer, code)) throw notAnswered(answer, host, 'a room')
  return refusal(answer, code)
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** It does where the client is to go on, and by no other name than these. */
function namesSocket(json: unknown): boolean {
  const { baseUrl, socketUrl } = Object(Object(json).data) as { baseUrl?: unknown; socketUrl?: unknown }
  return typeof baseUrl === 'string' || typeof socketUrl === 'string'
}

/** By a code of VideoSDK's, or a status that says nothing else; and as JSON, since pages come from what stands in between. */
function isRefusal({ status, json }: Answer, code: number | undefined): boolean {
  if (status >= 500 || status === 429) return false
  const isJson = typeof json === 'object' && json !== null
  return code !== undefined || (isJson && (status === 401 || status === 403))
}

function refusal(answer: Answer, code: number | undefined): Verdict {
  const message = messageIn(answer) ?? 'it says no more'
  return { taken: false, status: answer.status, ...(code !== undefined && { code }), message }
}

function notAnswered(answer: Answer, host: string, expected: string): VideosdkTokenError {
  const { status } = answer
  if (isSuccess(answer) || status === 401 || status === 403)
    return answerInvalid(describeBody(answer), host, status, expected)
  return refusalOf(answer, { host, tokenSource: undefined, aboutMeeting: false })
}

/** Its codes have four digits; a `code` of three is a status of HTTP. */
function codeIn(json: unknown): number | undefined {
  const { code } = Object(json) as { code?: unknown }
  return Number.isInteger(code) && Number(code) >= 1_000 && Number(code) <= 9_999 ? Number(code) : undefined
}
