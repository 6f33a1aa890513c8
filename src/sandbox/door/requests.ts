/** What a client asks for, and what VideoSDK's signalling server answers. */
import { randomUUID } from 'node:crypto'
import { type ChatMessage, type Listener, LONGEST_NAME, TooManyTopics } from '../chat/topics.ts'
import { isTooDeep } from '../nesting.ts'
import { newTransport, ROUTER_RTP_CAPABILITIES } from './media.ts'
import type { Meeting } from './meeting.ts'
import { asPeer, type Participant } from './participant.ts'
import { LEFT, LEFT_BY_NAME } from './reasons.ts'

/** A microphone, a camera, a screen and its sound take four. */
const MOST_PRODUCERS = 100

/** A request that is answered with an error. */
export class Refused extends Error {}

type Data = Readonly<Record<string, unknown>>
type Handler = (self: Participant, data: Data, meeting: Meeting) => unknown

/** Answers a request. Throws `Refused`. */
export function answerRequest(self: Participant, method: string, data: unknown, meeting: Meeting): unknown {
  const handler = Object.hasOwn(HANDLERS, method) ? HANDLERS[method] : undefined
  if (handler === undefined) throw new Refused(`The sandbox does not have ${method.slice(0, 40)}.`)
  if (!BEFORE_ENTRY.includes(method) && self.stage !== 'admitted' && self.stage !== 'joined')
    throw new Refused('It was not let in.')
  if (isTooDeep(data)) throw new Refused('It is nested too deeply.')
  return handler(self, Object(data) as Data, meeting)
}

const BEFORE_ENTRY = ['requestEntry', 'definePeerLeftReason']

const HANDLERS: Readonly<Record<string, Handler>> = {
  requestEntry(self, { name }, meeting) {
    if (self.stage === 'joined') throw new Refused('It has joined already.')
    if (self.stage === 'gone') throw new Refused('It has left.')
    self.name = nameOf(name)
    if (self.permissions.includes('allow_join')) meeting.admit(self)
    else meeting.wait(self)
    return {}
  },
  respondEntry(self, { id, decision }, meeting) {
    const guest = meeting.find(textOf(id))
    if (self.stage !== 'joined' || !self.permissions.includes('allow_join'))
      throw new Refused('It takes the permission allow_join.')
    if (guest?.stage !== 'waiting') throw new Refused('Nobody of that id waits.')
    if (decision === 'allowed') meeting.admit(guest)
    else if (decision === 'denied') meeting.deny(guest)
    else throw new Refused('The decision is allowed or denied.')
    return {}
  },
  join(self, { displayName, metaData, mode, device }, meeting) {
    if (self.stage !== 'admitted') throw new Refused('It was not let in.')
    self.name = nameOf(displayName) || self.name
    self.profile = { mode: textOf(mode) || 'SEND_AND_RECV', metaData: metaData ?? {}, device: device ?? {} }
    const others = meeting.join(self)
    // Behind the answer: until then the client knows of nobody, and forgets what it is told of them.
    setImmediate(() => tellWhatIsOn(others, self))
    const peers = others.map(asPeer)
    return { peers, poll: [], messages: [], unsupportedCodecs: [], pubSubUrl: openChat(self, meeting) }
  },
  enablePeerMic: moderate('enableMic'),
  disablePeerMic: moderate('disableMic'),
  enablePeerWebcam: moderate('enableWebcam'),
  disablePeerWebcam: moderate('disableWebcam'),
  removePeer(_self, { peerId }, meeting) {
    meeting.sendOut(inMeeting(peerId, meeting), LEFT.removed)
    return {}
  },
  closeRoom(_self, _data, meeting) {
    // A client that is closed before it was answered reports a time-out.
    setImmediate(() => meeting.end(LEFT.closed))
    return {}
  },
  changeDisplayName(self, { displayName }, meeting) {
    const oldDisplayName = self.name
    self.name = nameOf(displayName)
    for (const { connection } of meeting.joined(self)) {
      const change = { peerId: self.participantId, displayName: self.name, oldDisplayName }
      connection.notify('peerDisplayNameChanged', change)
    }
    return {}
  },
  definePeerLeftReason(self, { leaveReason }) {
    const name = textOf(leaveReason)
    if (Object.hasOwn(LEFT_BY_NAME, name)) self.leaveReason = LEFT_BY_NAME[name] ?? LEFT.left
    return {}
  },

  pubsubSubscribe(self, { topic }, { topics }) {
    const listener = listenerOf(self)
    // Who leaves without having joined is taken out of it as well.
    self.endChat ??= () => topics.drop(listener)
    return chatting(() => topics.subscribe(nameOf(topic), listener)).map(asOldMessage)
  },
  pubsubUnsubscribe(self, { topic }, { topics }) {
    topics.unsubscribe(nameOf(topic), listenerOf(self))
    return {}
  },
  pubsubPublish(self, { topic, message, options, payload }, { topics }) {
    const { persist, sendOnly } = Object(options) as { persist?: unknown; sendOnly?: unknown }
    const publication = {
      message: textOf(message),
      payload: payload === undefined || payload === null ? '' : JSON.stringify(payload),
      persist: persist === true,
      sendOnly: Array.isArray(sendOnly) ? sendOnly.map(textOf) : [],
      senderName: self.name,
    }
    chatting(() => topics.publish(nameOf(topic), self.participantId, publication))
    return {}
  },

  // No media: tracks go nowhere, and what is told of them is all that there is.
  getRouterRtpCapabilities: () => ROUTER_RTP_CAPABILITIES,
  createWebRtcTransport: () => newTransport(),
  connectWebRtcTransport: () => ({}),
  restartIce: () => ({}),
  produceData: () => ({ id: randomUUID() }),
  produceError: () => ({}),
  produce(self, { kind, appData }, meeting) {
    if (self.producers.size >= MOST_PRODUCERS)
      throw new Refused(`A participant has at most ${MOST_PRODUCERS} producers.`)
    const id = randomUUID()
    const { share } = Object(appData) as { share?: unknown }
    self.producers.set(id, share ? 'share' : nameOf(kind))
    tellOfMedia(self, self.producers.get(id) ?? '', true, meeting)
    return { id }
  },
  closeProducer(self, { producerId }, meeting) {
    const kind = self.producers.get(textOf(producerId))
    if (kind === undefined) throw new Refused('There is no such producer.')
    self.producers.delete(textOf(producerId))
    tellOfMedia(self, kind, false, meeting)
    return {}
  },
}

