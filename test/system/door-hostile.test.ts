/** Clients that are broken or mean harm, at the door of the built sandbox, while ten others meet in peace. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { keepPeace, type Peace } from '../support/peaceful-room.ts'
import {
  enterRoom,
  knockAt,
  type SandboxProcess,
  signToken,
  startSandboxProcess,
  type Visitor,
} from '../support/sandbox-process.ts'

const NAMES = ['__proto__', 'constructor', 'toString', 'x'.repeat(5_000)] as const
const NAMED = NAMES.map((name) => [name.slice(0, 12), name] as const)
/** More than the door takes in one message; and a little less. */
const [TOO_MUCH, MUCH] = [1_000_001, 900_000]

let sandbox: SandboxProcess
let room: string
let peace: Peace

beforeAll(async () => {
  sandbox = await startSandboxProcess('--log', 'text')
  room = await sandbox.newRoom()
  peace = await keepPeace(sandbox)
})
afterAll(() => {
  sandbox.child.kill('SIGKILL')
})

/** A socket below socket.io: what it hears, and when it was closed. */
async function rawDoor(peerId: string) {
  const query = new URLSearchParams({ EIO: '4', transport: 'websocket', roomId: room, peerId })
  const socket = new WebSocket(
    `${sandbox.url.replace('http', 'ws')}/socket.io/?${query}&secret=${signToken()}`,
  )
  const heard: string[] = []
  socket.on('error', () => {})
  socket.on('message', (data) => heard.push(String(data)))
  socket.on('close', () => heard.push('closed'))
  await expect.poll(() => heard[0]).toMatch(/^0/)
  socket.send('40')
  await expect.poll(() => heard).toContain('42["connectionSuccess"]')
  return { socket, heard }
}

const request = (method: string, data = '{}'): string => `42["request",{"method":"${method}","data":${data}}]`

