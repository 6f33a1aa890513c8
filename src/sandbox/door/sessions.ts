/** All meetings that are running, and a record of those that were: the state behind the door and the REST API. */
import { createMeeting, type Meeting } from './meeting.ts'
import type { Entry } from './participant.ts'
import { LEFT, type Reason } from './reasons.ts'
import { answerRequest } from './requests.ts'

export interface Visitor {
  /** Answers a request. Throws `Refused`. */
  request(method: string, data: unknown): unknown
  /** The connection is gone. */
  gone(): void
}

/** What happened in a room, for the log and the page. */
export interface SessionEvent {
  /** `waits`: for somebody with `allow_join`; `denied`: not by that somebody. */
  readonly kind: 'joined' | 'waits' | 'denied' | 'left'
  /** In which room. */
  readonly roomId: string
  /** Who. */
  readonly participantId: string
  /** Why somebody left. */
  readonly reason?: Reason
}

/** From the first who came into a room to the last who left it. */
export interface Session {
  readonly id: string
  readonly roomId: string
  readonly start: Date
  end: Date | null
  /** By participant; who comes back has several stretches. */
  readonly attendance: Map<string, Attendance>
}

export interface Attendance {
  readonly name: string
  readonly timelog: readonly { readonly start: Date; end: Date | null }[]
}

export interface Sessions {
  /** Somebody whose token was let in. One of the same id who is there already is sent out. */
  enter(entry: Entry): Visitor
  /** Those in which somebody is, or waits. */
  meetings(): readonly Meeting[]
  /** The newest first; those that are over as well. */
  list(): readonly Session[]
  /** False where nobody is in the room. */
  end(roomId: string, reason: Reason): boolean
  /** False where there is no such participant. */
  remove(roomId: string, participantId: string, reason: Reason): boolean
  closeAll(): void
}

export interface SessionsOptions {
  readonly now: () => Date
  readonly onEvent?: ((event: SessionEvent) => void) | undefined
}

/** Older ones are forgotten. */
const MOST_KEPT = 1_000

export function createSessions({ now, onEvent }: SessionsOptions): Sessions {
  const meetings = new Map<string, Meeting>()
  const sessions: Session[] = []
  const begin = (session: Session): void => {
    sessions.unshift(session)
    sessions.length = Math.min(sessions.length, MOST_KEPT)
  }
  const meetingIn = (roomId: string): Meeting => {
    const running = meetings.get(roomId)
    if (running !== undefined) return running
    const empty = (): void => void meetings.delete(roomId)
    const meeting = createMeeting(roomId, { now, onEvent, begin, empty })
    meetings.set(roomId, meeting)
    return meeting
  }
  return {
    enter(entry) {
      const meeting = meetingIn(entry.roomId)
      const self = meeting.enter(entry)
      // It was empty for a moment where the only one there was this one's older self.
      meetings.set(entry.roomId, meeting)
      return {
        request: (method, data) => answerRequest(self, method, data, meeting),
        gone: () => meeting.leave(self, self.leaveReason ?? LEFT.lost),
      }
    },
    meetings: () => [...meetings.values()],
    list: () => sessions,
    end: (roomId, reason) => meetings.get(roomId)?.end(reason) ?? false,
    remove(roomId, participantId, reason) {
      const meeting = meetings.get(roomId)
      const participant = meeting?.find(participantId)
      if (meeting === undefined || participant === undefined) return false
      meeting.sendOut(participant, reason)
      return true
    },
    closeAll() {
      for (const meeting of [...meetings.values()]) meeting.end(LEFT.closed)
    },
  }
}
