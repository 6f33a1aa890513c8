/** The door on a port: HTTP, socket.io and the chat socket, as a client of Node speaks them. */

import protobuf from 'protobufjs/minimal.js'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, createSigner, inspectToken } from '../../src/index.ts'
import { type ClientFrame, createFrames, readFrame } from '../../src/sandbox/chat/wire.ts'
import { type JoiningEvent, type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { buildClaims } from '../../src/token/claims.ts'
import { PROBLEMS, type ProblemCode } from '../../src/token/problems.ts'
import { forge, OTHER_KEY, OTHER_SECRET } from '../support/world.ts'

let sandbox: StartedSandbox
const events: JoiningEvent[] = []
const sockets: (Socket | WebSocket)[] = []

beforeAll(async () => {
  sandbox = await startSandbox({ onJoining: (event) => events.push(event) })
})
afterAll(() => sandbox.close())
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
  events.length = 0
})

const sign = (request = {}): string => createSigner(sandbox.credentials).sign(request)
const newRoom = async (): Promise<string> =>
  (await createClient(sandbox.credentials, { endpoint: sandbox.url }).createMeeting()).roomId

async function initConfig(
  token: string,
  body: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${sandbox.url}/infra/v1/meetings/init-config`, {
    method: 'POST',
    headers: { authorization: token },
    body,
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('the first step', () => {
  it('names where the socket is, and allows any page to ask', async () => {
    const { status, body } = await initConfig(sign(), JSON.stringify({ roomId: await newRoom() }))
    const { host } = new URL(sandbox.url)
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      baseUrl: host,
      socketUrl: host,
      observability: { traces: { enabled: false } },
    })
  })

  it.each(['', 'no JSON', '[]', '{"roomId":5}', '{}'])('finds no room in %j', async (body) => {
    expect(await initConfig(sign(), body)).toMatchObject({ status: 404, body: { code: 4003 } })
  })

  it('takes the token bare', async () => {
    const body = JSON.stringify({ roomId: await newRoom() })
    expect(await initConfig(`Bearer ${sign()}`, body)).toMatchObject({
      status: 401,
      body: { code: 4002, hint: expect.stringContaining('nothing around it') },
    })
    expect(events).toMatchObject([{ kind: 'refused', code: 4002 }])
    expect(JSON.stringify(events)).not.toContain('eyJ')
  })
})

/** A token for each problem that can be seen in one; what is left out needs a question of `inspect`. */
const WITH: Readonly<Partial<Record<ProblemCode, (claims: Record<string, unknown>) => string>>> = {
  malformed: () => 'nonsense',
  'alg-none': (claims) => `${forge({ alg: 'none' }, claims, 'x').replace(/[^.]+$/, '')}`,
  'alg-not-hs256': (claims) => forge({ alg: 'RS256' }, claims, sandbox.credentials.secret),
  'crit-unsupported': (claims) => forge({ alg: 'HS256', crit: ['b64'] }, claims, sandbox.credentials.secret),
  'signature-invalid': (claims) => forge({ alg: 'HS256' }, claims, OTHER_SECRET),
  expired: (claims) => signed({ ...claims, exp: 1_000 }),
  'exp-in-milliseconds': (claims) => signed({ ...claims, exp: Number(claims.exp) * 1_000 }),
  'not-yet-valid': (claims) => signed({ ...claims, nbf: Number(claims.exp) - 60 }),
  'issued-in-future': (claims) => signed({ ...claims, iat: Number(claims.exp) - 60 }),
  'no-expiry': ({ exp: _exp, ...claims }) => signed(claims),
  'apikey-missing': ({ apikey: _apikey, ...claims }) => signed(claims),
  'apikey-mismatch': (claims) => signed({ ...claims, apikey: OTHER_KEY }),
  'permissions-missing': ({ permissions: _permissions, ...claims }) => signed(claims),
  'permission-unknown': (claims) => signed({ ...claims, permissions: ['allow_all'] }),
  'permission-conflict': (claims) => signed({ ...claims, permissions: ['ask_join', 'allow_mod'] }),
  'permission-cannot-join': (claims) => signed({ ...claims, permissions: ['allow_mod'] }),
  'role-unknown': (claims) => signed({ ...claims, roles: ['publisher'] }),
  'role-cannot-join': (claims) => signed({ ...claims, roles: ['crawler'] }),
  'role-cannot-call-api': (claims) => signed({ ...claims, roles: ['rtc'] }),
  'room-mismatch': (claims) => signed({ ...claims, roomId: 'another' }),
  'claim-wrong-type': (claims) => signed({ ...claims, permissions: 'allow_join' }),
  'version-missing': ({ version: _version, ...claims }) => signed(claims),
  'claim-ignored': (claims) => signed({ ...claims, peerId: 'x' }),
}

const signed = (claims: Record<string, unknown>): string =>
  forge({ alg: 'HS256', typ: 'JWT' }, claims, sandbox.credentials.secret)

describe('one set of rules', () => {
  it('covers every problem but those that a question makes', () => {
    const asked: ProblemCode[] = ['bearer-prefix', 'expires-too-soon', 'participant-mismatch']
    expect([...Object.keys(WITH), ...asked].toSorted()).toEqual(Object.keys(PROBLEMS).toSorted())
  })

  it.each(Object.keys(WITH) as ProblemCode[])(
    '%s: what inspect --for join says no to, the door refuses with its code',
    async (code) => {
      const roomId = await newRoom()
      const token = WITH[code]?.({ ...buildClaims(sandbox.credentials.apiKey, {}) }) ?? ''
      const { canJoin, problems } = inspectToken(token, { ...sandbox.credentials, for: 'join', roomId })
      expect(problems.map((problem) => problem.code)).toContain(code)
      const { status, body } = await initConfig(token, JSON.stringify({ roomId }))
      if (canJoin) expect(status).toBe(200)
      else
        expect([status, body.code]).toEqual([
          401,
          problems.find(({ severity }) => severity === 'error')?.videosdk,
        ])
    },
  )
})

interface Guest {
  readonly socket: Socket
  readonly heard: (readonly [string, unknown])[]
  readonly ask: (method: string, data?: object) => Promise<unknown>
  readonly hears: (what: string) => Promise<unknown>
}

/** A client, as far as it is needed. */
function knock(query: Record<string, string>): Guest {
  const socket = io(sandbox.url, {
    transports: ['websocket'],
    query: { lib: 'socket', ...query },
    forceNew: true,
    reconnection: false,
  })
  sockets.push(socket)
  const heard: (readonly [string, unknown])[] = []
  for (const event of ['connectionSuccess', 'close', 'disconnect', 'enableMic'])
    socket.on(event, (value) => heard.push([event, value]))
  socket.on('notification', ({ method, ...payload }) => heard.push([method, payload]))
  return {
    socket,
    heard,
    ask: (method, data = {}) => socket.timeout(5_000).emitWithAck('request', { method, request: true, data }),
    async hears(what) {
      await expect.poll(() => heard.map(([event]) => event), { timeout: 5_000 }).toContain(what)
      return heard.find(([event]) => event === what)?.[1]
    },
  }
}

async function enter(
  roomId: string,
  peerId: string,
  request = {},
): Promise<Guest & { readonly pubSubUrl: string }> {
  const guest = knock({ roomId, peerId, secret: sign(request) })
  await guest.hears('connectionSuccess')
  await guest.ask('requestEntry', { name: peerId })
  const { data } = (await guest.ask('join', { displayName: peerId })) as { data: { pubSubUrl: string } }
  return { ...guest, pubSubUrl: data.pubSubUrl }
}

describe('the socket', () => {
  it('lets in, answers, and tells the others', async () => {
    const roomId = await newRoom()
    const ann = await enter(roomId, 'ann', { permissions: ['allow_join', 'allow_mod'] })
    const bob = await enter(roomId, 'bob')
    expect(await ann.hears('newPeer')).toMatchObject({ id: 'bob' })
    expect(await ann.ask('enablePeerMic', { peerId: 'bob' })).toEqual({ data: {} })
    expect(await bob.hears('enableMic')).toEqual({ peerId: 'ann' })
    expect(await bob.ask('enablePeerMic', { peerId: 'ann' })).toEqual({
      error: 'It takes the permission allow_mod.',
    })
    expect(await bob.ask('startRecording')).toEqual({ error: 'The sandbox does not have startRecording.' })
    bob.socket.close()
    expect(await ann.hears('peerClosed')).toMatchObject({ peerId: 'bob', reason: { code: 1001 } })
    await expect.poll(() => events.map(({ kind }) => kind)).toEqual(['joined', 'joined', 'left'])
    expect(JSON.stringify(events)).not.toContain('eyJ')
  })

  it('hears why one leaves who says so and goes in one breath', async () => {
    const roomId = await newRoom()
    const [ann, bob] = [await enter(roomId, 'ann'), await enter(roomId, 'bob')]
    void bob.ask('definePeerLeftReason', { leaveReason: 'MANUAL_LEAVE_CALLED' }).catch(() => {})
    bob.socket.close()
    expect(await ann.hears('peerClosed')).toMatchObject({ peerId: 'bob', reason: { code: 1101 } })
  })

  it.each([
    [
      'a token that another secret signed',
      () => ({ secret: createSigner({ ...sandbox.credentials, secret: OTHER_SECRET }).sign() }),
      4002,
    ],
    ['no token', () => ({ secret: '' }), 4002],
    ['no participantId', () => ({ peerId: '' }), 4004],
    ['nothing of what the address should say', () => ({ roomId: '', peerId: '', secret: '' }), 4002],
    ['white space in it', () => ({ peerId: 'a b' }), 4004],
    ['__proto__', () => ({ peerId: '__proto__' }), 4004],
    ["another participant's token", () => ({ secret: sign({ participantId: 'somebody' }) }), 4023],
    ['an unknown room', () => ({ roomId: 'nowhere' }), 4003],
    ['refuse-4009', () => ({ peerId: 'refuse-4009' }), 4009],
  ])('refuses %s, and hangs up', async (_, query, code) => {
    const guest = knock({ roomId: await newRoom(), peerId: 'ann', secret: sign(), ...query() })
    expect(await guest.hears('error')).toMatchObject({ code })
    expect(await guest.hears('close')).toMatchObject({ reason: { code: 1103 } })
    await guest.hears('disconnect')
    expect(guest.heard.some(([event]) => event === 'connectionSuccess')).toBe(false)
    expect(events.at(-1)).toMatchObject({ kind: 'refused', code })
  })

  it('answers what was asked before it had looked at the token', async () => {
    const guest = knock({ roomId: await newRoom(), peerId: 'ann', secret: sign() })
    expect(await guest.ask('requestEntry', { name: 'Ann' })).toEqual({ data: {} })
  })

  it('is told nonsense, and the others feel nothing', async () => {
    const roomId = await newRoom()
    const [ann, eve] = [await enter(roomId, 'ann'), await enter(roomId, 'eve')]
    eve.socket.emit('request', 'text')
    eve.socket.emit('request')
    eve.socket.emit('request', { method: 5 }, () => {})
    eve.socket.emit('nonsense', { a: 1 }, () => {})
    for (const message of [null, 5, { method: {} }, { method: '__proto__' }])
      expect(await eve.socket.timeout(5_000).emitWithAck('request', message)).toMatchObject({
        error: expect.any(String),
      })
    eve.socket.emit('request', { method: 'x'.repeat(1_500_000) })
    await eve.hears('disconnect')
    expect(await ann.ask('produceData')).toMatchObject({ data: { id: expect.any(String) } })
  })

  it('closes everybody with the sandbox, at once', async () => {
    const own = await startSandbox()
    const { roomId } = await createClient(own.credentials, { endpoint: own.url }).createMeeting()
    const socket = io(own.url, {
      transports: ['websocket'],
      query: { roomId, peerId: 'ann', secret: createSigner(own.credentials).sign() },
      reconnection: false,
    })
    sockets.push(socket)
    await new Promise((resolve) => socket.once('connectionSuccess', resolve))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const began = Date.now()
    await own.close()
    expect(await closed).toEqual({ reason: { code: 1006, message: 'The meeting has been closed' } })
    expect(Date.now() - began).toBeLessThan(2_000)
  })
})

/** Field numbers of the facts, written by hand. */
const frame = (field: number, write: (writer: protobuf.Writer) => void): Uint8Array => {
  const writer = protobuf.Writer.create()
  write(writer.uint32((field << 3) | 2).fork())
  return writer.ldelim().finish()
}
const subscribe = (topic: string, oldMessages: number, requestId: string) =>
  frame(
    1,
    (writer) =>
      void writer.uint32(10).string(topic).uint32(24).int32(oldMessages).uint32(50).string(requestId),
  )
const publish = (
  topic: string,
  message: string,
  requestId: string,
  sendOnly: string[] = [],
  persist = false,
) =>
  frame(3, (writer) => {
    writer.uint32(10).string(topic).uint32(18).bytes(Buffer.from('{"a":1}')).uint32(26).string(message)
    for (const id of sendOnly) writer.uint32(34).string(id)
    writer.uint32(58).string('Ann').uint32(64).bool(persist).uint32(82).string(requestId)
  })

interface Chat {
  readonly socket: WebSocket
  readonly texts: () => string[]
  readonly closed: Promise<number>
}

async function openChat(url: string): Promise<Chat> {
  const socket = new WebSocket(url)
  sockets.push(socket)
  const frames: string[] = []
  socket.on('message', (data: Buffer) => frames.push(data.toString('latin1')))
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.on('error', () => {})
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { socket, texts: () => frames, closed }
}

describe('the chat socket', () => {
  it('welcomes, acknowledges, delivers to who may hear, and gives history', async () => {
    const roomId = await newRoom()
    const [ann, bob] = [await enter(roomId, 'ann'), await enter(roomId, 'bob')]
    const [chatOfAnn, chatOfBob] = [await openChat(ann.pubSubUrl), await openChat(bob.pubSubUrl)]
    chatOfBob.socket.send(subscribe('CHAT', -1, 'r1'))
    const saw = (chat: Chat, text: string) => expect.poll(() => chat.texts().join()).toContain(text)
    await saw(chatOfBob, 'r1')
    chatOfAnn.socket.send(publish('CHAT', 'hello', 'r2', [], true))
    await saw(chatOfBob, 'hello')
    await saw(chatOfAnn, 'r2')
    chatOfAnn.socket.send(publish('CHAT', 'not for bob', 'r3', ['ann']))
    chatOfAnn.socket.send(subscribe('CHAT', 1, 'r4'))
    await saw(chatOfAnn, 'old-messages')
    chatOfAnn.socket.send(frame(4, (writer) => void writer.uint32(10).string('CHAT').uint32(34).string('r5')))
    await saw(chatOfAnn, 'r5')
    chatOfAnn.socket.send(subscribe('CHAT', 0, 'r6'))
    chatOfBob.socket.send(frame(2, (writer) => void writer.uint32(10).string('CHAT').uint32(18).string('r7')))
    chatOfBob.socket.send(frame(5, (writer) => void writer.uint32(8).uint64(1)))
    await saw(chatOfBob, 'r7')
    expect(chatOfBob.texts().join()).not.toContain('not for bob')
    ann.socket.close()
    expect(await chatOfAnn.closed).toBe(1005)
  })

  it('is cut off from who reads no more', async () => {
    const roomId = await newRoom()
    const [ann, bob] = [await enter(roomId, 'ann'), await enter(roomId, 'bob')]
    const [chatOfAnn, chatOfBob] = [await openChat(ann.pubSubUrl), await openChat(bob.pubSubUrl)]
    chatOfBob.socket.send(subscribe('CHAT', 0, 'r1'))
    await expect.poll(() => chatOfBob.texts().join()).toContain('r1')
    chatOfBob.socket.pause()
    const message = 'x'.repeat(900_000)
    // The system itself takes some megabytes of it.
    for (let n = 0; n < 60; n++) chatOfAnn.socket.send(publish('CHAT', message, `r${n}`))
    await expect.poll(() => chatOfAnn.texts().join()).toContain('r59')
    chatOfBob.socket.resume()
    expect(await chatOfBob.closed).toBe(1006)
    expect(chatOfBob.texts().filter((text) => text.includes(message)).length).toBeLessThan(60)
  })

  it('is cut off from who asks for all that is kept, and reads none of it', async () => {
    const chat = await openChat((await enter(await newRoom(), 'ann')).pubSubUrl)
    for (let n = 0; n < 4; n++) chat.socket.send(publish('CHAT', 'x'.repeat(900_000), `r${n}`, [], true))
    await expect.poll(() => chat.texts().join()).toContain('r3')
    chat.socket.pause()
    for (let n = 0; n < 30; n++) chat.socket.send(subscribe('CHAT', -1, `h${n}`))
    await expect.poll(() => chat.socket.readyState === chat.socket.OPEN && chat.socket.bufferedAmount).toBe(0)
    chat.socket.resume()
    expect(await chat.closed).toBe(1006)
  })

  it('has no topic of more than a thousand characters', async () => {
    const ann = await enter(await newRoom(), 'ann')
    const chat = await openChat(ann.pubSubUrl)
    chat.socket.send(subscribe('x'.repeat(1_001), 0, 'r1'))
    await expect.poll(() => chat.texts().join()).toContain('A topic has at most 1000 characters.')
  })

  it('opens for nobody without its address', async () => {
    await expect(openChat(`${sandbox.url.replace('http', 'ws')}/pubsub/guess`)).rejects.toThrow(/401/)
  })

  it.each([
    ['no frame', Buffer.from('nonsense')],
    ['an empty one', Buffer.alloc(0)],
    ['one that is too long', Buffer.alloc(1_500_000)],
  ])('is closed by %s, and nobody else is', async (_, bytes) => {
    const roomId = await newRoom()
    const [ann, eve] = [await enter(roomId, 'ann'), await enter(roomId, 'eve')]
    const [good, bad] = [await openChat(ann.pubSubUrl), await openChat(eve.pubSubUrl)]
    bad.socket.send(bytes)
    expect([1007, 1009, 1006]).toContain(await bad.closed)
    good.socket.send(subscribe('A', 0, 'still'))
    await expect.poll(() => good.texts().join()).toContain('still')
  })
})

describe('frames', () => {
  it('are read as they are written', () => {
    const read = (bytes: Uint8Array) => readFrame(bytes, protobuf) as ClientFrame
    expect(read(subscribe('t', -1, 'r'))).toEqual({
      kind: 'subscribe',
      topic: 't',
      oldMessages: -1,
      requestId: 'r',
    })
    expect(read(publish('t', 'm', 'r', ['a', 'b'], true))).toEqual({
      kind: 'publish',
      topic: 't',
      message: 'm',
      payload: '{"a":1}',
      sendOnly: ['a', 'b'],
      senderName: 'Ann',
      persist: true,
      requestId: 'r',
    })
    expect(readFrame(Buffer.from([0xff]), protobuf)).toBeUndefined()
    const nothing = () => {}
    expect([1, 2, 3, 4].map((kind) => read(frame(kind, nothing)))).toEqual([
      { kind: 'subscribe', topic: '', oldMessages: 0, requestId: '' },
      { kind: 'unsubscribe', topic: '', requestId: '' },
      {
        kind: 'publish',
        topic: '',
        message: '',
        payload: '',
        sendOnly: [],
        senderName: '',
        persist: false,
        requestId: '',
      },
      { kind: 'history', topic: '', requestId: '' },
    ])
    // Of another type than it should be, or unknown: as if it were not there.
    expect(read(frame(2, (writer) => void writer.uint32(8).uint32(5).uint32(21).fixed32(1)))).toEqual({
      kind: 'unsubscribe',
      topic: '',
      requestId: '',
    })
    expect(readFrame(Uint8Array.of(8, 1), protobuf)).toBeUndefined()
  })

  it('of pings and acks have their numbers', () => {
    const frames = createFrames(protobuf)
    expect([...frames.ping(7)]).toEqual([0x22, 2, 8, 7])
    expect([...frames.welcome(1)]).toEqual([0x1a, 2, 8, 1])
    expect(Buffer.from(frames.ack('r', { error: 'e' })).toString('latin1')).toContain('e')
    const message = {
      message: 'm',
      payload: '',
      timestamp: 't',
      senderId: 's',
      senderName: 'n',
      messageId: 'id',
      persist: false,
      sendOnly: ['x'],
      sequence: 1,
    }
    expect(Buffer.from(frames.live('t', message)).toString('latin1')).toContain('x')
    expect(frames.history('t', [], 'r').length).toBeGreaterThan(0)
  })
})

test('network speed: what apps ask before they join', async () => {
  const down = await fetch(`${sandbox.url}/test-download-speed?bytes=3000000`)
  expect((await down.arrayBuffer()).byteLength).toBe(3_000_000)
  const up = await fetch(`${sandbox.url}/test-upload-speed`, {
    method: 'POST',
    body: new Uint8Array(3_000_000),
  })
  // A browser tells the page nothing of how long another host took, unless that host allows it.
  for (const { headers } of [down, up]) expect(headers.get('timing-allow-origin')).toBe('*')
  expect(up.status).toBe(200)
  for (const bytes of ['', 'x', '-1', '1e99'])
    expect((await fetch(`${sandbox.url}/test-download-speed?bytes=${bytes}`)).status).toBe(200)
})

describe('sessions by REST', () => {
  const ask = async (path: string, body?: object) => {
    const init = body && { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${sandbox.url}/v2/sessions${path}`, {
      headers: { authorization: sign() },
      ...init,
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, never> }
  }

  it('are listed, looked into, and ended', async () => {
    const { roomId, customRoomId } = await createClient(sandbox.credentials, {
      endpoint: sandbox.url,
    }).createMeeting({ customRoomId: 'team' })
    await enter(roomId, 'ann')
    const gone = await enter(roomId, 'bob')
    gone.socket.close()
    await expect.poll(() => events.some(({ kind }) => kind === 'left')).toBe(true)
    const { body } = await ask(`?customRoomId=${customRoomId}&status=ongoing`)
    const [session] = body.data as unknown as { id: string; participants: unknown[] }[]
    expect(session).toMatchObject({ roomId, customRoomId: 'team', status: 'ongoing', end: null })
    expect((await ask(`?query=${roomId}`)).body.data).toHaveLength(1)
    expect((await ask('?query=nowhere')).body.data).toEqual([])
    const participants = (path: string) => ask(`/${session?.id}/participants${path}`)
    expect((await participants('')).body.data).toMatchObject({
      participants: [{ participantId: 'ann' }, { participantId: 'bob' }],
    })
    expect((await participants('/active')).body.data).toMatchObject({
      participants: [{ participantId: 'ann' }],
    })
    expect((await participants('/ann')).body).toMatchObject({
      participantId: 'ann',
      timelog: [{ end: null }],
    })
    expect((await participants('/nobody')).status).toBe(404)
    expect((await ask('/participants/remove', { sessionId: session?.id, participantId: 'ann' })).status).toBe(
      200,
    )
    expect((await ask('/participants/remove', { sessionId: 'x', participantId: 'ann' })).status).toBe(404)
    expect((await ask('/participants/remove', { roomId })).status).toBe(400)
    expect((await ask('/end', { roomId })).status).toBe(404)
    expect((await ask(`/${session?.id}`)).body).toMatchObject({ status: 'ended' })
    for (const path of ['/nowhere', '/nowhere/participants', '/nowhere/participants/x'])
      expect((await ask(path)).status).toBe(404)
    expect((await ask('?status=perhaps')).status).toBe(400)
    // Whoever is in the room's next session is not in the one that ended.
    await enter(roomId, 'ann')
    const remove = { sessionId: session?.id, participantId: 'ann' }
    expect((await ask('/participants/remove', remove)).status).toBe(404)
  })
})