describe('a hostile socket', () => {
  it.each([
    ['no packet', 'nonsense'],
    ['a packet of no known type', '9'],
    ['JSON that ends too soon', '42["request"'],
    ['no event', '42{"a":1}'],
    ['an event without a name', '42[null]'],
    ['a reserved event', '42["disconnect"]'],
    ['no base64', 'b4%%%'],
    ['far too many attachments', '45999999-["request",{}]'],
    ['bytes that belong to nothing', Buffer.from([0, 255, 1, 254])],
    ['a megabyte of text', `42["request","${'x'.repeat(TOO_MUCH)}"]`],
    ['a megabyte of bytes', Buffer.alloc(TOO_MUCH)],
  ])('is closed for %s', async (_, frame) => {
    const { socket, heard } = await rawDoor('eve')
    socket.send(frame)
    await expect.poll(() => heard.at(-1)).toBe('closed')
  })

  it('is told so for a namespace that there is not', async () => {
    const { socket, heard } = await rawDoor('eve')
    for (const name of ['admin', '__proto__']) socket.send(`40/${name},`)
    await expect.poll(() => heard.filter((text) => text.includes('Invalid namespace'))).toHaveLength(2)
    socket.terminate()
  })

  it.each([
    ['without an ack', request('createWebRtcTransport')],
    ['without a request', '42["request"]'],
    ['of another name', '42["__proto__",{"a":1}]'],
    ['in binary that never comes', '451-["request",{"_placeholder":true,"num":0}]'],
    ['with an ack for what nobody asked', '4377["x"]'],
    ['an error of its own', '42["error","x"]'],
  ])('asks a thousand times %s, and is answered nothing', async (_, frame) => {
    const { socket, heard } = await rawDoor('eve')
    const before = heard.length
    for (let n = 0; n < 1_000; n++) socket.send(frame)
    await sleep(200)
    expect(heard.slice(before).filter((text) => text !== 'closed')).toEqual([])
    socket.terminate()
  })

  it('asks for acks that never come, and the one who is asked gives none', async () => {
    const [eve, mute] = [
      await enterRoom(sandbox.url, room, 'eve'),
      await enterRoom(sandbox.url, room, 'mute'),
    ]
    for (let n = 0; n < 1_000; n++)
      eve.socket.emit('request', { method: 'enablePeerMic', data: { peerId: 'mute' } }, () => {})
    await expect.poll(() => mute.heard.filter(([event]) => event === 'enableMic').length).toBe(1_000)
    for (const { socket } of [eve, mute]) socket.disconnect()
  })

  it.each(NAMED)('is answered an error for %s as a method, and as the id of anything', async (_, name) => {
    const eve = await enterRoom(sandbox.url, room, 'eve')
    const answers = [
      await eve.ask(name),
      await eve.ask('removePeer', { peerId: name }),
      await eve.ask('enablePeerMic', { peerId: name }),
      await eve.ask('respondEntry', { id: name, decision: 'allowed' }),
      await eve.ask('closeProducer', { producerId: name }),
      await eve.ask('requestEntry', { name }),
    ]
    const refused = { error: expect.any(String) }
    for (const answer of answers) expect(answer).toEqual(refused)
    // Texts that name nothing of the sandbox's are texts, as long as they are no longer than a name.
    const options = { persist: true }
    const texts = [
      await eve.ask('produce', { kind: name }),
      await eve.ask('pubsubSubscribe', { topic: name }),
      await eve.ask('pubsubPublish', { topic: name, message: name, options }),
    ]
    if (name.length > 1_000) expect(texts).toEqual([refused, refused, refused])
    else {
      expect(texts).toEqual([{ data: { id: expect.any(String) } }, { data: [] }, { data: {} }])
      expect(eve.heard.at(-1)).toMatchObject(['pubsubMessage', { topic: name, message: name }])
    }
    eve.socket.disconnect()
  })

  it.each(NAMED)('is let into no room called %s', async (_, name) => {
    const { heard } = knockAt(sandbox.url, { roomId: name, peerId: 'eve', secret: signToken() })
    await expect.poll(() => heard.at(-1)?.[0]).toBe('disconnect')
    expect(heard).toContainEqual(['error', expect.objectContaining({ code: 4003 })])
  })

  it('is not let in by the name of __proto__', async () => {
    const { heard } = knockAt(sandbox.url, { roomId: room, peerId: '__proto__', secret: signToken() })
    await expect.poll(() => heard.at(-1)?.[0]).toBe('disconnect')
    expect(heard).toContainEqual(['error', expect.objectContaining({ code: 4004 })])
  })

  it.each(NAMED.slice(1))('called %s is one like any other', async (_, name) => {
    const eve = await enterRoom(sandbox.url, room, 'eve')
    const odd = await enterRoom(sandbox.url, room, name)
    expect(odd.peers).toEqual(['eve'])
    expect(await eve.ask('removePeer', { peerId: name })).toEqual({ data: {} })
    await expect
      .poll(() => odd.heard)
      .toContainEqual(['close', { reason: expect.objectContaining({ code: 1002 }) }])
    eve.socket.disconnect()
  })

  it('whose address is longer than a head may be is not let in', async () => {
    const { socket } = knockAt(sandbox.url, { roomId: room, peerId: 'x'.repeat(20_000), secret: signToken() })
    await new Promise((resolve) => socket.once('connect_error', resolve))
  })

  it('sends nearly a megabyte, again and again', async () => {
    const eve = await enterRoom(sandbox.url, room, 'eve')
    for (let n = 0; n < 20; n++)
      expect(await eve.ask('nonsense', { text: 'x'.repeat(MUCH) })).toEqual({ error: expect.any(String) })
    eve.socket.disconnect()
  })

  it('is refused what is nested twenty thousand deep, and a second entry', async () => {
    const { socket, heard } = await rawDoor('eve')
    const deep = '['.repeat(20_000) + ']'.repeat(20_000)
    const asked = [
      request('requestEntry'),
      request('join', `{"metaData":${deep}}`),
      request('pubsubPublish', `{"topic":"t","payload":${deep}}`),
      request('join'),
      request('requestEntry'),
    ]
    for (const [n, text] of asked.entries()) socket.send(text.replace('42', `42${n}`))
    const answers = () =>
      heard.filter((text) => text.startsWith('43')).map((text) => text.includes('"error"'))
    await expect.poll(answers).toEqual([false, true, true, false, true])
    socket.terminate()
  })

  it('fills no memory with a thousand messages of nearly a megabyte that are to be kept', async () => {
    const eve = await enterRoom(sandbox.url, room, 'eve')
    const message = { message: 'x'.repeat(MUCH), options: { persist: true } }
    for (let n = 0; n < 1_000; n++)
      expect(await eve.ask('pubsubPublish', { topic: 't', ...message })).toEqual({ data: {} })
    const megabytes = sandbox.residentMegabytes()
    process.stdout.write(`door: ${megabytes.toFixed(0)} MB after 1,000 messages of 0.9 MB\n`)
    expect(megabytes).toBeLessThan(600)
    eve.socket.disconnect()
  })

  it('comes and goes a hundred times a second for five seconds', async () => {
    const [began, visits] = [performance.now(), [] as Promise<string>[]]
    const goAgain = ({ socket }: Visitor): string => {
      socket.disconnect()
      return 'came'
    }
    for (let n = 0; n < 500; n++) {
      const wait = began + n * 10 - performance.now()
      if (wait > 0) await sleep(wait)
      const visit = enterRoom(sandbox.url, room, `visitor${n}`)
      visits.push(visit.then(goAgain, String))
    }
    expect(new Set(await Promise.all(visits))).toEqual(new Set(['came']))
    const seconds = (performance.now() - began) / 1000
    process.stdout.write(`door: 500 came and went in ${seconds.toFixed(1)} s\n`)
    expect(seconds).toBeLessThan(10)
  })
})

