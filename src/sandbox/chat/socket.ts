/** The chat socket: a WebSocket of its own, which the client opens at the address that `join` was answered with. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { type ChatMessage, type Listener, LONGEST_NAME, TooManyTopics, type Topics } from './topics.ts'
import { type ClientFrame, createFrames, type Frames, type Protobuf, readFrame } from './wire.ts'

const PATH = '/pubsub/'
const PING_EVERY_MS = 25_000
const MOST_MESSAGE_BYTES = 1_000_000
/** Who reads no more is cut off before all that it should have heard fills the memory. */
export const MOST_UNREAD_BYTES = 16_000_000

/** Who may open one, and where. */
export interface ChatDoor {
  /** The path of a socket for one participant, which nobody can guess. */
  pathFor(participantId: string, topics: Topics): ChatTicket
  close(): void
}

export interface ChatTicket {
  readonly path: string
  /** Closes what was opened with it. */
  revoke(): void
}

interface Holder {
  readonly participantId: string
  readonly topics: Topics
  readonly sockets: Set<WebSocket>
}

export async function openChat(server: Server): Promise<ChatDoor> {
  const [{ WebSocketServer }, protobuf] = await Promise.all([import('ws'), import('protobufjs/minimal.js')])
  const frames = createFrames(protobuf)
  const holders = new Map<string, Holder>()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Not by URL, which throws where the target of a request is none.
    const [path = ''] = (request.url ?? '').split('?')
    if (!path.startsWith(PATH)) return
    const holder = holders.get(path.slice(PATH.length))
    if (holder === undefined) socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
    else sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, holder, frames, protobuf))
  })
  return {
    pathFor(participantId, topics) {
      const key = randomBytes(24).toString('base64url')
      const holder = { participantId, topics, sockets: new Set<WebSocket>() }
      holders.set(key, holder)
      return {
        path: PATH + key,
        revoke() {
          holders.delete(key)
          for (const socket of holder.sockets) socket.close()
        },
      }
    },
    close: () => void sockets.close(),
  }
}

function serve(
  socket: WebSocket,
  { participantId, topics, sockets }: Holder,
  frames: Frames,
  protobuf: Protobuf,
): void {
  sockets.add(socket)
  const send = (bytes: Uint8Array): void => {
    if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.terminate()
    else socket.send(bytes)
  }
  const listener: Listener = {
    participantId,
    deliver: (topic, message) => send(frames.live(topic, message)),
  }
  let pings = 0
  const timer = setInterval(() => send(frames.ping(++pings)), PING_EVERY_MS)
  socket.on('close', () => {
    clearInterval(timer)
    sockets.delete(socket)
    topics.drop(listener)
  })
  // A frame that is too long, or none: the socket is closed, and nobody else feels it.
  socket.on('error', () => socket.terminate())
  socket.on('message', (data: Buffer) => {
    const frame = readFrame(data, protobuf)
    if (frame === undefined) return socket.close(1007)
    const answer = answerOrError(frame, listener, topics, frames)
    if (answer !== undefined) send(answer)
  })
  send(frames.welcome(PING_EVERY_MS))
}

function answerOrError(
  frame: ClientFrame,
  listener: Listener,
  topics: Topics,
  frames: Frames,
): Uint8Array | undefined {
  try {
    return answerTo(frame, listener, topics, frames)
  } catch (error) {
    if (error instanceof TooManyTopics && frame.kind !== 'pong')
      return frames.ack(frame.requestId, { error: error.message })
    throw error
  }
}

function answerTo(
  frame: ClientFrame,
  listener: Listener,
  topics: Topics,
  frames: Frames,
): Uint8Array | undefined {
  if (frame.kind !== 'pong' && frame.topic.length > LONGEST_NAME)
    return frames.ack(frame.requestId, { error: `A topic has at most ${LONGEST_NAME} characters.` })
  switch (frame.kind) {
    case 'subscribe': {
      const { topic, requestId, oldMessages } = frame
      const kept = newest(topics.subscribe(topic, listener), oldMessages)
      return kept.length > 0 ? frames.history(topic, kept, requestId) : frames.ack(requestId, {})
    }
    case 'unsubscribe':
      topics.unsubscribe(frame.topic, listener)
      return frames.ack(frame.requestId, {})
    case 'publish': {
      const { topic, requestId, ...publication } = frame
      const { messageId } = topics.publish(topic, listener.participantId, publication)
      return frames.ack(requestId, { messageId })
    }
    case 'history':
      return frames.history(frame.topic, topics.kept(frame.topic, listener.participantId), frame.requestId)
    case 'pong':
      return undefined
  }
}

/** -1: all. */
function newest(messages: readonly ChatMessage[], most: number): readonly ChatMessage[] {
  return most < 0 ? messages : most === 0 ? [] : messages.slice(-most)
}
