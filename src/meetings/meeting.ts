/** A meeting (v1's word) or room (v2's): the same thing, and callers read one id or the other. */

/** A meeting, or room, as VideoSDK answered. */
export interface Meeting {
  /** `meetingId` and `roomId` are the same id, both always there. */
  readonly meetingId: string
  /** The same id as `meetingId`. */
  readonly roomId: string
  /** The id that its maker chose; null or missing where none was. */
  readonly customRoomId?: string | null
  /** Deactivated: nobody can join it any more. */
  readonly disabled?: boolean
  /** Whatever else VideoSDK answered. */
  readonly [field: string]: unknown
}

/** A room of VideoSDK's answer, with both ids; undefined where it is none. */
export function toMeeting(answer: unknown): Meeting | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { roomId, meetingId } = answer as Record<string, unknown>
  const id = roomId ?? meetingId
  if (typeof id !== 'string' || !/^[^\s\p{C}]+$/u.test(id)) return undefined
  return { ...answer, meetingId: id, roomId: id }
}