/** Of three bytes. */
const varint = (n: number): number[] => [(n & 127) | 128, ((n >> 7) & 127) | 128, n >> 14]
/** Publish, of its fields. */
const publishOf = (fields: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x1a, ...varint(fields.length)]), fields])

describe('a hostile chat socket', () => {
  it.each([
    ['no frame', Buffer.from('nonsense')],
    ['text', 'nonsense'],
    ['an empty frame', Buffer.alloc(0)],
    ['a frame that says it is longer than it is', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f])],
    ['a megabyte', Buffer.alloc(TOO_MUCH)],
  ])('is closed for %s', async (_, bytes) => {
    const eve = await enterRoom(sandbox.url, room, 'eve')
    const chat = new WebSocket(eve.pubSubUrl)
    chat.on('error', () => {})
    await once(chat, 'open')
    chat.send(bytes)
    await once(chat, 'close')
    expect(await eve.ask('produceData')).toHaveProperty('data')
    eve.socket.disconnect()
  })

  it('of half a million fields in one frame is read like any other', async () => {
    const eve = await enterRoom(sandbox.url, room, 'eve')
    const chat = new WebSocket(eve.pubSubUrl)
    await once(chat, 'open')
    chat.send(publishOf(Buffer.alloc(MUCH, Buffer.from([0x22, 0]))))
    expect(await eve.ask('produceData')).toHaveProperty('data')
    eve.socket.disconnect()
  })

  it('may leave a topic that nobody opened, and publish nearly a megabyte to it', async () => {
    const eve = await enterRoom(sandbox.url, room, 'eve')
    const chat = new WebSocket(eve.pubSubUrl)
    const heard: string[] = []
    chat.on('message', (data: Buffer) => heard.push(data.toString('latin1')))
    await once(chat, 'open')
    // Unsubscribe { topic: "__proto__", requestId: "r1" }
    chat.send(Buffer.from('\x12\x0f\x0a\x09__proto__\x12\x02r1', 'latin1'))
    await expect.poll(() => heard.join()).toContain('r1')
    const message = Buffer.concat([Buffer.from([0x1a, ...varint(MUCH)]), Buffer.alloc(MUCH, 'x')])
    chat.send(publishOf(Buffer.concat([message, Buffer.from('R\x02r2')])))
    await expect.poll(() => heard.join()).toContain('r2')
    eve.socket.disconnect()
  })
})

it('of all this the others noticed nothing', async () => {
  await peace.stop()
  process.stdout.write(
    `door: ${peace.right} right answers to ten good clients, ${peace.wrong.length} wrong\n`,
  )
  expect(peace.wrong).toEqual([])
  expect(peace.right).toBeGreaterThan(1_000)
  expect(sandbox.child.exitCode).toBeNull()
})
