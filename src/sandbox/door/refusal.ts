/** Somebody who was not let in. */
export interface Refusal {
  readonly roomId: string
  /** Not known at the first step. */
  readonly participantId?: string
  readonly code: number
  /** In the sandbox's own words. */
  readonly message: string
  /** What to do about it, where that is known. */
  readonly cure?: string
}
