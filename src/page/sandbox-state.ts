/** What the sandbox's page is given, as JSON. */

export interface SandboxState {
  /** All in which somebody is, or waits, come first; then the newest. */
  readonly rooms: readonly ShownRoom[]
  /** How many more rooms there are. */
  readonly more: number
  /** The newest first. */
  readonly refusals: readonly ShownRefusal[]
}

export interface ShownRoom {
  readonly roomId: string
  readonly customRoomId: string | null
  readonly disabled: boolean
  readonly participants: readonly ShownParticipant[]
  readonly waiting: readonly Guest[]
}

/** Ids and names are what a client says: one may have a token where they belong, and they are shortened. */
export interface ShownParticipant {
  readonly participantId: string
  readonly name: string
  readonly permissions: readonly string[]
}

export interface Guest extends ShownParticipant {
  /** Stands for them in a decision. */
  readonly entry: string
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
