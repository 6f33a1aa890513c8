/** What the sandbox's page is given, as JSON. */

export interface SandboxState {
  /** Those in which somebody is, or waits, come first; then the newest. */
  readonly rooms: readonly ShownRoom[]
  /** The newest first. */
  readonly refusals: readonly ShownRefusal[]
}

export interface ShownRoom {
  readonly roomId: string
  readonly customRoomId: string | null
  readonly disabled: boolean
  readonly participants: readonly ShownParticipant[]
  readonly waiting: readonly ShownParticipant[]
}

export interface ShownParticipant {
  readonly participantId: string
  readonly name: string
  readonly permissions: readonly string[]
}

export interface ShownRefusal {
  /** ISO 8601 with `Z`. */
  readonly time: string
  readonly roomId: string
  /** Not known at the door's first step. */
  readonly participantId?: string
  /** VideoSDK's. */
  readonly code: number
  readonly message: string
  /** What to do about it, where that is known. */
  readonly cure?: string
}
