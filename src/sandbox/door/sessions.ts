/**
 * Who is in which room, who waits, and what each may ask of the others: the rules of the door, without a socket.
 * A connection is handed in; what is answered is what VideoSDK's signalling server answers.
 */
import { randomUUID } from 'node:crypto'
import { newTransport, ROUTER_RTP_CAPABILITIES } from './media.ts'
import { LEFT, LEFT_BY_NAME, type Reason } from './reasons.ts'

/** Where a visitor is reached. */
export interface Connection {
  /** `notification {method, …payload}` */
  notify(method: string, payload: object): void
  /** An event of its own, such as `enableMic`, with who asks for it. */
  ask(event: string, payload: object): void
  /** Tells why, and ends it. */
  close(reason: Reason): void
}

export interface Entry {
  readonly roomId: string
  readonly participantId: string
  readonly permissions: readonly string[]
  readonly connection: Connection
}

export interface Visitor {
  /** Answers a request. Throws `Refused`. */
  request(method: string, data: unknown): unknown
  /** The connection is gone. */
  gone(): void
}

/** A request that is answered with an error. */
export class Refused extends Error {}

/** What happened, for the log and the page. */
export interface SessionEvent {
  readonly kind: 'joined' | 'waits' | 'denied' | 'left'
  readonly roomId: string
  readonly participantId: string
  readonly reason?: Reason
}

interface Participant extends Entry {
  stage: 'new' | 'waiting' | 'admitted' | 'joined' | 'denied'
  name: string
  profile: Readonly<Record<string, unknown>>
  leaveReason?: Reason
  readonly producers: Map<string, string>
}

/** A stretch of time in which somebody was in the room. */
export interface Session {
  readonly id: string
  readonly roomId: string
  readonly start: Date
  end?: Date
  /** By participant; who comes back has several stretches. */
  readonly attendance: Map<string, { name: string; timelog: { start: Date; end: Date | null }[] }>
}

export interface Sessions {
  /** Somebody whose token was let in. One of the same id who is there already is sent out. */
  enter(entry: Entry): Visitor
  /** Of a room, or of all; the newest first. */
  list(): readonly Session[]
  /** False where nobody is in it. */
  end(roomId: string, reason: Reason): boolean
  /** False where there is no such participant. */
  remove(roomId: string, participantId: string, reason: Reason): boolean
  closeAll(): void
}

export interface SessionsOptions {
  readonly now: () => Date
  readonly onEvent?: ((event: SessionEvent) => void) | undefined
}

/** Sessions that are over and are still told of. */
const MOST_KEPT = 1_000

export function createSessions({ now, onEvent }: SessionsOptions): Sessions {
  const rooms = new Map<string, Room>()
  const sessions: Session[] = []
  const roomOf = (roomId: string): Room => {
    const there = rooms.get(roomId)
    if (there !== undefined) return there
    const room = createRoom(roomId, { now, onEvent, begin, empty: () => void rooms.delete(roomId) })
    rooms.set(roomId, room)
    return room
  }
  const begin = (session: Session): void => {
    sessions.unshift(session)
    sessions.length = Math.min(sessions.length, MOST_KEPT)
  }
  return {
    enter: (entry) => roomOf(entry.roomId).enter(entry),
    list: () => sessions,
    end: (roomId, reason) => rooms.get(roomId)?.end(reason) ?? false,
    remove: (roomId, participantId, reason) => rooms.get(roomId)?.remove(participantId, reason) ?? false,
    closeAll() {
      for (const room of [...rooms.values()]) room.end(LEFT.closed)
    },
  }
}

interface Room {
  enter(entry: Entry): Visitor
  end(reason: Reason): boolean
  remove(participantId: string, reason: Reason): boolean
}

interface RoomWorld extends SessionsOptions {
  readonly begin: (session: Session) => void
  /** Nobody is left. */
  readonly empty: () => void
}

