/** The door's second step: socket.io, as VideoSDK's client SDKs speak it. */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'socket.io'
import { type ChatDoor, MOST_UNREAD_BYTES, openChat } from '../chat/socket.ts'
import { admitVisitor, type DoorWorld } from './admit.ts'
import { LEFT, type Reason } from './reasons.ts'
import type { Refusal } from './refusal.ts'
import { Refused } from './requests.ts'
import type { Sessions } from './sessions.ts'

export interface Door {
  /** Tells everybody that the meeting is closed, and takes no more. */
  close(): void
}

const MOST_MESSAGE_BYTES = 1_000_000
/** Who does not hang up by then is cut off: a WebSocket waits half a minute for it. */
const LONGEST_GOODBYE_MS = 1_000

/** Puts the door onto a server. socket.io is loaded for it alone. */
export async function openDoor(
  server: HttpServer,
  sessions: Sessions,
  world: DoorWorld,
  onRefused: (refusal: Refusal) => void,
): Promise<Door> {
  const [{ Server }, chat] = await Promise.all([import('socket.io'), openChat(server)])
  const io = new Server({
    transports: ['websocket'],
    serveClient: false,
    // Protocol 3, of clients before 1.0.
    allowEIO3: true,
    maxHttpBufferSize: MOST_MESSAGE_BYTES,
  })
  io.on(
    'connection',
    (socket) =>
      void welcome(socket, sessions, world, { chat, onRefused }).catch(() => socket.disconnect(true)),
  )
  io.attach(server)
  const open = new Set<Duplex>()
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return {
    close() {
      sessions.closeAll()
      chat.close()
      io.disconnectSockets(true)
      io.engine.close()
      setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, LONGEST_GOODBYE_MS).unref()
    },
  }
}

async function welcome(
  socket: Socket,
  sessions: Sessions,
  world: DoorWorld,
  { chat, onRefused }: { readonly chat: ChatDoor; readonly onRefused: (refusal: Refusal) => void },
): Promise<void> {
  const { roomId, peerId: participantId, secret } = queryOf(socket)
  boundUnread(socket)
  // What the client says first may come before the rooms are read.
  const early: (readonly unknown[])[] = []
  let take = (...request: unknown[]): void => void (early.length < 10 && early.push(request))
  // A listener is called a tick later, and not at all where the client has gone by then: it says why, and goes at once.
  socket.use(([event, ...request]) => {
    if (event === 'request') take(...request)
  })
  const admission = await admitVisitor(secret, roomId, participantId, world)
  // Who has gone meanwhile would never be heard to go.
  if (socket.disconnected) return
  if ('turned' in admission) {
    const { code, message, cure } = admission.turned
    onRefused({ roomId, participantId, code, message, cure })
    turnAway(socket, { code, message })
    return
  }
  const connection = {
    notify: (method: string, payload: object) => void socket.emit('notification', { ...payload, method }),
    // Whether it is acknowledged is between the two participants.
    ask: (event: string, payload: object) => void socket.emit(event, payload, () => {}),
    close: (reason: Reason) => {
      socket.emit('close', { reason })
      // Behind what was just said.
      setImmediate(() => socket.disconnect(true))
    },
  }
  const visitor = sessions.enter({
    roomId,
    participantId,
    permissions: admission.permissions,
    connection,
    openChat(topics) {
      const { path, revoke } = chat.pathFor(participantId, topics)
      return { url: `${socketOrigin(socket)}${path}`, revoke }
    },
  })
  const answer = (message: unknown, ack: unknown): void => {
    if (typeof ack !== 'function') return
    const { method, data } = Object(message) as { method?: unknown; data?: unknown }
    ack(answerOf(() => visitor.request(typeof method === 'string' ? method : '', data)))
  }
  take = answer
  socket.on('disconnect', () => visitor.gone())
  socket.emit('connectionSuccess')
  for (const [message, ack] of early) answer(message, ack)
}

/** A ping that goes unanswered would tell as well, after 45 s. */
function boundUnread({ conn, request }: Socket): void {
  let unread = 0
  conn.on('packetCreate', ({ data }: { readonly data?: string | Buffer }) => {
    unread += data?.length ?? 0
    if (unread > MOST_UNREAD_BYTES) request.socket.destroy()
  })
  // What had waited was handed to the system, which takes no more before it has sent that.
  conn.on('drain', () => {
    unread = 0
  })
}

function answerOf(work: () => unknown): { data: unknown } | { error: string } {
  try {
    return { data: work() }
  } catch (error) {
    if (error instanceof Refused) return { error: error.message }
    throw error
  }
}

function turnAway(socket: Socket, { code, message }: Reason): void {
  socket.emit('notification', { method: 'error', code, message })
  socket.emit('close', { reason: LEFT.refused })
  setImmediate(() => socket.disconnect(true))
}

/** Where the client found this server. */
function socketOrigin({ handshake }: Socket): string {
  return `${handshake.secure ? 'wss' : 'ws'}://${handshake.headers.host ?? 'localhost'}`
}

function queryOf({ handshake }: Socket): Record<'roomId' | 'peerId' | 'secret', string> {
  const text = (name: string): string => String(handshake.query[name] ?? '')
  return { roomId: text('roomId'), peerId: text('peerId'), secret: text('secret') }
}
