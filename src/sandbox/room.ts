/** A room as the sandbox keeps it, and as VideoSDK's two APIs show it. */

export interface Room {
  readonly roomId: string
  readonly customRoomId: string | null
  readonly disabled: boolean
  /** ISO 8601 with `Z`. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly id: string
  /** What it was made with, besides: geoFence, webhook, autoCloseConfig and so on, as they were given. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** The one account that a sandbox has; every API key that it knows belongs to it. */
const USER_ID = Buffer.from('sandbox').toString('hex').padEnd(24, '0')

export function makeRoom(
  customRoomId: string | null,
  settings: Readonly<Record<string, unknown>>,
  now: Date,
): Room {
  const time = now.toISOString()
  return {
    roomId: `${randomText(4)}-${randomText(4)}-${randomText(4)}`,
    customRoomId,
    disabled: false,
    createdAt: time,
    updatedAt: time,
    id: Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('hex'),
    settings,
  }
}

/** @param origin - for its links. */
export function asV2(
  { settings, roomId, customRoomId, disabled, createdAt, updatedAt, id }: Room,
  origin: string,
): object {
  const links = { get_room: `${origin}/v2/rooms/${roomId}`, get_session: `${origin}/v2/sessions/` }
  return { ...settings, roomId, customRoomId, userId: USER_ID, disabled, createdAt, updatedAt, id, links }
}

export function asV1({ roomId, customRoomId, disabled, createdAt, updatedAt, id }: Room): object {
  return {
    meetingId: roomId,
    userMeetingId: customRoomId,
    userId: USER_ID,
    createdAt,
    updatedAt,
    id,
    ...(disabled && { disabled }),
  }
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}