function createRoom(roomId: string, { now, onEvent, begin, empty }: RoomWorld): Room {
  const here = new Map<string, Participant>()
  let session: Session | undefined

  const joined = (): Participant[] => [...here.values()].filter(({ stage }) => stage === 'joined')
  const others = (than: Participant): Participant[] => joined().filter((one) => one !== than)
  const tell = (kind: SessionEvent['kind'], { participantId }: Participant, reason?: Reason): void =>
    onEvent?.({ kind, roomId, participantId, ...(reason && { reason }) })
  const running = (): Session => {
    if (session === undefined) {
      session = {
        id: randomUUID().replaceAll('-', '').slice(0, 24),
        roomId,
        start: now(),
        attendance: new Map(),
      }
      begin(session)
    }
    return session
  }
  const admit = (guest: Participant): void => {
    guest.stage = 'admitted'
    guest.connection.notify('entryResponded', {
      id: guest.participantId,
      decision: 'allowed',
      sessionId: running().id,
    })
  }
  const askHosts = (guest: Participant, hosts: readonly Participant[]): void => {
    for (const { connection } of hosts)
      connection.notify('entryRequested', { id: guest.participantId, name: guest.name })
  }
  const hosts = (): Participant[] => joined().filter(({ permissions }) => permissions.includes('allow_join'))

  const leave = (participant: Participant, reason: Reason): void => {
    if (here.get(participant.participantId) !== participant) return
    here.delete(participant.participantId)
    const wasIn = participant.stage === 'joined'
    participant.stage = 'denied'
    if (wasIn) {
      const stretch = session?.attendance.get(participant.participantId)?.timelog.at(-1)
      if (stretch !== undefined) stretch.end = now()
      for (const { connection } of joined())
        connection.notify('peerClosed', { peerId: participant.participantId, reason })
    }
    tell('left', participant, reason)
    if (joined().length === 0 && session !== undefined) {
      session.end = now()
      session = undefined
    }
    if (here.size === 0) empty()
  }
  const sendOut = (participant: Participant, reason: Reason): void => {
    participant.connection.close(reason)
    leave(participant, reason)
  }
  const end = (reason: Reason): boolean => {
    const all = [...here.values()]
    for (const participant of all) participant.connection.close(reason)
    for (const participant of all) leave(participant, reason)
    return all.length > 0
  }
  const remove = (participantId: string, reason: Reason): boolean => {
    const participant = here.get(participantId)
    if (participant === undefined) return false
    sendOut(participant, reason)
    return true
  }
  const inRoom = (id: unknown): Participant => {
    const found = here.get(textOf(id))
    if (found?.stage === 'joined') return found
    throw new Refused('There is no such participant in this meeting.')
  }
  /** Asks another for a change of mic or webcam. */
  const moderate =
    (event: string): Handler =>
    (self, { peerId }) => {
      if (!self.permissions.includes('allow_mod')) throw new Refused('It takes the permission allow_mod.')
      inRoom(peerId).connection.ask(event, { peerId: self.participantId })
      return {}
    }
  const tellMedia = (self: Participant, kind: string, newState: boolean): void => {
    for (const { connection } of joined())
      connection.notify('participantMediaStateChanged', { peerId: self.participantId, kind, newState })
  }

  const HANDLERS: Readonly<Record<string, Handler>> = {
    requestEntry(self, { name }) {
      self.name = textOf(name)
      if (self.permissions.includes('allow_join')) admit(self)
      else {
        self.stage = 'waiting'
        tell('waits', self)
        askHosts(self, hosts())
      }
      return {}
    },
    respondEntry(self, { id, decision }) {
      const guest = here.get(textOf(id))
      if (self.stage !== 'joined' || !self.permissions.includes('allow_join'))
        throw new Refused('It takes the permission allow_join.')
      if (guest?.stage !== 'waiting') throw new Refused('Nobody of that id waits.')
      if (decision !== 'allowed' && decision !== 'denied')
        throw new Refused('The decision is allowed or denied.')
      if (decision === 'allowed') admit(guest)
      else {
        guest.stage = 'denied'
        guest.connection.notify('entryResponded', { id: guest.participantId, decision })
        tell('denied', guest)
      }
      for (const { connection } of joined())
        connection.notify('entryResponded', { id: guest.participantId, decision })
      return {}
    },
    getRouterRtpCapabilities: () => ROUTER_RTP_CAPABILITIES,
    createWebRtcTransport: () => newTransport(),
    connectWebRtcTransport: () => ({}),
    restartIce: () => ({}),
    produceData: () => ({ id: randomUUID() }),
    produceError: () => ({}),
    join(self, { displayName, metaData, mode, device }) {
      if (self.stage !== 'admitted') throw new Refused('It was not let in.')
      self.stage = 'joined'
      self.name = textOf(displayName) || self.name
      self.profile = { mode: textOf(mode) || 'SEND_AND_RECV', metaData: metaData ?? {}, device: device ?? {} }
      const { attendance } = running()
      const before = attendance.get(self.participantId)?.timelog ?? []
      attendance.set(self.participantId, {
        name: self.name,
        timelog: [...before, { start: now(), end: null }],
      })
      const peers = others(self)
      for (const { connection } of peers) connection.notify('newPeer', shown(self))
      tell('joined', self)
      if (self.permissions.includes('allow_join')) {
        for (const guest of here.values()) if (guest.stage === 'waiting') askHosts(guest, [self])
      }
      return { peers: peers.map(shown), poll: [], messages: [], unsupportedCodecs: [] }
    },
    enablePeerMic: moderate('enableMic'),
    disablePeerMic: moderate('disableMic'),
    enablePeerWebcam: moderate('enableWebcam'),
    disablePeerWebcam: moderate('disableWebcam'),
    removePeer(_self, { peerId }) {
      sendOut(inRoom(peerId), LEFT.removed)
      return {}
    },
    // A client that is closed before it was answered reports a time-out.
    closeRoom() {
      setImmediate(end, LEFT.closed)
      return {}
    },
    changeDisplayName(self, { displayName }) {
      const before = self.name
      self.name = textOf(displayName)
      for (const { connection } of others(self))
        connection.notify('peerDisplayNameChanged', {
          peerId: self.participantId,
          displayName: self.name,
          oldDisplayName: before,
        })
      return {}
    },
    definePeerLeftReason(self, { leaveReason }) {
      const name = textOf(leaveReason)
      if (Object.hasOwn(LEFT_BY_NAME, name)) self.leaveReason = LEFT_BY_NAME[name] ?? LEFT.left
      return {}
    },
    produce(self, { kind, appData }) {
      const id = randomUUID()
      const { share } = Object(appData) as { share?: unknown }
      self.producers.set(id, share ? 'share' : textOf(kind))
      tellMedia(self, self.producers.get(id) ?? '', true)
      return { id }
    },
    closeProducer(self, { producerId }) {
      const kind = self.producers.get(textOf(producerId))
      if (kind === undefined) throw new Refused('There is no such producer.')
      self.producers.delete(textOf(producerId))
      tellMedia(self, kind, false)
      return {}
    },
  }
  /** Before anybody was let in. */
  const ALWAYS = ['requestEntry', 'definePeerLeftReason']

  return {
    end,
    remove,
    enter(entry) {
      const before = here.get(entry.participantId)
      if (before !== undefined) sendOut(before, LEFT.duplicate)
      const self: Participant = { ...entry, stage: 'new', name: '', profile: {}, producers: new Map() }
      here.set(entry.participantId, self)
      return {
        request(method, data) {
          const handler = Object.hasOwn(HANDLERS, method) ? HANDLERS[method] : undefined
          if (handler === undefined) throw new Refused(`The sandbox does not have ${method.slice(0, 40)}.`)
          if (!ALWAYS.includes(method) && self.stage !== 'admitted' && self.stage !== 'joined')
            throw new Refused('It was not let in.')
          return handler(self, Object(data) as Readonly<Record<string, unknown>>)
        },
        gone: () => leave(self, self.leaveReason ?? LEFT.lost),
      }
    },
  }
}

type Handler = (self: Participant, data: Readonly<Record<string, unknown>>) => unknown

function shown({ participantId, name, profile }: Participant): object {
  return { id: participantId, displayName: name, ...profile }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
