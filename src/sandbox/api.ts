/** VideoSDK's REST API, as far as rooms, meetings and sessions go, and its door's first step: one Hono app. */
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { TextTooLong } from '../http/read-text.ts'
import { type OnRequest, recorded } from '../http/record.ts'
import type { KeyPair } from '../token/sign.ts'
import { shown } from '../token/text.ts'
import { errorAnswer, NOT_FOUND, UNKNOWN_ROOM_STATUS } from './answers.ts'
import { refusalOfToken } from './check-token.ts'
import type { DoorWorld } from './door/admit.ts'
import { doorRoutes } from './door/http.ts'
import type { Refusal } from './door/refusal.ts'
import type { Sessions } from './door/sessions.ts'
import { FAULT_HEADER, faults } from './fault.ts'
import { pageRoutes } from './page-routes.ts'
import type { Refusals } from './refusals.ts'
import { bodyOf, pageAsked } from './request-parts.ts'
import { asV1, asV2, type Room } from './room.ts'
import { BadRequest, type RoomRequest, toMeetingRequest, toRoomRequest } from './room-request.ts'
import { createRoom, deactivateRoom, findRoom, pageOfRooms } from './rooms.ts'
import { addSessionRoutes } from './session-routes.ts'
import type { Storage } from './storage.ts'

export interface ApiWorld {
  readonly storage: Storage
  readonly credentials: readonly [KeyPair, ...KeyPair[]]
  readonly latencyMs: number
  readonly now: () => Date
  readonly onRequest?: OnRequest | undefined
  readonly sessions: Sessions
  readonly refusals: Refusals
  readonly door: DoorWorld
  /** Told of who was turned away at the door. */
  readonly onRefused: (refusal: Refusal) => void
}

/** Errors that are the sandbox's own (its file) are thrown through it. */
export function createApi(world: ApiWorld): Hono {
  const api = new Hono({ strict: false })
  // The page asks again and again: that is no request for the log, nor for a fault.
  api.route('/', pageRoutes({ ...world, rooms: world.door.rooms }))
  if (world.onRequest !== undefined) api.use(recorded(world.onRequest))
  // A server tells its time with every answer, by which a client learns that its own clock is wrong.
  api.use(async (c, next) => {
    await next()
    c.header('Date', world.now().toUTCString())
  })
  api.use(cors({ origin: '*', exposeHeaders: [FAULT_HEADER, 'Retry-After'] }))
  api.use(faults(world.latencyMs))
  api.route('/', doorRoutes(world.door, world.onRefused))
  const rooms = roomRoutes(world)
  api.route('/v2', rooms)
  // The official examples put /v2 into the endpoint, and so may who points them here.
  api.route('/', rooms)
  const meetings = meetingRoutes(world)
  api.route('/v1', meetings)
  api.route('/api', meetings)
  // A client may have a token, or a secret, where an id belongs.
  const inShort = (path: string): string => path.split('/').map(shown).join('/')
  api.notFound(({ req }) => errorAnswer(404, `Cannot ${req.method} ${inShort(req.path)}`))
  api.onError((error) => {
    if (error instanceof BadRequest) return errorAnswer(400, error.message)
    if (error instanceof TextTooLong) {
      const answer = errorAnswer(413, `The body has ${error.message}`)
      // What is left of it is not waited for.
      answer.headers.set('connection', 'close')
      return answer
    }
    throw error
  })
  return api
}

function roomRoutes(world: ApiWorld): Hono {
  const { storage, now } = world
  const app = guarded(['/rooms', '/rooms/*', '/sessions', '/sessions/*'], world)
  const show = (c: Context, room: Room): Response => c.json(asV2(room, new URL(c.req.url).origin))

  app.post('/rooms', async (c) => show(c, await make(toRoomRequest(await bodyOf(c)), world)))
  app.get('/rooms', async (c) => {
    const { page, perPage } = pageAsked(c)
    const listed = pageOfRooms(await storage.read(), { page, perPage, query: c.req.query('query') })
    const { origin } = new URL(c.req.url)
    return c.json({ ...listed, data: listed.data.map((room) => asV2(room, origin)) })
  })
  app.post('/rooms/deactivate', async (c) => {
    const { roomId } = await bodyOf(c)
    if (typeof roomId !== 'string') throw new BadRequest('"roomId" is required')
    const room = await storage.change((before) => deactivateRoom(before, roomId, now()))
    return room === undefined ? errorAnswer(UNKNOWN_ROOM_STATUS.deactivate, NOT_FOUND.room) : show(c, room)
  })
  app.get('/rooms/validate/:roomId', async (c) => {
    const room = findRoom(await storage.read(), c.req.param('roomId'))
    return room === undefined ? errorAnswer(UNKNOWN_ROOM_STATUS.validate, NOT_FOUND.room) : show(c, room)
  })
  app.get('/rooms/:roomId', async (c) => {
    const room = findRoom(await storage.read(), c.req.param('roomId'))
    return room === undefined ? errorAnswer(UNKNOWN_ROOM_STATUS.get, NOT_FOUND.room) : show(c, room)
  })
  addSessionRoutes(app, { sessions: world.sessions, rooms: world.door.rooms })
  return app
}

function meetingRoutes(world: ApiWorld): Hono {
  const app = guarded(['/meetings', '/meetings/*'], world)
  app.post('/meetings', async (c) => c.json(asV1(await make(toMeetingRequest(await bodyOf(c)), world))))
  // The page validates by POST, one of its samples by GET.
  app.on(['GET', 'POST'], '/meetings/:meetingId', async (c) => {
    const room = findRoom(await world.storage.read(), c.req.param('meetingId'))
    return room === undefined
      ? errorAnswer(UNKNOWN_ROOM_STATUS.validate, NOT_FOUND.meeting)
      : c.json(asV1(room))
  })
  return app
}

function guarded(paths: readonly string[], { credentials, now }: ApiWorld): Hono {
  const app = new Hono({ strict: false })
  for (const path of paths) {
    app.use(path, async (c, next) => {
      const refusal = refusalOfToken(c.req.header('authorization'), credentials, now())
      if (refusal !== undefined) return errorAnswer(401, refusal.error, refusal.hint)
      await next()
      return undefined
    })
  }
  return app
}

function make({ customRoomId, settings }: RoomRequest, { storage, now }: ApiWorld): Promise<Room> {
  return storage.change((rooms) => createRoom(rooms, customRoomId, settings, now()))
}
