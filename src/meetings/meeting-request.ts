/** What a meeting is made with: checked for what is known to be wrong, before anything is sent. */
import { checkId } from '../token/claims.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { jsonOf } from '../token/json.ts'
import { nearest, shown, spelled, suggestion } from '../token/text.ts'
import { AUTO_CLOSE_TYPES, REGIONS, WEBHOOK_EVENTS } from './known-values.ts'

/** VideoSDK's own names (REST reference, "Create Room"). Everything is optional. */
export interface MeetingRequest {
  /** An id of your own: creating with the same one again gives the same room. */
  readonly customRoomId?: string
  /** The region that the meeting stays in, such as `in002`. */
  readonly geoFence?: string
  /** Whom VideoSDK tells what happens in the meeting. */
  readonly webhook?: {
    /** An https address of 512 characters at most. */
    readonly endPoint: string
    /** Which events, `participant-joined`; one may end in `*`. Default: VideoSDK's own. */
    readonly events?: readonly string[]
  }
  /** When the meeting ends by itself. */
  readonly autoCloseConfig?: {
    /** `session-ends`, or `session-end-and-deactivate`: the room as well, for good. */
    readonly type?: (typeof AUTO_CLOSE_TYPES)[number]
    /** Passed on as it is: VideoSDK's REST reference counts minutes, its SDK seconds. */
    readonly duration?: number
  }
  /** What starts with the meeting, such as a recording; passed on unchecked. */
  readonly autoStartConfig?: unknown
  /** How recordings and streams are composed; passed on unchecked. */
  readonly multiComposition?: unknown
  /** Who may join, by participantId; passed on unchecked. */
  readonly allowedParticipantIds?: readonly string[]
}

const LONGEST_WEBHOOK_URL = 512
/** What VideoSDK adds tomorrow passes by this way. */
const UNCHECKED_WAY = 'To send it all the same: --data, or the second argument of createMeeting.'

/**
 * Checks a request and drops what was left undefined.
 *
 * @throws {VideosdkTokenError} `value-invalid`, `id-invalid`.
 */
export function checkMeetingRequest(request: MeetingRequest): MeetingRequest {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    throw invalid('what to make a meeting with is no object', 'createMeeting({ customRoomId: "standup" })')
  const given = Object.fromEntries(
    Object.entries(request).filter(([, value]) => value !== undefined),
  ) as MeetingRequest
  const { customRoomId, geoFence, webhook, autoCloseConfig } = given
  if (customRoomId !== undefined) checkId(customRoomId, 'customRoomId')
  if (geoFence !== undefined) checkRegion(geoFence)
  if (webhook !== undefined) checkWebhook(webhook)
  if (autoCloseConfig !== undefined) checkAutoClose(autoCloseConfig)
  return given
}

/** Letters and a number of three digits, as all known ones are. */
export function checkRegion(region: string): string {
  if (typeof region === 'string' && /^[a-z]{2,4}\d{3}$/.test(region)) return region
  throw invalid(
    `"${shown(spelled(region))}" looks like no region of VideoSDK`,
    `${suggestion(spelled(region), REGIONS)}\n  ${UNCHECKED_WAY}`,
  )
}

export function checkWebhookUrl(url: string): string {
  if (typeof url !== 'string' || /\s/.test(url) || !URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw invalid(
      `the webhook "${shown(spelled(url))}" is no https URL`,
      'VideoSDK calls https addresses alone: https://example.org/hook',
    )
  if (url.length > LONGEST_WEBHOOK_URL)
    throw invalid(
      `the webhook has ${url.length} characters, and VideoSDK takes ${LONGEST_WEBHOOK_URL} at most`,
      'Give a shorter address.',
    )
  return url
}

export function checkWebhookEvents(events: readonly string[]): readonly string[] {
  if (!Array.isArray(events)) throw invalid('the webhook events are no list', 'events: ["session-ended"]')
  for (const event of events) {
    if (typeof event === 'string' && isEvent(event)) continue
    const hint = `${suggestion(spelled(event), WEBHOOK_EVENTS)}\n  ${UNCHECKED_WAY}`
    throw invalid(`"${shown(spelled(event))}" is no webhook event that is known`, hint)
  }
  return events
}

/** `session-*`, and `*` for all. */
function isEvent(event: string): boolean {
  const [start = '', ...rest] = event.split('*')
  if (rest.length === 0) return WEBHOOK_EVENTS.includes(event)
  return rest.length === 1 && rest[0] === '' && WEBHOOK_EVENTS.some((known) => known.startsWith(start))
}

export function checkAutoCloseDuration(duration: number): number {
  if (typeof duration === 'number' && Number.isFinite(duration) && duration > 0) return duration
  throw invalid(
    `auto-close after ${spelled(duration)} is no number above zero`,
    'Give a number, such as 60; it is passed on as it is.',
  )
}

function checkWebhook(webhook: NonNullable<MeetingRequest['webhook']>): void {
  if (typeof webhook !== 'object' || webhook === null)
    throw invalid('the webhook is no object', 'webhook: { endPoint: "https://…", events: [] }')
  checkWebhookUrl(webhook.endPoint)
  if (webhook.events !== undefined) checkWebhookEvents(webhook.events)
}

function checkAutoClose(config: NonNullable<MeetingRequest['autoCloseConfig']>): void {
  if (typeof config !== 'object' || config === null)
    throw invalid('autoCloseConfig is no object', 'autoCloseConfig: { type: "session-ends", duration: 60 }')
  const { type, duration } = config
  if (duration !== undefined) checkAutoCloseDuration(duration)
  if (type === undefined || AUTO_CLOSE_TYPES.includes(type)) return
  const match = nearest(spelled(type), AUTO_CLOSE_TYPES) ?? AUTO_CLOSE_TYPES.join(' or ')
  throw invalid(`"${shown(spelled(type))}" is no type of auto-close`, `It is ${match}.\n  ${UNCHECKED_WAY}`)
}

/** Refuses what cannot be sent: a number that JSON does not know, a circle, a nesting without end. Throws `value-invalid`. */
export function checkBody(body: object): void {
  if (jsonOf(body) === undefined)
    throw invalid(
      'what to make a meeting with is nothing that JSON can carry',
      'Give text, finite numbers, lists and objects of these, not nested too deeply.',
    )
}

function invalid(message: string, hint: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', message, { hint })
}
