/**
 * A load of sockets at a sandbox's door, in a process of its own: each takes the whole way in, all wait until they
 * know each other, and leave. Rooms are filled side by side, each by one after another.
 *
 * Argument: JSON {url, secret, rooms, perRoom, strangers, warmUps}; prints JSON {times, seconds, unseen}, and leaves
 * when its stdin ends. `strangers`: nobody is told of anybody there. `warmUps`: so often it all happens before.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { io } from 'socket.io-client'

const PATIENCE_MS = 20_000
const { url, secret, rooms, perRoom, strangers = false, warmUps = 0 } = JSON.parse(process.argv[2] ?? '{}')

const within = (promise, what) =>
  Promise.race([
    promise,
    sleep(PATIENCE_MS, undefined, { ref: false }).then(() => Promise.reject(new Error(`no ${what}`))),
  ])

for (let n = 0; n < warmUps; n++) {
  for (const { socket } of (await Promise.all(rooms.map(fill))).flat()) socket.disconnect()
  await sleep(100)
}
const began = performance.now()
const filled = await Promise.all(rooms.map(fill))
const seconds = (performance.now() - began) / 1000
const all = filled.flat()
const unseen = () => (strangers ? 0 : all.filter(({ known }) => known.size !== perRoom - 1).length)
for (let waited = 0; unseen() > 0 && waited < PATIENCE_MS; waited += 50) await sleep(50)
const result = { times: all.map(({ ms }) => ms), seconds, unseen: unseen() }
// Written before they leave: whoever started this looks at the server's memory while they are in.
process.stdout.write(`${JSON.stringify(result)}\n`)
await new Promise((resolve) => process.stdin.once('end', resolve).resume())
for (const { socket } of all) socket.disconnect()

async function fill(roomId) {
  const inside = []
  for (let n = 0; n < perRoom; n++) inside.push(await join(roomId, `p${n}`))
  return inside
}

async function join(roomId, peerId) {
  const start = performance.now()
  const socket = io(url, {
    transports: ['websocket'],
    query: { lib: 'socket', mode: 'SEND_AND_RECV', roomId, peerId, secret },
    forceNew: true,
    reconnection: false,
  })
  const known = new Set()
  const welcomed = new Promise((resolve) => socket.once('connectionSuccess', resolve))
  const letIn = new Promise((resolve) => {
    socket.on('notification', ({ method, id, decision }) => {
      if (method === 'newPeer') known.add(id)
      if (method === 'entryResponded' && id === peerId && decision === 'allowed') resolve()
    })
  })
  const ask = (method, data) =>
    socket.timeout(PATIENCE_MS).emitWithAck('request', { method, request: true, data })
  await within(welcomed, 'connectionSuccess')
  await ask('requestEntry', { name: peerId })
  await within(letIn, 'entryResponded')
  const { data } = await ask('join', { displayName: peerId, mode: 'SEND_AND_RECV', metaData: {} })
  for (const { id } of data.peers) known.add(id)
  return { socket, known, ms: performance.now() - start }
}
