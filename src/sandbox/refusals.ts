/** The last who were not let in, for the page. */
import type { ShownRefusal } from '../page/sandbox-state.ts'
import { shown } from '../token/text.ts'
import type { Refusal } from './door/refusal.ts'

export interface Refusals {
  add(refusal: Refusal): void
  /** The newest first. */
  list(): readonly ShownRefusal[]
}

/** Older ones are forgotten. */
const MOST_KEPT = 20

export function createRefusals(now: () => Date): Refusals {
  const kept: ShownRefusal[] = []
  return {
    add({ roomId, participantId, ...why }) {
      // Both are what a client says: one may have a token where an id belongs.
      const who = { roomId: shown(roomId), ...(participantId && { participantId: shown(participantId) }) }
      kept.unshift({ time: now().toISOString(), ...who, ...why })
      kept.length = Math.min(kept.length, MOST_KEPT)
    },
    list: () => kept,
  }
}
