/**
 * Good clients of a sandbox: in each room one stays and another comes, says something by either way of chat, and
 * goes; and each call of the REST API that it takes to get there.
 */
import { once } from 'node:events'
import { createSigner } from 'videosdk-token'
import { WebSocket } from 'ws'
import { joinRoom } from '../../support/door-client.mjs'
import { ask } from './ask.mjs'
import { publishFrame } from './chat-frame.mjs'

const ROOMS = 100

export async function visits({ url, apiKey, secret: signingSecret }) {
  const secret = createSigner({ apiKey, secret: signingSecret }).sign({
    permissions: ['allow_join', 'allow_mod'],
  })
  const headers = { authorization: secret }
  const createRoom = (customRoomId) =>
    ask(`${url}/v2/rooms`, { method: 'POST', headers, body: { customRoomId } })
  const rooms = []
  for (let n = 0; n < ROOMS; n++) rooms.push(await openRoom(`good-${n}`))

  async function openRoom(customRoomId) {
    const { roomId } = (await createRoom(customRoomId)).json
    const { socket, known, ask: request } = await joinRoom({ url, secret, roomId, peerId: 'host' })
    const room = {
      customRoomId,
      roomId,
      known,
      busy: false,
      heard: [],
      gone: [],
      waiting: new Set(),
      lost: false,
    }
    socket.on('notification', ({ method, message, senderId, peerId }) => {
      if (method === 'pubsubMessage') room.heard.push(`${senderId}: ${message}`)
      if (method === 'peerClosed') room.gone.push(peerId)
      for (const look of room.waiting) look()
    })
    socket.on('disconnect', () => {
      room.lost = true
    })
    await request('pubsubSubscribe', { topic: 'CHAT' })
    return room
  }

  const until = (room, list, text) =>
    new Promise((resolve) => {
      const look = () => {
        if (!list.includes(text)) return
        room.waiting.delete(look)
        resolve(list.filter((one) => one === text).length)
      }
      room.waiting.add(look)
      look()
    })
  const isRoom =
    ({ roomId, customRoomId }) =>
    ({ status, text, json }) =>
      status === 200 && json.roomId === roomId && json.customRoomId === customRoomId
        ? undefined
        : `${status} ${text}`
  const isOnce = (times) => (times === 1 ? undefined : `heard ${times} times`)

  return async (n, step) => {
    const room = rooms[n % ROOMS]
    if (room.busy) throw new Error('the last visit to this room is not over')
    room.busy = true
    room.heard.length = room.gone.length = 0
    try {
      await visit(n, room, step)
    } finally {
      room.busy = false
    }
  }

  async function visit(n, room, step) {
    const [peerId, { roomId }] = [`guest-${n}`, room]
    if (room.lost) throw new Error('the host was disconnected')
    await step('create room', () => createRoom(room.customRoomId), isRoom(room))
    await step('validate room', () => ask(`${url}/v2/rooms/validate/${roomId}`, { headers }), isRoom(room))
    await step(
      'init-config',
      () => ask(`${url}/infra/v1/meetings/init-config`, { method: 'POST', headers, body: { roomId } }),
      ({ status, json }) =>
        status === 200 && `http://${json.data.baseUrl}` === url ? undefined : `${status}`,
    )
    const visitor = await step(
      'join',
      () => joinRoom({ url, secret, roomId, peerId }),
      ({ known }) => (known.has('host') ? undefined : `saw ${[...known].join()}`),
    )
    if (n % 2 === 0) {
      const said = () => until(room, room.heard, `${peerId}: hello`)
      const publish = { topic: 'CHAT', message: 'hello', options: { persist: false } }
      await step('chat', async () => visitor.ask('pubsubPublish', publish).then(said), isOnce)
    } else {
      const chat = new WebSocket(visitor.pubSubUrl)
      // Who is welcome is told so first.
      await once(chat, 'message')
      const said = () => until(room, room.heard, `${peerId}: hello`)
      await step(
        'chat',
        async () => {
          chat.send(publishFrame({ topic: 'CHAT', message: 'hello', requestId: peerId }))
          return said()
        },
        isOnce,
      )
    }
    if (!room.known.has(peerId)) throw new Error('the host was not told who came')
    await step(
      'leave',
      () => {
        visitor.socket.disconnect()
        return until(room, room.gone, peerId)
      },
      isOnce,
    )
    room.known.delete(peerId)
  }
}
