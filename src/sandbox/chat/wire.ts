/** Frames of the chat socket: protobuf 3, as VideoSDK's client SDKs from 1.0 on speak it. Numbers are those of its fields. */
import type { Reader, Writer } from 'protobufjs/minimal.js'
import type { ChatMessage } from './topics.ts'

/** What is taken of protobufjs, which is loaded with the first chat. */
export interface Protobuf {
  readonly Reader: typeof Reader
  readonly Writer: typeof Writer
}

export type ClientFrame =
  | {
      readonly kind: 'subscribe'
      readonly topic: string
      readonly oldMessages: number
      readonly requestId: string
    }
  | { readonly kind: 'unsubscribe'; readonly topic: string; readonly requestId: string }
  | {
      readonly kind: 'publish'
      readonly topic: string
      readonly message: string
      readonly payload: string
      readonly sendOnly: readonly string[]
      readonly senderName: string
      readonly persist: boolean
      readonly requestId: string
    }
  | { readonly kind: 'history'; readonly topic: string; readonly requestId: string }
  | { readonly kind: 'pong' }

/** Numbers and bytes, by the number of their field. */
type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>

/** Undefined where the frame is none. */
export function readFrame(bytes: Uint8Array, { Reader }: Protobuf): ClientFrame | undefined {
  try {
    const frame = fieldsOf(bytes, Reader)
    for (const [number, read] of READERS) {
      const inner = frame.get(number)?.at(-1)
      if (inner instanceof Uint8Array) return read(fieldsOf(inner, Reader))
    }
  } catch {
    // Told by the caller.
  }
  return undefined
}

const READERS: readonly (readonly [number, (fields: Fields) => ClientFrame])[] = [
  [
    1,
    (fields) => ({
      kind: 'subscribe',
      topic: text(fields, 1),
      oldMessages: number(fields, 3),
      requestId: text(fields, 6),
    }),
  ],
  [2, (fields) => ({ kind: 'unsubscribe', topic: text(fields, 1), requestId: text(fields, 2) })],
  [
    3,
    (fields) => ({
      kind: 'publish',
      topic: text(fields, 1),
      payload: text(fields, 2),
      message: text(fields, 3),
      sendOnly: (fields.get(4) ?? []).map(toText),
      senderName: text(fields, 7),
      persist: number(fields, 8) !== 0,
      requestId: text(fields, 10),
    }),
  ],
  [4, (fields) => ({ kind: 'history', topic: text(fields, 1), requestId: text(fields, 4) })],
  [5, () => ({ kind: 'pong' })],
]

function fieldsOf(bytes: Uint8Array, ReaderOf: typeof Reader): Fields {
  const reader = ReaderOf.create(bytes)
  const fields = new Map<number, (number | Uint8Array)[]>()
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const [field, wire] = [tag >>> 3, tag & 7]
    if (wire !== 0 && wire !== 2) {
      reader.skipType(wire)
      continue
    }
    // A frame may repeat a field half a million times: nothing is copied for each.
    const values = fields.get(field) ?? []
    values.push(wire === 0 ? reader.int32() : reader.bytes())
    fields.set(field, values)
  }
  return fields
}

function text(fields: Fields, field: number): string {
  return toText(fields.get(field)?.at(-1))
}

function toText(value: number | Uint8Array | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : ''
}

function number(fields: Fields, field: number): number {
  const value = fields.get(field)?.at(-1)
  return typeof value === 'number' ? value : 0
}

/** `ServerEnvelope { batch = 1, ack = 2, welcome = 3, ping = 4 }` */
export interface Frames {
  welcome(pingIntervalMs: number): Uint8Array
  ping(sequence: number): Uint8Array
  ack(requestId: string, result: { readonly messageId?: string; readonly error?: string }): Uint8Array
  live(topic: string, message: ChatMessage): Uint8Array
  /** What was kept, as the answer to a request. */
  history(topic: string, messages: readonly ChatMessage[], requestId: string): Uint8Array
}

export function createFrames({ Writer }: Protobuf): Frames {
  const envelope = (field: number, write: (inner: Writer) => void): Uint8Array => {
    const writer = Writer.create()
    write(writer.uint32(tag(field, 2)).fork())
    return writer.ldelim().finish()
  }
  const message = (writer: Writer, one: ChatMessage): void => {
    writer.uint32(tag(1, 2)).string(one.message)
    if (one.payload !== '') writer.uint32(tag(2, 2)).bytes(Buffer.from(one.payload))
    writer.uint32(tag(3, 2)).string(one.timestamp)
    writer.uint32(tag(4, 2)).string(one.senderId)
    writer.uint32(tag(5, 2)).string(one.senderName)
    if (one.persist) writer.uint32(tag(6, 2)).string(one.messageId)
    writer.uint32(tag(7, 2)).string(one.messageId)
    for (const id of one.sendOnly) writer.uint32(tag(8, 2)).string(id)
    writer.uint32(tag(9, 0)).uint64(one.sequence)
  }
  const batch = (topic: string, messages: readonly ChatMessage[], requestId?: string): Uint8Array =>
    envelope(1, (writer) => {
      writer.uint32(tag(1, 2)).string(topic)
      for (const one of messages) {
        const inner = Writer.create()
        message(inner, one)
        writer.uint32(tag(2, 2)).bytes(inner.finish())
      }
      if (requestId !== undefined) writer.uint32(tag(3, 2)).string('old-messages')
      writer.uint32(tag(4, 0)).uint64(messages[0]?.sequence ?? 0)
      writer.uint32(tag(5, 0)).uint64(messages.at(-1)?.sequence ?? 0)
      writer.uint32(tag(6, 0)).bool(true)
      writer.uint32(tag(7, 0)).uint64(1)
      if (requestId !== undefined) writer.uint32(tag(8, 2)).string(requestId)
    })
  return {
    welcome: (pingIntervalMs) =>
      envelope(3, (writer) => void writer.uint32(tag(1, 0)).uint32(pingIntervalMs)),
    ping: (sequence) => envelope(4, (writer) => void writer.uint32(tag(1, 0)).uint64(sequence)),
    ack: (requestId, { messageId = '', error = '' }) =>
      envelope(2, (writer) => {
        writer.uint32(tag(1, 2)).string(requestId)
        writer.uint32(tag(2, 0)).bool(error === '')
        writer.uint32(tag(3, 2)).string(error)
        writer.uint32(tag(4, 2)).string(messageId)
      }),
    live: (topic, one) => batch(topic, [one]),
    history: batch,
  }
}

/** Wire type 0 is a varint, 2 has a length. */
function tag(field: number, wire: 0 | 2): number {
  return (field << 3) | wire
}
