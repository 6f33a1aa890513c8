/**
 * A load of sockets at a sandbox's door, in a process of its own: each takes the whole way in, all wait until they
 * know each other, and leave. Rooms are filled side by side, each by one after another.
 *
 * Argument: JSON {url, secret, rooms, perRoom, strangers, warmUps}; prints JSON {times, seconds, unseen}, and leaves
 * when its stdin ends. `strangers`: nobody is told of anybody there. `warmUps`: so often it all happens before.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { joinRoom } from './door-client.mjs'

const PATIENCE_MS = 20_000
const { url, secret, rooms, perRoom, strangers = false, warmUps = 0 } = JSON.parse(process.argv[2] ?? '{}')

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
  for (let n = 0; n < perRoom; n++) inside.push(await joinRoom({ url, secret, roomId, peerId: `p${n}` }))
  return inside
}
