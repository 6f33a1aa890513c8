/** The page at `/`, and what it asks: who is in which room, who waits, who was refused; letting in who waits. */
import { type Context, Hono } from 'hono'
import { answerPage } from '../http/answer-page.ts'
import type { SandboxState, ShownParticipant, ShownRoom } from '../page/sandbox-state.ts'
import type { Meeting } from './door/meeting.ts'
import type { Sessions } from './door/sessions.ts'
import type { Refusals } from './refusals.ts'
import { bodyOf } from './request-parts.ts'
import type { Room } from './room.ts'

export interface PageWorld {
  readonly rooms: () => Promise<readonly Room[]>
  readonly sessions: Sessions
  readonly refusals: Refusals
}

const MOST_ROOMS = 50

/** To stand before what lets any origin read: other pages neither see this nor let anybody in. */
export function pageRoutes({ rooms, sessions, refusals }: PageWorld): Hono {
  const app = new Hono()
  // Loaded with the first visit: most sandboxes never have one.
  app.get('/', async () => answerPage(await import('../page/sandbox.html')))
  app.get('/sandbox/state', async (c) => {
    const state: SandboxState = {
      rooms: shownRooms(await rooms(), sessions.meetings()),
      refusals: refusals.list(),
    }
    return c.json(state, 200, { 'Cache-Control': 'no-store' })
  })
  app.post('/sandbox/entries', async (c) => {
    if (!isOwnPage(c)) return c.json({ message: 'This is for the page of the sandbox itself.' }, 403)
    const { roomId, participantId, decision } = await bodyOf(c)
    const meeting = sessions.meetings().find((one) => one.roomId === roomId)
    const guest = meeting?.waiting().find((one) => one.participantId === participantId)
    if (meeting === undefined || guest === undefined) return c.json({ message: 'They wait no more.' }, 404)
    if (decision === 'allowed') meeting.admit(guest)
    else if (decision === 'denied') meeting.deny(guest)
    else return c.json({ message: 'The decision is allowed or denied.' }, 400)
    return c.json({})
  })
  return app
}

/** Browsers say with every POST where it comes from. */
function isOwnPage(c: Context): boolean {
  const origin = c.req.header('origin') ?? ''
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host
}

/** Those in which something happens come first, then the newest. */
function shownRooms(rooms: readonly Room[], meetings: readonly Meeting[]): ShownRoom[] {
  const busy = new Map(meetings.map((meeting) => [meeting.roomId, meeting]))
  const isBusy = ({ roomId }: Room): number => (busy.has(roomId) ? 0 : 1)
  return [...rooms]
    .sort((a, b) => isBusy(a) - isBusy(b) || b.createdAt.localeCompare(a.createdAt))
    .slice(0, MOST_ROOMS)
    .map(({ roomId, customRoomId, disabled }) => ({
      roomId,
      customRoomId,
      disabled,
      participants: shownPeople(busy.get(roomId)?.joined()),
      waiting: shownPeople(busy.get(roomId)?.waiting()),
    }))
}

function shownPeople(people: readonly ShownParticipant[] = []): ShownParticipant[] {
  return people.map(({ participantId, name, permissions }) => ({ participantId, name, permissions }))
}
