/** The script of the sandbox's page: it asks again and again what happens, and lets in who waits. */
import type { Guest, SandboxState, ShownParticipant, ShownRoom } from './sandbox-state.ts'

const PAUSE_MS = 1_000

const $ = (id: string): HTMLElement => document.getElementById(id) as HTMLElement

function element(name: string, children: (string | Node)[], className = ''): HTMLElement {
  const made = document.createElement(name)
  made.append(...children)
  made.className = className
  return made
}

/** Of a participant: the name that the others see, and the id. */
function personOf({ participantId, name }: ShownParticipant): string {
  return name === '' || name === participantId ? participantId : `${name} (${participantId})`
}

function roomOf(room: ShownRoom): HTMLElement {
  const { roomId, customRoomId, disabled, participants, waiting } = room
  const names = [roomId, ...(customRoomId === null ? [] : [` (${customRoomId})`])]
  const title = element('h3', names)
  title.id = `room-${roomId}`
  title.tabIndex = -1
  const article = element('article', [title])
  article.setAttribute('aria-labelledby', title.id)
  if (disabled) article.append(element('p', ['Deactivated.'], 'care'))
  else if (participants.length + waiting.length === 0) article.append(element('p', ['Nobody is in it.']))
  const inside = participants.map((one) =>
    element('li', [personOf(one), element('small', [one.permissions.join(', ')])]),
  )
  if (inside.length > 0) article.append(element('ul', inside))
  const guests = waiting.map((one) => element('li', guestOf(one, room)))
  if (guests.length > 0) article.append(element('h4', ['Waiting']), element('ul', guests))
  return article
}

function guestOf(guest: Guest, { roomId }: ShownRoom): (string | Node)[] {
  const person = personOf(guest)
  const button = (words: string, decision: 'allowed' | 'denied'): HTMLElement => {
    const made = element('button', [words])
    made.setAttribute('aria-label', `${words} ${person}`)
    made.id = `${decision}-${guest.entry}`
    made.addEventListener('click', () => void decide(roomId, guest.entry, decision))
    return made
  }
  const buttons = element('p', [button('Let in', 'allowed'), ' ', button('Refuse', 'denied')], 'buttons')
  return [person, buttons]
}

async function decide(roomId: string, entry: string, decision: string): Promise<void> {
  $('error').textContent = ''
  const done = await ask('sandbox/entries', { method: 'POST', body: JSON.stringify({ entry, decision }) })
  await refresh()
  // The button is gone; who works by the keyboard goes on from the room.
  if (done !== undefined) $(`room-${roomId}`)?.focus()
}

function refusalsOf({ refusals }: SandboxState): HTMLElement {
  if (refusals.length === 0) return element('p', ['Nobody was.'])
  const items = refusals.map(({ time, roomId, participantId, code, message, cure }) =>
    element('li', [
      element('strong', [`${code} `], 'bad'),
      message,
      element('small', [
        `${time.slice(11, 19)} UTC, ${participantId ?? 'somebody'} at ${roomId || 'no room'}`,
      ]),
      ...(cure === undefined ? [] : [element('small', [cure])]),
    ]),
  )
  return element('ul', items)
}

function newsOf({ rooms }: SandboxState): string {
  const inside = rooms.reduce((sum, { participants }) => sum + participants.length, 0)
  const waiting = rooms.reduce((sum, { waiting: guests }) => sum + guests.length, 0)
  return `${inside} in a meeting, ${waiting} waiting to be let in.`
}

function show(state: SandboxState): void {
  const focused = document.activeElement?.id ?? ''
  const rooms = state.rooms.map(roomOf)
  $('rooms').replaceChildren(
    ...(rooms.length > 0 ? rooms : [element('p', ['There is none yet: make one by the REST API.'])]),
    ...(state.more > 0 ? [element('p', [`${state.more} more, in which nobody is.`])] : []),
  )
  $('refusals').replaceChildren(refusalsOf(state))
  const news = newsOf(state)
  // What did not change is not read aloud again.
  if ($('news').textContent !== news) $('news').textContent = news
  if (focused !== '') document.getElementById(focused)?.focus()
}

const SILENT = 'The sandbox does not answer. Is it still running?'

/** Undefined where there was no answer, or none that was wished for, which is said. */
async function ask(path: string, init: RequestInit = {}): Promise<string | undefined> {
  try {
    const response = await fetch(path, init)
    const text = await response.text()
    if ($('error').textContent === SILENT) $('error').textContent = ''
    if (response.ok) return text
    $('error').textContent = `That did not work: ${JSON.parse(text).message}`
  } catch {
    // What is said already is not read aloud again.
    if ($('error').textContent !== SILENT) $('error').textContent = SILENT
  }
  return undefined
}

let shown = ''

async function refresh(): Promise<void> {
  const text = await ask('sandbox/state')
  if (text === undefined || text === shown) return
  shown = text
  show(JSON.parse(text))
}

async function keepUp(): Promise<void> {
  await refresh()
  setTimeout(() => void keepUp(), PAUSE_MS)
}

void keepUp()