/** Both ways of chat: a socket of its own, and for clients before 1.0 this one. */
function openChat(self: Participant, { topics }: Meeting): string {
  const { url, revoke } = self.openChat(topics)
  const listener = listenerOf(self)
  self.endChat = () => {
    revoke()
    topics.drop(listener)
  }
  return url
}

function chatting<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof TooManyTopics ? new Refused(error.message) : error
  }
}

const LISTENERS = new WeakMap<Participant, Listener>()

function listenerOf(self: Participant): Listener {
  const there = LISTENERS.get(self)
  if (there !== undefined) return there
  const { participantId, connection } = self
  const listener: Listener = {
    participantId,
    deliver: (topic, message) => connection.notify('pubsubMessage', { topic, ...asOldMessage(message) }),
  }
  LISTENERS.set(self, listener)
  return listener
}

function asOldMessage({ messageId, message, payload, senderId, senderName, timestamp }: ChatMessage): object {
  return { id: messageId, message, payload: parsed(payload), senderId, senderName, timestamp }
}

/** Whoever publishes by the other way may send what is no JSON, or too deep for this one. */
function parsed(payload: string): unknown {
  try {
    const value: unknown = payload === '' ? null : JSON.parse(payload)
    return isTooDeep(value) ? null : value
  } catch {
    return null
  }
}

/** Asks another for a change of mic or webcam. */
function moderate(event: string): Handler {
  return (self, { peerId }, meeting) => {
    if (!self.permissions.includes('allow_mod')) throw new Refused('It takes the permission allow_mod.')
    inMeeting(peerId, meeting).connection.ask(event, { peerId: self.participantId })
    return {}
  }
}

function inMeeting(id: unknown, meeting: Meeting): Participant {
  const found = meeting.find(textOf(id))
  if (found?.stage === 'joined') return found
  throw new Refused('There is no such participant in this meeting.')
}

function tellOfMedia(self: Participant, kind: string, newState: boolean, meeting: Meeting): void {
  for (const { connection } of meeting.joined())
    connection.notify('participantMediaStateChanged', { peerId: self.participantId, kind, newState })
}

/** Who comes late learns it in no other way. */
function tellWhatIsOn(others: readonly Participant[], { connection }: Participant): void {
  for (const { participantId: peerId, producers } of others)
    for (const kind of new Set(producers.values()))
      connection.notify('participantMediaStateChanged', { peerId, kind, newState: true })
}

/** What is kept, or told to others, by which something is known. */
function nameOf(value: unknown): string {
  const name = textOf(value)
  if (name.length > LONGEST_NAME) throw new Refused(`A name has at most ${LONGEST_NAME} characters.`)
  return name
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
