/** The page at `/`, and what it asks: who is in which room, who waits, who was refused; letting in who waits. */
import { type Context, Hono } from 'hono'
import { answerPage } from '../http/answer-page.ts'
import type { SandboxState, ShownParticipant, ShownRoom } from '../page/sandbox-state.ts'
import { shown } from '../token/text.ts'
import { errorAnswer } from './answers.ts'
import type { Meeting } from './door/meeting.ts'
import type { Participant } from './door/participant.ts'
import type { Sessions } from './door/sessions.ts'
import type { Refusals } from './refusals.ts'
import { bodyOf } from './request-parts.ts'
import type { Room } from './room.ts'

export interface PageWorld {
  readonly rooms: () => Promise<readonly Room[]>
  readonly sessions: Sessions
  readonly refusals: Refusals
}

/** Of those in which nobody is. */
const MOST_EMPTY_ROOMS = 50

/**
 * To stand before what lets any origin read: pages of other origins neither see this nor let anybody in. (One whose
 * name leads to this machine might, as it might by the REST API, which any page may call.)
 */
export function pageRoutes({ rooms, sessions, refusals }: PageWorld): Hono {
  const app = new Hono()
  const entries = createEntries()
  // Loaded with the first visit: most sandboxes never have one.
  app.get('/', async () => answerPage(await import('../page/sandbox.html')))
  app.get('/sandbox/state', async (c) => {
    const listed = shownRooms(await rooms(), sessions.meetings(), entries)
    const state: SandboxState = { ...listed, refusals: refusals.list() }
    return c.json(state, 200, { 'Cache-Control': 'no-store' })
  })
  app.post('/sandbox/entries', async (c) => {
    if (!isOwnPage(c)) return errorAnswer(403, 'This is for the page of the sandbox itself.')
    const { entry, decision } = await bodyOf(c)
    const [found] = sessions.meetings().flatMap((meeting) =>
      meeting
        .waiting()
        .filter((guest) => entries.of(guest) === entry)
        .map((guest) => ({ meeting, guest })),
    )
    if (found === undefined) return errorAnswer(404, 'They wait no more.')
    if (decision === 'allowed') found.meeting.admit(found.guest)
    else if (decision === 'denied') found.meeting.deny(found.guest)
    else return errorAnswer(400, 'The decision is allowed or denied.')
    return c.json({})
  })
  return app
}

/** Names for who waits, which say nothing of them. */
interface Entries {
  of(guest: Participant): string
}

function createEntries(): Entries {
  const names = new WeakMap<Participant, string>()
  return {
    of(guest) {
      const name = names.get(guest) ?? crypto.randomUUID()
      names.set(guest, name)
      return name
    },
  }
}

/** Browsers say with every POST where it comes from. */
function isOwnPage(c: Context): boolean {
  const origin = c.req.header('origin') ?? ''
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host
}

function shownRooms(
  rooms: readonly Room[],
  meetings: readonly Meeting[],
  entries: Entries,
): Pick<SandboxState, 'rooms' | 'more'> {
  const known = new Map(rooms.map((room) => [room.roomId, room]))
  const busy = meetings.map((meeting): ShownRoom => {
    const { customRoomId = null, disabled = false } = known.get(meeting.roomId) ?? {}
    return {
      roomId: meeting.roomId,
      customRoomId: customRoomId && shown(customRoomId),
      disabled,
      participants: meeting.joined().map(shownPerson),
      waiting: meeting.waiting().map((guest) => ({ ...shownPerson(guest), entry: entries.of(guest) })),
    }
  })
  const isBusy = new Set(meetings.map(({ roomId }) => roomId))
  const empty = rooms
    .filter(({ roomId }) => !isBusy.has(roomId))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .map(({ roomId, customRoomId, disabled }): ShownRoom => {
      const names = { roomId, customRoomId: customRoomId && shown(customRoomId) }
      return { ...names, disabled, participants: [], waiting: [] }
    })
  return {
    rooms: [...busy, ...empty.slice(0, MOST_EMPTY_ROOMS)],
    more: Math.max(empty.length - MOST_EMPTY_ROOMS, 0),
  }
}

function shownPerson({ participantId, name, permissions }: Participant): ShownParticipant {
  return { participantId: shown(participantId), name: shown(name), permissions }
}
