/** The sandbox's page, and what it asks, without a browser. */
import { describe, expect, it, test } from 'vitest'
import type { SandboxState } from '../../src/page/sandbox-state.ts'
import { NOT_FOUND } from '../../src/sandbox/answers.ts'
import { assembleSandbox } from '../../src/sandbox/create-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { NOW } from '../support/world.ts'

const ORIGIN = 'http://127.0.0.1:9010'

/** A sandbox with a host in a room and a guest who waits; what each was told. */
async function withGuest() {
  const { sandbox, sessions, onRefused } = assembleSandbox({ now: () => NOW })
  const authorization = createSigner(sandbox.credentials).sign({ now: NOW })
  const made = await sandbox.fetch(`${ORIGIN}/v2/rooms`, { method: 'POST', headers: { authorization } })
  const { roomId } = (await made.json()) as { roomId: string }
  const told: unknown[] = []
  const enter = (participantId: string, permissions: readonly string[]) =>
    sessions.enter({
      roomId,
      participantId,
      permissions,
      connection: {
        notify: (method, payload) => void told.push({ to: participantId, method, ...payload }),
        ask: () => {},
        close: () => {},
      },
      openChat: () => ({ url: '', revoke: () => {} }),
    })
  const host = enter('host', ['allow_join'])
  host.request('requestEntry', { name: 'Ann' })
  host.request('join', { displayName: 'Ann' })
  enter('guest', ['ask_join']).request('requestEntry', { name: 'Bob' })
  const state = async (): Promise<SandboxState> =>
    (await sandbox.fetch(`${ORIGIN}/sandbox/state`)).json() as Promise<SandboxState>
  let entry: unknown
  /** @param origin - of the page that asks. */
  const decide = async (decision: string, origin = ORIGIN, who?: unknown) => {
    entry ??= (await state()).rooms[0]?.waiting[0]?.entry
    return sandbox.fetch(`${ORIGIN}/sandbox/entries`, {
      method: 'POST',
      headers: origin === '' ? {} : { origin },
      body: JSON.stringify({ entry: who ?? entry, decision }),
    })
  }
  return { sandbox, roomId, told, enter, state, decide, onRefused, authorization }
}

it('shows who is in a room, and who waits', async () => {
  const { roomId, state } = await withGuest()
  expect(await state()).toEqual({
    rooms: [
      {
        roomId,
        customRoomId: null,
        disabled: false,
        participants: [{ participantId: 'host', name: 'Ann', permissions: ['allow_join'] }],
        waiting: [
          { participantId: 'guest', name: 'Bob', permissions: ['ask_join'], entry: expect.any(String) },
        ],
      },
    ],
    more: 0,
    refusals: [],
  })
})

it('puts rooms in which something happens first', async () => {
  const { sandbox, roomId, state, authorization } = await withGuest()
  for (const customRoomId of ['second', 'third'])
    await sandbox.fetch(`${ORIGIN}/v2/rooms`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ customRoomId }),
    })
  expect((await state()).rooms.map((room) => room.roomId === roomId)).toEqual([true, false, false])
})

test.each(['allowed', 'denied'])('a guest is %s by it', async (decision) => {
  const { told, state, decide } = await withGuest()
  expect((await decide(decision)).status).toBe(200)
  expect(told).toContainEqual(
    expect.objectContaining({ to: 'guest', method: 'entryResponded', id: 'guest', decision }),
  )
  expect((await state()).rooms[0]?.waiting).toEqual([])
  expect((await decide(decision)).status).toBe(404)
})

it('shows all in which somebody is, and how many more there are', async () => {
  const { sandbox, state, authorization } = await withGuest()
  for (let n = 0; n < 53; n++)
    await sandbox.fetch(`${ORIGIN}/v2/rooms`, { method: 'POST', headers: { authorization } })
  const { rooms, more } = await state()
  expect([rooms.length, more, rooms[0]?.waiting.length]).toEqual([51, 3, 1])
})

it('shows no token that stands where a name or an id belongs', async () => {
  const { sandbox, state, enter, decide, authorization } = await withGuest()
  await sandbox.fetch(`${ORIGIN}/v2/rooms`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ customRoomId: 'x'.repeat(60) }),
  })
  await decide('allowed')
  enter(authorization, ['ask_join']).request('requestEntry', { name: authorization })
  const text = JSON.stringify(await state())
  expect(text).not.toContain(authorization)
  expect(text).not.toContain('x'.repeat(60))
  expect(JSON.parse(text).rooms[0].waiting).toHaveLength(1)
})

describe('what is of another page', () => {
  test.each(['', 'https://evil.example', 'null', 'http://127.0.0.1:9011'])(
    'lets nobody in: %s',
    async (origin) => {
      const { told, decide } = await withGuest()
      const before = told.length
      const answer = await decide('allowed', origin)
      expect([answer.status, told.length]).toEqual([403, before])
    },
  )

  it('cannot read it', async () => {
    const { sandbox } = await withGuest()
    const headers = { origin: 'https://evil.example' }
    for (const path of ['/', '/sandbox/state'])
      expect(
        (await sandbox.fetch(`${ORIGIN}${path}`, { headers })).headers.get('access-control-allow-origin'),
      ).toBe(null)
  })
})

it('answers nonsense with an error', async () => {
  const { sandbox, decide } = await withGuest()
  expect((await decide('allowed', ORIGIN, '__proto__')).status).toBe(404)
  expect((await decide('perhaps')).status).toBe(400)
  const init = { method: 'POST', headers: { origin: ORIGIN }, body: '[' }
  expect((await sandbox.fetch(`${ORIGIN}/sandbox/entries`, init)).status).toBe(400)
})

describe('who was refused', () => {
  it('is shown with the reason and its cure, the newest first', async () => {
    const { sandbox, roomId, state } = await withGuest()
    const ask = (authorization: string, room: string) =>
      sandbox.fetch(`${ORIGIN}/infra/v1/meetings/init-config`, {
        method: 'POST',
        headers: { authorization },
        body: JSON.stringify({ roomId: room }),
      })
    await ask('undefined', roomId)
    await ask(createSigner(sandbox.credentials).sign({ now: NOW }), 'nowhere')
    expect((await state()).refusals).toEqual([
      {
        time: NOW.toISOString(),
        roomId: 'nowhere',
        code: 4003,
        message: NOT_FOUND.room,
        cure: expect.stringContaining('roomId'),
      },
      {
        time: NOW.toISOString(),
        roomId,
        code: 4002,
        message: 'malformed: it is the word undefined, not like a token',
        cure: expect.stringContaining('videosdk-token token'),
      },
    ])
  })

  it('is never shown with a token, and is forgotten at last', async () => {
    const { state, onRefused, authorization } = await withGuest()
    onRefused({ roomId: authorization, participantId: authorization, code: 4002, message: 'no' })
    expect(JSON.stringify(await state())).not.toContain(authorization)
    for (let n = 0; n < 30; n++) onRefused({ roomId: `r${n}`, code: 4002, message: 'no' })
    const { refusals } = await state()
    expect([refusals.length, refusals[0]?.roomId]).toEqual([20, 'r29'])
  })
})

it('is one file, and runs nothing but its own script', async () => {
  const { sandbox } = await withGuest()
  const answer = await sandbox.fetch(`${ORIGIN}/`)
  expect(answer.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'/,
  )
  const html = await answer.text()
  expect(html).toContain('<h1>VideoSDK sandbox</h1>')
  expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)="(?!data:)/)
})
