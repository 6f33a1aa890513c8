/** Who means harm, or is broken, at the door: an error to that one, nothing to the others. */
import { once } from 'node:events'
import { connect } from 'node:net'
import protobuf from 'protobufjs/minimal.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, createSigner } from '../../src/index.ts'
import { createTopics, type Topics } from '../../src/sandbox/chat/topics.ts'
import { readFrame } from '../../src/sandbox/chat/wire.ts'
import { Refused } from '../../src/sandbox/door/requests.ts'
import { createSessions } from '../../src/sandbox/door/sessions.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { sendRaw } from '../support/raw.ts'
import { enterRoom } from '../support/sandbox-process.ts'

let sandbox: StartedSandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const upgradeTo = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

/** The rules alone, without a socket. */
function openRules() {
  const sessions = createSessions({ now: () => new Date() })
  const chats: Topics[] = []
  const enter = (participantId: string, permissions = ['allow_join', 'allow_mod']) => {
    const heard: (readonly [string, unknown])[] = []
    const hear = (method: string, payload: object): void => void heard.push([method, payload])
    const connection = { notify: hear, ask: hear, close: (reason: object) => hear('close', reason) }
    const openChat = (topics: Topics) => {
      chats.push(topics)
      return { url: 'ws://sandbox', revoke: () => {} }
    }
    const visitor = sessions.enter({ roomId: 'room', participantId, permissions, connection, openChat })
    const join = (): void => {
      visitor.request('requestEntry', { name: participantId })
      visitor.request('join', {})
    }
    return { ...visitor, heard, join, heardOf: (method: string) => heard.filter(([one]) => one === method) }
  }
  return { sessions, enter, chats }
}

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

describe('what is nested too deeply', () => {
  it.each([
    ['join', { metaData: deep(20_000) }],
    ['pubsubPublish', { topic: 't', payload: deep(20_000) }],
    ['produce', { kind: 'audio', rtpParameters: { a: deep(20_000) } }],
  ])('is refused in %s, and passed on to nobody', (method, data) => {
    const { enter } = openRules()
    const [ann, eve] = [enter('ann'), enter('eve')]
    ann.join()
    ann.request('pubsubSubscribe', { topic: 't' })
    eve.request('requestEntry', {})
    const before = ann.heard.length
    expect(() => eve.request(method, data)).toThrow(Refused)
    expect(ann.heard).toHaveLength(before)
  })

  it('does not come by the chat socket either, to who chats on the first one', () => {
    const { enter, chats } = openRules()
    const ann = enter('ann')
    ann.join()
    ann.request('pubsubSubscribe', { topic: 't' })
    const payload = JSON.stringify({ kind: 'deep' }).replace(
      '"deep"',
      '['.repeat(20_000) + ']'.repeat(20_000),
    )
    const rest = { message: 'm', persist: true, sendOnly: [], senderName: 'eve' }
    chats[0]?.publish('t', 'eve', { ...rest, payload })
    chats[0]?.publish('t', 'eve', { ...rest, payload: '{"a":[1]}' })
    expect(ann.heardOf('pubsubMessage')).toMatchObject([
      ['pubsubMessage', { message: 'm', payload: null }],
      ['pubsubMessage', { message: 'm', payload: { a: [1] } }],
    ])
  })
})

describe('who asks for entry a second time', () => {
  it('after having joined, is still there for the others, and goes for them', () => {
    const { enter } = openRules()
    const [ann, eve] = [enter('ann'), enter('eve')]
    ann.join()
    eve.join()
    expect(() => eve.join()).toThrow('It has joined already.')
    eve.gone()
    expect(ann.heardOf('newPeer')).toHaveLength(1)
    expect(ann.heardOf('peerClosed')).toMatchObject([['peerClosed', { peerId: 'eve' }]])
  })

  it('after having been removed, opens no session that nobody is in', () => {
    const { enter, sessions } = openRules()
    const eve = enter('eve')
    eve.join()
    eve.request('removePeer', { peerId: 'eve' })
    expect(() => eve.join()).toThrow('It has left.')
    expect(sessions.list().map(({ end }) => end === null)).toEqual([false])
  })

  it('or goes without having joined, hears no more of the chat', () => {
    const { enter } = openRules()
    const [ann, eve] = [enter('ann'), enter('eve')]
    ann.join()
    eve.request('requestEntry', {})
    eve.request('pubsubSubscribe', { topic: 't' })
    for (const message of ['before', 'after']) {
      ann.request('pubsubPublish', { topic: 't', message })
      eve.gone()
    }
    expect(eve.heardOf('pubsubMessage')).toMatchObject([['pubsubMessage', { message: 'before' }]])
  })
})

describe('an upgrade', () => {
  // An uncaught error there would end the process, and fail this run.
  it.each(['//', 'http://[', '*', '/pubsub', '/nowhere'])('to %s is no socket', async (target) => {
    expect(await sendRaw(sandbox.url, upgradeTo(target), 50)).not.toContain('101')
    expect((await fetch(`${sandbox.url}/test-download-speed?bytes=1`)).status).toBe(200)
  })

  it.each(['/pubsub/', '/pubsub/guess', '/pubsub/__proto__'])('to %s is refused', async (target) => {
    expect(await sendRaw(sandbox.url, upgradeTo(target))).toContain('401')
  })
})

