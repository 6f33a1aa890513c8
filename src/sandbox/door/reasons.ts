/** Why a participant is not let in, and why one goes: the codes and words of VideoSDK's client SDKs. */
import { NOT_FOUND } from '../answers.ts'

/** A code and its words. */
export interface Reason {
  /** VideoSDK's own. */
  readonly code: number
  /** As VideoSDK's client SDKs show it. */
  readonly message: string
}

/** One that is given by a rule of ours, which knows the cure. */
export interface RefusedReason extends Reason {
  readonly cure: string
}

/** What `close` and `peerClosed` carry. */
export const LEFT = {
  lost: { code: 1001, message: 'Socket disconnected' },
  removed: { code: 1002, message: 'Participant was removed from the meeting' },
  switched: { code: 1005, message: 'Participant switched to a different room' },
  closed: { code: 1006, message: 'The meeting has been closed' },
  ended: { code: 1009, message: 'Meeting Ended.' },
  removedByApi: { code: 1010, message: 'Participant removed from the meeting' },
  duplicate: {
    code: 1011,
    message: 'Leaving meeting, since this participantId joined from another device.',
  },
  left: { code: 1101, message: 'Participant manually called the leave() method to exit the meeting' },
  refused: { code: 1103, message: 'Meeting left due to an error while joining the room.' },
} as const satisfies Record<string, Reason>

/** As a client names the one for which it goes. */
export const LEFT_BY_NAME: Readonly<Record<string, Reason>> = {
  MANUAL_LEAVE_CALLED: LEFT.left,
  SWITCH_ROOM: LEFT.switched,
}

/** What the door says besides what is wrong with a token. */
export const REFUSED = {
  unknownRoom: {
    code: 4003,
    message: NOT_FOUND.room,
    cure: 'Make it first, and join it by its roomId: a customRoomId opens no door.',
  },
  participantId: {
    code: 4004,
    message: 'The participantId is invalid: it has white space in it, is empty, or is __proto__.',
    cure: 'Give initMeeting an id of letters, digits and dashes, or none.',
  },
  disabledRoom: {
    code: 4052,
    message: 'The room is disabled.',
    cure: 'It was deactivated for good: make another.',
  },
} as const satisfies Record<string, RefusedReason>

/** `refuse-4009` as a participant's id asks to be refused with that code, to try an app's error screens. */
export function refusalAskedFor(participantId: string): RefusedReason | undefined {
  const [, code] = /^refuse-(\d{4})$/.exec(participantId) ?? []
  if (code === undefined) return undefined
  return {
    code: Number(code),
    message: `The sandbox refuses with ${code}, as the participantId asks.`,
    cure: 'Join as somebody else.',
  }
}
