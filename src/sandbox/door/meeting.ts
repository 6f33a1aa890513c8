/** One meeting: who is in it, who waits, who comes and goes. What each may ask for is in requests.ts. */
import { randomUUID } from 'node:crypto'
import { createTopics, type Topics } from '../chat/topics.ts'
import { asPeer, type Entry, newParticipant, type Participant } from './participant.ts'
import { LEFT, type Reason } from './reasons.ts'
import type { Session, SessionEvent } from './sessions.ts'

export interface MeetingWorld {
  readonly now: () => Date
  readonly onEvent?: ((event: SessionEvent) => void) | undefined
  /** The first was let in. */
  readonly begin: (session: Session) => void
  /** Nobody is left, nor waits. */
  readonly empty: () => void
}

export interface Meeting {
  readonly topics: Topics
  readonly roomId: string
  /** Those who are in it, but for one. */
  joined(but?: Participant): Participant[]
  waiting(): Participant[]
  /** Joined, or waiting, or on the way. */
  find(participantId: string): Participant | undefined
  /** One of the same id who is there already is sent out. */
  enter(entry: Entry): Participant
  admit(guest: Participant): void
  deny(guest: Participant): void
  /** Waits for somebody who may let them in. */
  wait(guest: Participant): void
  /** Gives the others who are in it. */
  join(self: Participant): Participant[]
  leave(participant: Participant, reason: Reason): void
  sendOut(participant: Participant, reason: Reason): void
  /** False where there was nobody. */
  end(reason: Reason): boolean
}

export function createMeeting(roomId: string, { now, onEvent, begin, empty }: MeetingWorld): Meeting {
  const here = new Map<string, Participant>()
  let session: Session | undefined

  const joined = (but?: Participant): Participant[] =>
    [...here.values()].filter((one) => one.stage === 'joined' && one !== but)
  const waiting = (): Participant[] => [...here.values()].filter(({ stage }) => stage === 'waiting')
  const hosts = (): Participant[] => joined().filter(({ permissions }) => permissions.includes('allow_join'))
  const tell = (kind: SessionEvent['kind'], { participantId }: Participant, reason?: Reason): void =>
    onEvent?.({ kind, roomId, participantId, ...(reason && { reason }) })
  const running = (): Session => {
    if (session === undefined) {
      session = { id: newId(), roomId, start: now(), end: null, attendance: new Map() }
      begin(session)
    }
    return session
  }
  const respond = (guest: Participant, answer: object): void => {
    for (const { connection } of [guest, ...joined(guest)])
      connection.notify('entryResponded', { id: guest.participantId, ...answer })
  }
  const askFor = (guest: Participant, asked: readonly Participant[]): void => {
    for (const { connection } of asked)
      connection.notify('entryRequested', { id: guest.participantId, name: guest.name })
  }
  const takeOut = (participant: Participant, reason: Reason): void => {
    const { participantId, stage } = participant
    here.delete(participantId)
    participant.stage = 'gone'
    participant.endChat?.()
    const stretch = session?.attendance.get(participantId)?.timelog.at(-1)
    if (stage === 'joined' && stretch !== undefined) stretch.end = now()
    tell('left', participant, reason)
    const onTheWay = [...here.values()].some((one) => one.stage === 'admitted')
    if (session !== undefined && joined().length === 0 && !onTheWay) {
      session.end = now()
      session = undefined
    }
    if (here.size === 0) empty()
  }
  const leave = (participant: Participant, reason: Reason): void => {
    const { participantId, stage } = participant
    if (here.get(participantId) !== participant) return
    takeOut(participant, reason)
    if (stage !== 'joined') return
    for (const { connection } of joined()) connection.notify('peerClosed', { peerId: participantId, reason })
  }
  const sendOut = (participant: Participant, reason: Reason): void => {
    participant.connection.close(reason)
    leave(participant, reason)
  }

  return {
    topics: createTopics(now),
    roomId,
    joined,
    waiting,
    find: (participantId) => here.get(participantId),
    enter(entry) {
      const before = here.get(entry.participantId)
      if (before !== undefined) sendOut(before, LEFT.duplicate)
      const participant = newParticipant(entry)
      here.set(entry.participantId, participant)
      return participant
    },
    admit(guest) {
      guest.stage = 'admitted'
      respond(guest, { decision: 'allowed', sessionId: running().id })
    },
    deny(guest) {
      guest.stage = 'denied'
      respond(guest, { decision: 'denied' })
      tell('denied', guest)
    },
    wait(guest) {
      guest.stage = 'waiting'
      tell('waits', guest)
      askFor(guest, hosts())
    },
    join(self) {
      self.stage = 'joined'
      const { attendance } = running()
      const { timelog = [] } = attendance.get(self.participantId) ?? {}
      const stretch = { start: now(), end: null }
      attendance.set(self.participantId, { name: self.name, timelog: [...timelog, stretch] })
      const others = joined(self)
      for (const { connection } of others) connection.notify('newPeer', asPeer(self))
      tell('joined', self)
      if (self.permissions.includes('allow_join')) for (const guest of waiting()) askFor(guest, [self])
      return others
    },
    leave,
    sendOut,
    end(reason) {
      const all = [...here.values()]
      for (const participant of all) {
        participant.connection.close(reason)
        takeOut(participant, reason)
      }
      return all.length > 0
    },
  }
}

/** As VideoSDK's ids of records look. */
function newId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 24)
}
