/** Somebody who was not let in. */
export interface Refusal {
  /** The room that was asked for. */
  readonly roomId: string
  /** Not known at the first step. */
  readonly participantId?: string
  /** VideoSDK's own, 4001 and further. */
  readonly code: number
  /** In the sandbox's own words. */
  readonly message: string
  /** What to do about it, where that is known. */
  readonly cure?: string
}
