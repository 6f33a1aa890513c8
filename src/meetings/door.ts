/** Asks VideoSDK's door itself what it makes of a token: a yes or a no, in its own words. */
import { type Answer, describeBody, messageIn } from './answer.ts'
import { answerInvalid, isUnknownMeeting, refusalOf } from './refusal.ts'
import type { Send } from './send.ts'

export interface Verdict {
  readonly letIn: boolean
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
 * @throws {VideosdkTokenError} where the answer is not the door's, or there is none: `api-failed`,
 * `answer-invalid`, `rate-limited`, and what `send` throws.
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
  const { data } = Object(answer.json) as { data?: unknown }
  if (status >= 200 && status < 300 && typeof data === 'object' && data !== null)
    return { letIn: true, status, message: 'the door is open' }
  if (isRefusal(answer)) {
    const code = codeIn(answer.json)
    const message = messageIn(answer) ?? 'it says no more'
    const hint = code === undefined && isUnknownMeeting(answer) ? UNKNOWN_ROOM : CURES[code ?? 0]
    return { letIn: false, status, ...(code !== undefined && { code }), message, ...(hint && { hint }) }
  }
  if (status === 404 || status === 429 || status >= 500)
    throw refusalOf(answer, { host, tokenSource: undefined, aboutMeeting: false })
  // A page that answers 401 comes from whatever stands in between: it says nothing of the token.
  throw answerInvalid(describeBody(answer), host, status, "the door's answer")
}

/** Routers that do not know a path answer 404, too, and a limit (429) refuses nobody. */
function isRefusal(answer: Answer): boolean {
  const { status, json } = answer
  if (typeof json !== 'object' || json === null || status === 429 || status >= 500) return false
  if (codeIn(json) !== undefined) return true
  return status === 404 ? isUnknownMeeting(answer) : status >= 400
}

/** Its codes have four digits; a `code` of three is a status of HTTP. */
function codeIn(json: unknown): number | undefined {
  const { code } = Object(json) as { code?: unknown }
  return typeof code === 'number' && code >= 1_000 ? code : undefined
}
