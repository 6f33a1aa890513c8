/** Attacks on the sandbox's door: its socket.io, from below and from above, and its chat. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { within } from './pace.mjs'
import { expectLetGo, Wrong } from './target.mjs'

const PATIENCE_MS = 15_000
const TOO_MUCH = 1_000_001
const FLOOD = 1_000
const DEEP = '['.repeat(20_000) + ']'.repeat(20_000)

/** Packets that nobody who means well sends. */
const PACKETS = [
  'nonsense',
  '9',
  '42["request"',
  '42{"a":1}',
  '42[null]',
  '42["disconnect"]',
  'b4%%%',
  '45999999-["request",{}]',
  Buffer.from([0, 255, 1, 254]),
]
const FRAMES = [
  ['random bytes', () => randomBytes(2_000)],
  // A frame of 2^40 bytes, one that is not masked, one of no known kind, a ping longer than pings are.
  ['a terabyte', () => Buffer.from('81ff000001000000000000000000', 'hex')],
  ['unmasked', () => Buffer.from('810568656c6c6f', 'hex')],
  ['of no known kind', () => Buffer.from('8b8000000000', 'hex')],
  ['a long ping', () => Buffer.concat([Buffer.from('89fe100000000000', 'hex'), Buffer.alloc(4_096)])],
]
const CHAT_FRAMES = [
  'nonsense',
  Buffer.from('nonsense'),
  Buffer.alloc(0),
  Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f]),
  Buffer.alloc(TOO_MUCH),
]

export function attacksOnDoor(target) {
  const door = doorOf(target)
  return {
    'nonsense packets': {
      perSecond: 5,
      async act(n) {
        const { socket, closed } = await door.enter(`eve-${n}`)
        socket.send(PACKETS[n % PACKETS.length])
        return closed()
      },
    },
    'a flood of packets': {
      perSecond: 0.5,
      async act(n) {
        const { socket, heard } = await door.enter(`flood-${n}`)
        const before = heard.length
        for (let sent = 0; sent < FLOOD; sent++) socket.send('42["request",{"method":"nonsense","data":{}}]')
        await sleep(200)
        socket.terminate()
        if (heard.slice(before).some((text) => text.startsWith('4'))) throw new Wrong(heard.at(-1))
        return 'answered nothing'
      },
    },
    'oversized frames': {
      perSecond: 1,
      async act(n) {
        const { socket, closed } = await door.enter(`big-${n}`)
        socket.send(n % 2 === 0 ? `42["request","${'x'.repeat(TOO_MUCH)}"]` : Buffer.alloc(TOO_MUCH))
        return closed()
      },
    },
    'frames that are none': {
      perSecond: 5,
      async act(n) {
        const [what, bytes] = FRAMES[n % FRAMES.length]
        const { end, received } = await target.converse((talk) => {
          talk.write(door.upgrade(`frame-${n}`))
          talk.once('data', () => talk.write(bytes()))
        }, PATIENCE_MS)
        if (end === 'closed' && received.includes(' 101 ')) return `${what}: closed`
        throw new Wrong(`${what}: ${end}, answered ${received.slice(0, 80)}`)
      },
    },
    'deep packets': {
      perSecond: 2,
      async act(n) {
        const { socket, answer } = await door.enter(`deep-${n}`)
        socket.send('420["request",{"method":"requestEntry","data":{}}]')
        socket.send(`421["request",{"method":"join","data":{"metaData":${DEEP}}}]`)
        const text = await answer('431')
        socket.terminate()
        if (!text.includes('"error"')) throw new Wrong(text)
        return 'refused'
      },
    },
    'strangers at the door': {
      perSecond: 4,
      async act(n) {
        const paths = ['/pubsub/none', '/nothing', '/socket.io/?EIO=4&transport=polling', '*']
        if (n % 2 === 0) {
          const { closed, heard } = await door.knock({ peerId: `stranger-${n}`, secret: 'nonsense' })
          await closed()
          if (!heard.some((text) => text.includes('4002'))) throw new Wrong(heard.join())
          return 'turned away: 4002'
        }
        const path = paths[((n - 1) / 2) % paths.length]
        const told = await target.converse((talk) => talk.write(door.upgradeOf(path)), PATIENCE_MS)
        return `${path}: ${expectLetGo(told, '400', '401', '404')}`
      },
    },
    'nonsense in the chat': {
      perSecond: 2,
      async act(n) {
        const { socket, pubSubUrl } = await door.join(`chat-${n}`)
        const chat = target.track(new WebSocket(pubSubUrl, { localAddress: target.localAddress }))
        chat.on('error', () => {})
        const closed = new Promise((resolve) => chat.once('close', resolve))
        chat.once('open', () => chat.send(CHAT_FRAMES[n % CHAT_FRAMES.length]))
        const code = await within(PATIENCE_MS, 'to be closed', closed)
        socket.terminate()
        return `closed ${code}`
      },
    },
    ...crowdsOf(door),
  }
}

