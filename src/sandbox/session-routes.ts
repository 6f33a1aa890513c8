/** `/v2/sessions…`: what the REST API tells of meetings, and ends. */
import type { Context, Hono } from 'hono'
import { errorAnswer, NOT_FOUND } from './answers.ts'
import { LEFT } from './door/reasons.ts'
import type { Session, Sessions } from './door/sessions.ts'
import { bodyOf, pageAsked } from './request-parts.ts'
import type { Room } from './room.ts'
import { BadRequest } from './room-request.ts'
import { findRoom, pageInfo } from './rooms.ts'

export interface SessionWorld {
  readonly sessions: Sessions
  readonly rooms: () => Promise<readonly Room[]>
}

/** @param app - guarded by a token. */
export function addSessionRoutes(app: Hono, { sessions, rooms }: SessionWorld): void {
  const find = (c: Context): Session | undefined => sessions.list().find(({ id }) => id === c.req.param('id'))

  app.get('/sessions', async (c) => {
    const { page, perPage } = pageAsked(c)
    const known = await rooms()
    const asked = sessions.list().filter(isAsked(c, known))
    const start = (page - 1) * perPage
    const data = asked.slice(start, start + perPage).map((one) => asSession(one, known))
    return c.json({ pageInfo: pageInfo(page, perPage, asked.length), data })
  })
  app.get('/sessions/:id', async (c) => {
    const session = find(c)
    return session === undefined
      ? errorAnswer(404, NOT_FOUND.session)
      : c.json(asSession(session, await rooms()))
  })
  for (const active of [false, true]) {
    app.get(`/sessions/:id/participants${active ? '/active' : ''}`, async (c) => {
      const session = find(c)
      if (session === undefined) return errorAnswer(404, NOT_FOUND.session)
      const { page, perPage } = pageAsked(c)
      const told = asSession(session, await rooms())
      const asked = told.participants.filter(({ timelog }) => !active || timelog.at(-1)?.end === null)
      const start = (page - 1) * perPage
      const participants = asked.slice(start, start + perPage)
      return c.json({ pageInfo: pageInfo(page, perPage, asked.length), data: { ...told, participants } })
    })
  }
  app.get('/sessions/:id/participants/:participantId', async (c) => {
    const session = find(c)
    const told = session && asSession(session, await rooms())
    const found = told?.participants.find((one) => one.participantId === c.req.param('participantId'))
    return found === undefined ? errorAnswer(404, NOT_FOUND.participant) : c.json(found)
  })
  app.post('/sessions/end', async (c) => {
    const roomId = idIn(await bodyOf(c), 'roomId')
    const session = running(roomId)
    if (session === undefined) return errorAnswer(404, NOT_FOUND.session)
    sessions.end(roomId, LEFT.ended)
    return c.json(asSession(session, await rooms()))
  })
  app.post('/sessions/participants/remove', async (c) => {
    const body = await bodyOf(c)
    const roomId = typeof body.sessionId === 'string' ? roomOf(body.sessionId) : idIn(body, 'roomId')
    const removed = sessions.remove(roomId, idIn(body, 'participantId'), LEFT.removedByApi)
    return removed ? c.json({ message: 'Participant removed.' }) : errorAnswer(404, NOT_FOUND.participant)
  })

  function running(roomId: string): Session | undefined {
    return sessions.list().find((one) => one.roomId === roomId && one.end === null)
  }
  function roomOf(sessionId: string): string {
    return sessions.list().find(({ id, end }) => id === sessionId && end === null)?.roomId ?? ''
  }
}

function isAsked(c: Context, rooms: readonly Room[]): (session: Session) => boolean {
  const { roomId, customRoomId, query, status } = c.req.query()
  if (status !== undefined && status !== 'ongoing' && status !== 'ended')
    throw new BadRequest('"status" must be one of [ongoing, ended]')
  const wanted = [query, customRoomId]
    .filter((id) => id !== undefined)
    .map((id) => findRoom(rooms, id)?.roomId)
  return (session) =>
    (roomId === undefined || session.roomId === roomId) &&
    wanted.every((id) => id === session.roomId) &&
    (status === undefined || (session.end === null) === (status === 'ongoing'))
}

function asSession({ id, roomId, start, end, attendance }: Session, rooms: readonly Room[]) {
  return {
    id,
    roomId,
    customRoomId: rooms.find((room) => room.roomId === roomId)?.customRoomId ?? null,
    start: start.toISOString(),
    end: end?.toISOString() ?? null,
    status: end === null ? 'ongoing' : 'ended',
    participants: [...attendance].map(([participantId, { name, timelog }]) => ({
      participantId,
      name,
      timelog: timelog.map((stretch) => ({
        start: stretch.start.toISOString(),
        end: stretch.end?.toISOString() ?? null,
      })),
    })),
  }
}

function idIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const id = body[name]
  if (typeof id === 'string' && id !== '') return id
  throw new BadRequest(`"${name}" is required`)
}
