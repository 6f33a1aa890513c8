/** A thousand sockets at the door of the built sandbox, which has one core; and its end. Needs taskset (util-linux). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { enterRoom, type SandboxProcess, signToken, startSandboxProcess } from '../support/sandbox-process.ts'

const LOAD = resolve(import.meta.dirname, '../support/door-load.mjs')
const [ROOMS, PER_ROOM] = [100, 10]
const MOST_P99_MS = 1_000
const MOST_KEPT_MB = 20
const LONGEST_END_MS = 2_000

const started: SandboxProcess[] = []
const start = async (...flags: string[]): Promise<SandboxProcess> => {
  const sandbox = await startSandboxProcess(...flags)
  started.push(sandbox)
  return sandbox
}
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL')
})

interface Round {
  readonly times: readonly number[]
  readonly seconds: number
  readonly unseen: number
  /** The server's, while all are in. */
  readonly megabytes: number
}

/** On the other core. */
async function loadOf(sandbox: SandboxProcess, rooms: readonly string[]): Promise<Round> {
  const options = { url: sandbox.url, secret: signToken(), rooms, perRoom: PER_ROOM }
  const child = spawn('taskset', ['-c', '1', process.execPath, LOAD, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
    if (text.endsWith('\n')) child.emit('told')
  })
  const closed = once(child, 'close')
  await Promise.race([once(child, 'told'), closed])
  const megabytes = sandbox.residentMegabytes()
  child.stdin.end()
  const [code] = await closed
  expect(code).toBe(0)
  return { ...(JSON.parse(text) as Omit<Round, 'megabytes'>), megabytes }
}

async function sessionsRunning({ url }: SandboxProcess): Promise<number> {
  const answer = await fetch(`${url}/v2/sessions?status=ongoing`, { headers: { authorization: signToken() } })
  return ((await answer.json()) as { pageInfo: { total: number } }).pageInfo.total
}

/** The least within some seconds: the collector comes when it likes. */
async function settledMegabytes(sandbox: SandboxProcess): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let look = 0; look < 16; look++) {
    await sleep(250)
    least = Math.min(least, sandbox.residentMegabytes())
  }
  return least
}

const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? Number.NaN

it('1,000 sockets in 100 rooms: each joins within a second, sees nine, and leaves no memory behind', async () => {
  const sandbox = await start()
  const rooms: string[] = []
  while (rooms.length < ROOMS) rooms.push(await sandbox.newRoom())
  // "Before" is after a round of the same load: code that is compiled by then, and pools that have grown, stay.
  const first = await loadOf(sandbox, rooms)
  await expect.poll(() => sessionsRunning(sandbox)).toBe(0)
  const before = await settledMegabytes(sandbox)
  const round = await loadOf(sandbox, rooms)
  await expect.poll(() => sessionsRunning(sandbox)).toBe(0)
  const after = await settledMegabytes(sandbox)
  const p99 = percentile(round.times, 0.99)
  const told = {
    joinsASecond: round.times.length / round.seconds,
    p50ms: percentile(round.times, 0.5),
    p99ms: p99,
    p99msOfTheFirstRound: percentile(first.times, 0.99),
    megabytesBefore: before,
    megabytesWithAll: round.megabytes,
    megabytesAfter: after,
  }
  const figures = Object.entries(told).map(([name, figure]) => `${name} ${figure.toFixed(1)}`)
  process.stdout.write(`door, ${ROOMS * PER_ROOM} sockets: ${figures.join(', ')}\n`)
  expect(round.times).toHaveLength(ROOMS * PER_ROOM)
  expect([first.unseen, round.unseen]).toEqual([0, 0])
  expect(p99).toBeLessThan(MOST_P99_MS)
  expect(percentile(first.times, 0.99)).toBeLessThan(MOST_P99_MS)
  expect(after - before).toBeLessThan(MOST_KEPT_MB)
}, 120_000)

/** A client that says nothing more once it is in, not even that it goes. */
async function silentVisitor({ port }: SandboxProcess, roomId: string): Promise<void> {
  const query = new URLSearchParams({ EIO: '3', transport: 'websocket', roomId, peerId: 'silent' })
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `GET /socket.io/?${query}&secret=${signToken()} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n` +
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(socket, 'data')
  socket.pause()
}

describe('its end', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 0],
  ] as const)(
    'by %s: everybody is told 1006, and it is gone within two seconds',
    async (signal, code) => {
      const sandbox = await start()
      const rooms = [await sandbox.newRoom(), await sandbox.newRoom()]
      const visitors = await Promise.all(
        rooms.flatMap((roomId) =>
          Array.from({ length: 25 }, (_, n) => enterRoom(sandbox.url, roomId, `p${n}`)),
        ),
      )
      await silentVisitor(sandbox, rooms[0] ?? '')
      const began = performance.now()
      sandbox.child.kill(signal)
      expect(await sandbox.ended).toBe(code)
      const ms = performance.now() - began
      process.stdout.write(`${signal}: ended after ${ms.toFixed(0)} ms, one of 51 silent\n`)
      expect(ms).toBeLessThan(LONGEST_END_MS)
      for (const { heard } of visitors) {
        await expect.poll(() => heard.at(-1)?.[0]).toBe('disconnect')
        expect(heard.filter(([event]) => event === 'close')).toMatchObject([
          ['close', { reason: { code: 1006 } }],
        ])
      }
    },
    60_000,
  )
})
