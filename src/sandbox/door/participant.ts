/** Who is at a meeting, or wants to be. */
import type { Topics } from '../chat/topics.ts'
import type { Reason } from './reasons.ts'

/** Where a visitor is reached. */
export interface Connection {
  /** `notification {method, …payload}` */
  notify(method: string, payload: object): void
  /** An event of its own, such as `enableMic`, with who asks for it. */
  ask(event: string, payload: object): void
  /** Tells why, and ends it. */
  close(reason: Reason): void
}

/** Somebody whose token was let in. */
export interface Entry {
  readonly roomId: string
  readonly participantId: string
  readonly permissions: readonly string[]
  readonly connection: Connection
  /** Opens a chat socket for who has joined; its address. */
  readonly openChat: (topics: Topics) => { readonly url: string; readonly revoke: () => void }
}

export interface Participant extends Entry {
  stage: 'new' | 'waiting' | 'admitted' | 'joined' | 'denied' | 'gone'
  name: string
  /** What the others are told besides: mode, metaData, device. */
  profile: Readonly<Record<string, unknown>>
  leaveReason?: Reason
  /** Ends what it has of the chat. */
  endChat?: () => void
  /** Kinds of what is published, by its id. */
  readonly producers: Map<string, string>
}

export function newParticipant(entry: Entry): Participant {
  return { ...entry, stage: 'new', name: '', profile: {}, producers: new Map() }
}

/** As the others are told of somebody. */
export function asPeer({ participantId, name, profile }: Participant): object {
  return { id: participantId, displayName: name, ...profile }
}
