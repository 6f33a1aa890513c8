/** What the door makes of who comes in odd ways: too early, too late, with nothing, to a sandbox whose file is broken. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import type { SandboxState } from '../../src/page/sandbox-state.ts'
import { assembleSandbox } from '../../src/sandbox/create-sandbox.ts'
import { openDoor } from '../../src/sandbox/door/socket.ts'
import { type JoiningEvent, type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { createSigner } from '../../src/token/sign.ts'
import { emptyFolder } from '../support/world.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function open(options: Parameters<typeof startSandbox>[0] = {}) {
  const sandbox = await startSandbox(options)
  opened.push(sandbox)
  const authorization = createSigner(sandbox.credentials).sign()
  return { sandbox, authorization }
}

function knock({ url }: Pick<StartedSandbox, 'url'>, query: Record<string, string>): Socket {
  const socket = io(url, {
    transports: ['websocket'],
    query,
    forceNew: true,
    reconnection: false,
    // Of a certificate that was made for the run.
    rejectUnauthorized: false,
  })
  opened.push(socket)
  return socket
}

async function roomOf({ url }: StartedSandbox, authorization: string): Promise<string> {
  const made = await fetch(`${url}/v2/rooms`, { method: 'POST', headers: { authorization } })
  return ((await made.json()) as { roomId: string }).roomId
}

describe('who comes', () => {
  it('without a header at all is refused like anybody without a token', async () => {
    const { sandbox } = await open()
    const answer = await fetch(`${sandbox.url}/infra/v1/meetings/init-config`, { method: 'POST' })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 4002 })
  })

  it('with nothing in the address of the socket is refused, too', async () => {
    const { sandbox } = await open()
    const refused = new Promise((settle) => knock(sandbox, {}).once('notification', settle))
    expect(await refused).toMatchObject({ method: 'error', code: 4002 })
  })

  it('by TLS chats by TLS', async () => {
    const { sandbox, authorization } = await open({ tls: true })
    const made = await sandbox.fetch('https://x/v2/rooms', { method: 'POST', headers: { authorization } })
    const { roomId } = (await made.json()) as { roomId: string }
    const socket = knock(sandbox, { roomId, peerId: 'ann', secret: authorization })
    const ask = (method: string) => socket.timeout(5_000).emitWithAck('request', { method, data: {} })
    await ask('requestEntry')
    expect(await ask('join')).toMatchObject({
      data: { pubSubUrl: expect.stringMatching(/^wss:\/\/127\.0\.0\.1:\d+\/pubsub\//) },
    })
  })

  it('to a sandbox whose file cannot be read is sent away, and does not end it', async () => {
    const file = join(emptyFolder(), 'sandbox.json')
    writeFileSync(file, 'garbage')
    const { sandbox, authorization } = await open({ file })
    const socket = knock(sandbox, { roomId: 'r', peerId: 'ann', secret: authorization })
    await new Promise((settle) => socket.once('disconnect', settle))
    expect((await fetch(sandbox.url)).status).toBe(200)
  })

  it('and asks more than ten times before the rooms were read is answered ten', async () => {
    const server = createServer()
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const { sandbox, door, sessions } = assembleSandbox({})
    let letRead = (): void => {}
    const gate = new Promise<void>((settle) => {
      letRead = settle
    })
    let asked = false
    const rooms = async () => {
      asked = true
      await gate
      return door.rooms()
    }
    opened.push(server, await openDoor(server, sessions, { ...door, rooms }, () => {}))
    const secret = createSigner(sandbox.credentials).sign()
    const init = { method: 'POST', headers: { authorization: secret } }
    const { roomId } = (await (await sandbox.fetch('http://x/v2/rooms', init)).json()) as { roomId: string }
    const { port } = server.address() as AddressInfo
    const socket = knock({ url: `http://127.0.0.1:${port}` }, { roomId, peerId: 'ann', secret })
    let answered = 0
    await new Promise<void>((settle) => socket.once('connect', settle))
    for (let n = 0; n < 12; n++)
      socket.emit('request', { method: n === 0 ? 'requestEntry' : 'produceData' }, () => {
        answered++
      })
    // Client and server are one process: what was sent before this has come when this is answered.
    await fetch(`http://127.0.0.1:${port}/socket.io/`)
    expect([asked, answered]).toEqual([true, 0])
    letRead()
    await new Promise((settle) => socket.once('connectionSuccess', settle))
    await socket.timeout(5_000).emitWithAck('request', { method: 'produceData' })
    expect(answered).toBe(10)
  })

  it('and goes before the token was looked at is never in the room', async () => {
    const events: JoiningEvent[] = []
    const options = {
      file: join(emptyFolder(), 'sandbox.json'),
      onJoining: (one: JoiningEvent) => events.push(one),
    }
    const { sandbox, authorization } = await open(options)
    const roomId = await roomOf(sandbox, authorization)
    for (let n = 0; n < 20; n++) {
      const socket = knock(sandbox, { roomId, peerId: `p${n}`, secret: authorization })
      socket.once('connect', () => socket.disconnect())
      await new Promise((settle) => socket.once('disconnect', settle))
    }
    const answer = await fetch(`${sandbox.url}/sandbox/state`)
    const [room] = ((await answer.json()) as SandboxState).rooms
    expect([room?.participants, room?.waiting]).toEqual([[], []])
    expect(events.filter(({ kind }) => kind === 'joined')).toEqual([])
  })
})

it('a room that is not in the file any more is shown with who is in it, the others by their names', async () => {
  const { sandbox, sessions } = assembleSandbox({})
  const authorization = createSigner(sandbox.credentials).sign()
  await sandbox.fetch('http://x/v2/rooms', {
    method: 'POST',
    headers: { authorization },
    body: '{"customRoomId":"standup"}',
  })
  const connection = { notify: () => {}, ask: () => {}, close: () => {} }
  const openChat = () => ({ url: '', revoke: () => {} })
  const entry = { participantId: 'ann', permissions: ['ask_join'], connection, openChat }
  sessions.enter({ ...entry, roomId: 'gone' }).request('requestEntry', { name: 'Ann' })
  const { rooms } = (await (await sandbox.fetch('http://x/sandbox/state')).json()) as SandboxState
  expect(rooms.map(({ roomId, customRoomId, waiting }) => [roomId, customRoomId, waiting.length])).toEqual([
    ['gone', null, 1],
    [expect.any(String), 'standup', 0],
  ])
})

it('a session that there is not has no participants, and does not end', async () => {
  const { sandbox, authorization } = await open()
  for (const path of ['', '/participants', '/participants/ann']) {
    const answer = await fetch(`${sandbox.url}/v2/sessions/none${path}`, { headers: { authorization } })
    expect(answer.status).toBe(404)
  }
  const init = { method: 'POST', headers: { authorization }, body: '{"roomId":"none"}' }
  expect((await fetch(`${sandbox.url}/v2/sessions/end`, init)).status).toBe(404)
})
