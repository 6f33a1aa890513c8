/** The built `sandbox` as a process in a folder of its own, and clients at its door. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { io, type Socket } from 'socket.io-client'
import { createSigner } from '../../src/index.ts'
import { SANDBOX_CREDENTIALS } from '../../src/token/sandbox-credentials.ts'
import { EXECUTABLE, ending, openShell } from './shell.ts'

export interface SandboxProcess {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  /** All that it wrote to stdout and stderr so far. */
  readonly said: () => string
  readonly newRoom: () => Promise<string>
  readonly residentMegabytes: () => number
}

export const signToken = (request = {}): string =>
  createSigner(SANDBOX_CREDENTIALS).sign({ permissions: ['allow_join', 'allow_mod'], ...request })

/** On the first core alone: Debian's util-linux has taskset. Whoever loads it is best on another. */
export async function startSandboxProcess(...flags: string[]): Promise<SandboxProcess> {
  const { folder, env } = openShell()
  const args = ['-c', '0', process.execPath, EXECUTABLE, 'sandbox', '--port', '0', '--json', ...flags]
  const child = spawn('taskset', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = ending(child).then(({ code }) => code)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const [first] = await once(child.stdout, 'data')
  const { url, port } = JSON.parse(String(first)) as { url: string; port: number }
  const token = signToken()
  return {
    url,
    port,
    child,
    ended,
    said: () => said,
    async newRoom() {
      const answer = await fetch(`${url}/v2/rooms`, { method: 'POST', headers: { authorization: token } })
      return ((await answer.json()) as { roomId: string }).roomId
    },
    residentMegabytes() {
      const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
      return Number(kilobytes) / 1024
    },
  }
}

export interface Visitor {
  readonly socket: Socket
  /** What it was told, in order: an event's name, or a notification's method, with its payload. */
  readonly heard: (readonly [string, unknown])[]
  readonly ask: (method: string, data?: unknown) => Promise<{ data?: unknown; error?: string }>
}

export function knockAt(url: string, query: Record<string, string>): Visitor {
  const socket = io(url, {
    transports: ['websocket'],
    query: { lib: 'socket', mode: 'SEND_AND_RECV', ...query },
    forceNew: true,
    reconnection: false,
  })
  const heard: (readonly [string, unknown])[] = []
  socket.onAny((event: string, value: { method?: string }) => heard.push([value?.method ?? event, value]))
  socket.on('disconnect', (reason) => heard.push(['disconnect', reason]))
  return {
    socket,
    heard,
    ask: (method, data = {}) =>
      socket.timeout(20_000).emitWithAck('request', { method, request: true, data }),
  }
}

/** Joins; gives whom it found there as well. */
export async function enterRoom(
  url: string,
  roomId: string,
  peerId: string,
): Promise<Visitor & { readonly peers: readonly string[]; readonly pubSubUrl: string }> {
  const visitor = knockAt(url, { roomId, peerId, secret: signToken() })
  await new Promise((resolve, reject) => {
    visitor.socket.once('connectionSuccess', resolve).once('connect_error', reject)
  })
  const name = peerId.slice(0, 20)
  await visitor.ask('requestEntry', { name })
  const { data } = await visitor.ask('join', { displayName: name })
  const { peers, pubSubUrl } = data as { peers: { id: string }[]; pubSubUrl: string }
  return { ...visitor, peers: peers.map(({ id }) => id), pubSubUrl }
}
