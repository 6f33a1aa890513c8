/** Chat of one meeting: topics, who listens to them, and what is kept for those who come later. Without a socket. */
import { randomUUID } from 'node:crypto'

export interface ChatMessage {
  readonly message: string
  /** JSON, or nothing. */
  readonly payload: string
  readonly timestamp: string
  readonly senderId: string
  readonly senderName: string
  readonly messageId: string
  readonly persist: boolean
  /** Empty: everybody. */
  readonly sendOnly: readonly string[]
  /** Counted from 1, by topic. */
  readonly sequence: number
}

export type Publication = Pick<ChatMessage, 'message' | 'payload' | 'persist' | 'sendOnly' | 'senderName'>

export interface Listener {
  readonly participantId: string
  deliver(topic: string, message: ChatMessage): void
}

/** Every topic that a meeting may have is listened to. */
export class TooManyTopics extends Error {
  constructor() {
    super(`A meeting has at most ${MOST_TOPICS} topics.`)
  }
}

export interface Topics {
  /** Gives what was kept for them, the oldest first. Throws `TooManyTopics`. */
  subscribe(topic: string, listener: Listener): readonly ChatMessage[]
  unsubscribe(topic: string, listener: Listener): void
  /** Goes to every listener, its sender too; with `sendOnly` to those alone. Throws `TooManyTopics`. */
  publish(topic: string, senderId: string, publication: Publication): ChatMessage
  kept(topic: string, participantId: string): readonly ChatMessage[]
  /** Takes a listener out of every topic. */
  drop(listener: Listener): void
}

interface Topic {
  readonly listeners: Set<Listener>
  readonly kept: ChatMessage[]
  characters: number
  sequence: number
}

/** Older ones are forgotten: of each topic, and where all topics have more characters than that, of the fullest. */
const MOST_KEPT = 1_000
const MOST_KEPT_CHARACTERS = 5_000_000
/** Of a meeting; beyond it the oldest that nobody listens to is forgotten. */
const MOST_TOPICS = 1_000
/** Of a topic's name, or of a person's. */
export const LONGEST_NAME = 1_000

export function createTopics(now: () => Date): Topics {
  const topics = new Map<string, Topic>()
  const topicOf = (name: string): Topic => {
    const there = topics.get(name)
    if (there !== undefined) return there
    if (topics.size >= MOST_TOPICS) forgetUnheard()
    const topic = { listeners: new Set<Listener>(), kept: [], characters: 0, sequence: 0 }
    topics.set(name, topic)
    return topic
  }
  let characters = 0
  const forgetUnheard = (): void => {
    for (const [name, topic] of topics) {
      if (topic.listeners.size > 0) continue
      characters -= topic.characters
      topics.delete(name)
      return
    }
    throw new TooManyTopics()
  }
  const keep = (topic: Topic, message: ChatMessage): void => {
    topic.kept.push(message)
    topic.characters += sizeOf(message)
    characters += sizeOf(message)
    if (topic.kept.length > MOST_KEPT) forgetOldest(topic)
    while (characters > MOST_KEPT_CHARACTERS) forgetOldest(fullest(topics.values(), topic))
  }
  const forgetOldest = (topic: Topic): void => {
    const size = sizeOf(topic.kept.shift())
    topic.characters -= size
    characters -= size
  }
  const kept = (name: string, participantId: string): ChatMessage[] =>
    (topics.get(name)?.kept ?? []).filter((message) => isFor(message, participantId))
  return {
    kept,
    subscribe(name, listener) {
      topicOf(name).listeners.add(listener)
      return kept(name, listener.participantId)
    },
    unsubscribe(name, listener) {
      topics.get(name)?.listeners.delete(listener)
    },
    publish(name, senderId, publication) {
      const topic = topicOf(name)
      const message: ChatMessage = {
        ...publication,
        senderId,
        timestamp: now().toISOString(),
        messageId: randomUUID(),
        sequence: ++topic.sequence,
      }
      if (message.persist) keep(topic, message)
      for (const listener of topic.listeners)
        if (isFor(message, listener.participantId)) listener.deliver(name, message)
      return message
    },
    drop(listener) {
      for (const { listeners } of topics.values()) listeners.delete(listener)
    },
  }
}

function sizeOf(message?: ChatMessage): number {
  if (message === undefined) return 0
  const receivers = message.sendOnly.reduce((sum, id) => sum + id.length + 1, 0)
  return message.message.length + message.payload.length + message.senderName.length + receivers
}

function fullest(topics: Iterable<Topic>, first: Topic): Topic {
  let most = first
  for (const topic of topics) if (topic.characters > most.characters) most = topic
  return most
}

function isFor({ sendOnly }: ChatMessage, participantId: string): boolean {
  return sendOnly.length === 0 || sendOnly.includes(participantId)
}