/** Attacks that fill: topics without an end, ever new names, and visitors that hear nothing of what others shout. */
function crowdsOf(door) {
  let shouter
  let hoarder
  const shout = 'x'.repeat(50_000)
  const publish = (topic, message, persist) =>
    `42["request",${JSON.stringify({ method: 'pubsubPublish', data: { topic, message, options: { persist } } })}]`
  return {
    'topics without an end': {
      perSecond: 50,
      async act(n) {
        hoarder ??= door.join('hoarder')
        const { socket, answer } = await hoarder
        const topic = `${n}-${'t'.repeat(990)}`
        // Some are listened to, and are not forgotten for the next.
        const method = n % 2 === 0 ? 'pubsubSubscribe' : 'pubsubPublish'
        const data = { topic, message: 'kept', options: { persist: true } }
        socket.send(`42${n}["request",${JSON.stringify({ method, data })}]`)
        return (await answer(`43${n}[`)).includes('"error"') ? 'refused' : 'taken'
      },
    },
    'deaf visitors': {
      perSecond: 0.5,
      async act(n) {
        const { socket, answer } = await door.join(`deaf-${n}`)
        socket.send('429["request",{"method":"pubsubSubscribe","data":{"topic":"shouts"}}]')
        await answer('439')
        socket.pause()
        return 'deaf'
      },
    },
    shouts: {
      perSecond: 5,
      async act(n) {
        shouter ??= door.join('shouter')
        const { socket, answer } = await shouter
        socket.send(publish('shouts', shout, false).replace('42', `42${n}`))
        await answer(`43${n}[`)
        return 'taken'
      },
    },
  }
}

function doorOf(target) {
  const { url, host, token, roomId, localAddress, track } = target
  const queryOf = (asked) =>
    new URLSearchParams({ EIO: '4', transport: 'websocket', roomId, secret: token, ...asked })

  /** A socket below socket.io, what it hears, and waiting for what it is to hear. */
  const knock = async (asked) => {
    const socket = track(
      new WebSocket(`${url.replace('http', 'ws')}/socket.io/?${queryOf(asked)}`, {
        localAddress,
      }),
    )
    const heard = []
    const waiting = new Set()
    const hear = (text) => {
      heard.push(text)
      for (const look of waiting) look(text)
    }
    const until = (start) =>
      within(
        PATIENCE_MS,
        `"${start}"`,
        new Promise((resolve) => {
          const look = (text) => {
            if (!text?.startsWith(start)) return
            waiting.delete(look)
            resolve(text)
          }
          waiting.add(look)
          look(heard.find((text) => text.startsWith(start)))
        }),
      )
    socket.on('error', () => {})
    socket.on('message', (data) => {
      const text = String(data)
      if (text.startsWith('0')) socket.send('40')
      if (text === '2') socket.send('3')
      hear(text)
    })
    socket.on('close', () => hear('closed'))
    return {
      socket,
      heard,
      answer: until,
      closed: () => until('closed'),
    }
  }
  const enter = async (peerId) => {
    const visitor = await knock({ peerId })
    await visitor.answer('42["connectionSuccess"]')
    return visitor
  }
  const upgradeOf = (path) =>
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  return {
    knock,
    enter,
    upgradeOf,
    upgrade: (peerId) => upgradeOf(`/socket.io/?${queryOf({ peerId })}`),
    async join(peerId) {
      const visitor = await enter(peerId)
      visitor.socket.send('427["request",{"method":"requestEntry","data":{}}]')
      visitor.socket.send('428["request",{"method":"join","data":{}}]')
      const answer = JSON.parse((await visitor.answer('438')).slice(3))
      return { ...visitor, pubSubUrl: answer[0].data.pubSubUrl }
    },
  }
}
