/**
 * How fast the sandbox lets people in, beside a bare socket.io server that takes the same steps and looks at
 * nothing, in one run. Needs taskset (Debian: util-linux).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { median } from './shared.mjs'

const [ROOMS, PER_ROOM] = [10, 10]
const WARM_UPS = 3
/** Of Linux's clock. */
const TICK_MS = 10
const PAIR = { apiKey: 'sandbox', secret: 'videosdk-sandbox-secret-do-not-use-in-production' }

/** Says what a client waits for, and acknowledges what it asks. */
const BARE = (root) => `
const { Server } = require('node:module').createRequire(${JSON.stringify(join(root, 'package.json'))})('socket.io')
const http = require('node:http').createServer()
new Server(http, { transports: ['websocket'], serveClient: false }).on('connection', (socket) => {
  const { peerId } = socket.handshake.query
  socket.on('request', ({ method }, ack) => {
    const letIn = { method: 'entryResponded', id: peerId, decision: 'allowed' }
    if (method === 'requestEntry') socket.emit('notification', letIn)
    ack({ data: { peers: [] } })
  })
  socket.emit('connectionSuccess')
})
http.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: 'http://127.0.0.1:' + http.address().port })))
`

export async function measureDoor({ folder, root, executable, short }) {
  writeFileSync(join(folder, 'bare-door.cjs'), BARE(root))
  const { createSigner } = await import(pathToFileURL(join(root, 'dist/index.js')).href)
  const token = createSigner(PAIR).sign({ permissions: ['allow_join'] })
  const flags = ['sandbox', '--port', '0', '--memory', '--json', '--log', 'none', '--quiet']
  const servers = {
    bare: await start(['bare-door.cjs'], folder),
    ours: await start([executable, ...flags], folder),
  }
  try {
    const rooms = []
    while (rooms.length < ROOMS) rooms.push(await newRoom(servers.ours.url, token))
    const results = { bare: [], ours: [] }
    // The first round is for Node's compiler.
    for (let round = -1; round < (short ? 3 : 9); round++)
      for (const [name, { url, child }] of Object.entries(servers)) {
        const options = { url, secret: token, rooms, perRoom: PER_ROOM, warmUps: WARM_UPS }
        const before = processorMs(child.pid)
        const result = await load({ ...options, strangers: name === 'bare' }, root)
        const joins = (WARM_UPS + 1) * ROOMS * PER_ROOM
        const processor = (processorMs(child.pid) - before) / joins
        if (round >= 0) results[name].push({ ...result, processor })
      }
    return rows(results)
  } finally {
    for (const { child } of Object.values(servers)) child.kill()
  }
}

function rows(results) {
  const rate = (name) => median(results[name].map(({ times, seconds }) => times.length / seconds))
  const processor = (name) => median(results[name].map(({ processor }) => processor))
  const p99 = (name) => median(results[name].map(({ times }) => times.toSorted((a, b) => a - b)[98]))
  return [
    { name: 'bare socket.io server, joins a second', figure: rate('bare') },
    { name: 'sandbox, joins a second', figure: rate('ours') },
    { name: 'sandbox over the bare one', figure: rate('ours') / rate('bare'), atLeast: 0.6 },
    // The load has a core of its own and is the slower side: what the server takes shows here.
    { name: 'its processor time for a join, milliseconds', figure: processor('ours') },
    { name: 'over that of the bare one', figure: processor('ours') / processor('bare'), atMost: 2.5 },
    { name: 'p99 of a join, milliseconds', figure: p99('ours') },
    { name: 'p99 of a join over that of the bare one', figure: p99('ours') / p99('bare'), atMost: 2 },
  ]
}

async function start(args, folder) {
  const env = { PATH: process.env.PATH, HOME: folder }
  const stdio = ['ignore', 'pipe', 'inherit']
  // Each server on the first core, and the load on another.
  const child = spawn('taskset', ['-c', '0', process.execPath, ...args], { cwd: folder, env, stdio })
  const line = await new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk)))
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)))
  })
  return { child, url: JSON.parse(line).url }
}

/** What a process took of its core so far. */
function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

async function newRoom(url, authorization) {
  const answer = await fetch(`${url}/v2/rooms`, { method: 'POST', headers: { authorization } })
  return (await answer.json()).roomId
}

async function load(options, root) {
  const args = [
    '-c',
    '1',
    process.execPath,
    join(root, 'test/support/door-load.mjs'),
    JSON.stringify(options),
  ]
  // Its stdin is at its end: it leaves when it has told.
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  const result = code === 0 ? JSON.parse(text) : undefined
  if (result?.times.length !== ROOMS * PER_ROOM || result.unseen > 0)
    throw new Error(`the load ended with ${code}: ${text}`)
  return result
}