describe('chat that would fill the memory', () => {
  const publication = { payload: '', persist: true, sendOnly: [], senderName: 'eve' }
  const long = 'x'.repeat(900_000)

  it('is forgotten, the oldest of the fullest topic first', () => {
    const topics = createTopics(() => new Date())
    topics.publish('quiet', 'ann', { ...publication, message: 'kept' })
    for (let n = 0; n < 50; n++) topics.publish('loud', 'eve', { ...publication, message: `${n} ${long}` })
    expect(topics.kept('quiet', 'ann')).toMatchObject([{ message: 'kept' }])
    const loud = topics.kept('loud', 'ann').map(({ message }) => Number(message.split(' ')[0]))
    expect(loud).toEqual([45, 46, 47, 48, 49])
    const sendOnly = Array.from({ length: 450_000 }, () => '')
    for (let n = 0; n < 50; n++) topics.publish('crowd', 'eve', { ...publication, message: '', sendOnly })
    expect(topics.kept('crowd', '').length).toBeLessThan(12)
    expect(topics.kept('quiet', 'ann')).toHaveLength(1)
  })

  it('is forgotten with its topic where there are a thousand: the oldest that nobody listens to', () => {
    const topics = createTopics(() => new Date())
    const ann = { participantId: 'ann', deliver: () => {} }
    topics.subscribe('0', ann)
    for (let n = 0; n < 1_001; n++)
      topics.publish(String(n), 'eve', { ...publication, message: n < 5 ? long : 'short' })
    const kept = ['0', '1', '2', '1000'].map((name) => topics.kept(name, 'ann').length)
    expect(kept).toEqual([1, 0, 1, 1])
    // What was forgotten counts no more: five of these are just what is kept.
    topics.publish('0', 'eve', { ...publication, message: long })
    expect(topics.kept('0', 'ann')).toHaveLength(2)
  })

  it('is refused by either way where a thousand topics are listened to', async () => {
    const { roomId } = await createClient(sandbox.credentials, { endpoint: sandbox.url }).createMeeting()
    const eve = await enterRoom(sandbox.url, roomId, 'eve')
    for (let n = 0; n < 1_000; n++)
      expect(await eve.ask('pubsubSubscribe', { topic: `t${n}` })).toEqual({ data: [] })
    const refused = 'A meeting has at most 1000 topics.'
    expect(await eve.ask('pubsubSubscribe', { topic: 'another' })).toEqual({ error: refused })
    expect(await eve.ask('pubsubPublish', { topic: 'another' })).toEqual({ error: refused })
    const chat = new WebSocket(eve.pubSubUrl)
    const heard: string[] = []
    chat.on('message', (data: Buffer) => heard.push(data.toString('latin1')))
    await once(chat, 'open')
    // Subscribe { topic: "another", requestId: "r1" }
    chat.send(Buffer.from('\x0a\x0d\x0a\x07another\x32\x02r1', 'latin1'))
    await expect.poll(() => heard.join(), { timeout: 20_000 }).toContain(refused)
    expect(await eve.ask('pubsubPublish', { topic: 't1' })).toEqual({ data: {} })
    eve.socket.disconnect()
  })

  it('by who reads no more of the first socket, ends that one', async () => {
    const { roomId } = await createClient(sandbox.credentials, { endpoint: sandbox.url }).createMeeting()
    const [ann, deaf] = [
      await enterRoom(sandbox.url, roomId, 'ann'),
      await enterRoom(sandbox.url, roomId, 'deaf'),
    ]
    expect(await deaf.ask('pubsubSubscribe', { topic: 't' })).toEqual({ data: [] })
    const { engine } = deaf.socket.io as unknown as { engine: { transport: { ws: WebSocket } } }
    engine.transport.ws.pause()
    const left = () => ann.heard.filter(([event]) => event === 'peerClosed').length
    // The system itself takes some megabytes of it; and it would be pinged out after 45 s.
    for (let n = 0; n < 60 && left() === 0; n++)
      expect(await ann.ask('pubsubPublish', { topic: 't', message: long })).toEqual({ data: {} })
    expect(left()).toBe(1)
    ann.socket.disconnect()
    engine.transport.ws.terminate()
  })

  it.each([
    ['requestEntry', { name: long }],
    ['join', { displayName: long }],
    ['changeDisplayName', { displayName: long }],
    ['pubsubPublish', { topic: long }],
    ['pubsubUnsubscribe', { topic: long }],
  ])('or by names that are longer than a name, is refused: %s', (method, data) => {
    const eve = openRules().enter('eve')
    eve.request('requestEntry', {})
    expect(() => eve.request(method, data)).toThrow('A name has at most 1000 characters.')
  })
})

it('a chat frame that repeats a field half a million times is read in a moment', () => {
  const [receivers, bytes] = [Buffer.alloc(900_000), protobuf.Writer.create()]
  for (let at = 0; at < receivers.length; at += 2) receivers[at] = (4 << 3) | 2
  const began = performance.now()
  const frame = readFrame(
    bytes
      .uint32((3 << 3) | 2)
      .bytes(receivers)
      .finish(),
    protobuf,
  )
  expect(frame).toMatchObject({ kind: 'publish', sendOnly: { length: 450_000 } })
  expect(performance.now() - began).toBeLessThan(5_000)
})

it('who never hangs up holds nobody up when the sandbox closes', async () => {
  const own = await startSandbox()
  const { roomId } = await createClient(own.credentials, { endpoint: own.url }).createMeeting()
  const query = new URLSearchParams({
    EIO: '4',
    transport: 'websocket',
    roomId,
    peerId: 'eve',
    secret: createSigner(own.credentials).sign(),
  })
  const socket = connect(own.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(upgradeTo(`/socket.io/?${query}`))
  await new Promise((resolve) => socket.once('data', resolve))
  // Answers nothing from here on, a close least of all.
  socket.pause()
  const began = performance.now()
  await own.close()
  expect(performance.now() - began).toBeLessThan(2_000)
  socket.destroy()
})
