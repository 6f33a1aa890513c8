/**
 * The body of a request that makes a room: what VideoSDK refuses in it, and what it keeps. VideoSDK's side of
 * the rules that our client checks before; written apart, so that neither hides a mistake of the other.
 */

export interface RoomRequest {
  readonly customRoomId: string | null
  readonly settings: Readonly<Record<string, unknown>>
}

/** What a room is shown with again. */
const SETTINGS = [
  'geoFence',
  'webhook',
  'autoCloseConfig',
  'autoStartConfig',
  'multiComposition',
  'allowedParticipantIds',
]
const LONGEST_WEBHOOK_URL = 512

/** The message of a 400. */
export class BadRequest extends Error {}

/** v2. Throws `BadRequest`. */
export function toRoomRequest(body: Readonly<Record<string, unknown>>): RoomRequest {
  const settings = Object.fromEntries(
    SETTINGS.flatMap((name) => (body[name] == null ? [] : [[name, body[name]]])),
  )
  if (settings.webhook !== undefined) checkWebhook(settings.webhook)
  return { customRoomId: toCustomId(body.customRoomId, 'customRoomId'), settings }
}

/** v1: `userMeetingId` and `region`. Throws `BadRequest`. */
export function toMeetingRequest(body: Readonly<Record<string, unknown>>): RoomRequest {
  const { region } = body
  return {
    customRoomId: toCustomId(body.userMeetingId, 'userMeetingId'),
    settings: typeof region === 'string' ? { geoFence: region } : {},
  }
}

function toCustomId(id: unknown, name: string): string | null {
  if (id === undefined || id === null || id === '') return null
  if (typeof id !== 'string') throw new BadRequest(`"${name}" must be a string`)
  if (/\s/.test(id)) throw new BadRequest(`"${name}" must not have white space in it`)
  return id
}

function checkWebhook(webhook: unknown): void {
  const { endPoint, events } = (typeof webhook === 'object' ? webhook : {}) as Record<string, unknown>
  if (typeof endPoint !== 'string' || !endPoint.startsWith('https://'))
    throw new BadRequest('"webhook.endPoint" must be an https URL')
  if (endPoint.length > LONGEST_WEBHOOK_URL)
    throw new BadRequest(`"webhook.endPoint" must have ${LONGEST_WEBHOOK_URL} characters at most`)
  if (events !== undefined && !Array.isArray(events))
    throw new BadRequest('"webhook.events" must be an array')
}
