/** Processes of this test's own: the built executable, and those that talk to it. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ended, EXECUTABLE, ending, openShell } from '../../support/shell.ts'

export interface ServingProcess {
  readonly url: string
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  residentMegabytes(): number
  /** Files and sockets that it has open. */
  openFiles(): number
  /** As the system limits them. */
  mostOpenFiles(): number
}

/** @param words - the command that serves, and its flags. */
export async function startServing(
  words: readonly string[],
  variables: Record<string, string> = {},
): Promise<ServingProcess> {
  const { folder, env } = openShell(variables)
  const args = [EXECUTABLE, ...words, '--port', '0', '--json']
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = ending(child)
  const [first] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ])
  const { url } = JSON.parse(String(first)) as { url: string }
  const read = (file: string, pattern: RegExp): number =>
    Number(pattern.exec(readFileSync(`/proc/${child.pid}/${file}`, 'utf8'))?.[1])
  return {
    url,
    child,
    ended,
    residentMegabytes: () => read('status', /VmRSS:\s+(\d+) kB/) / 1024,
    openFiles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    mostOpenFiles: () => read('limits', /Max open files\s+(\d+)/),
  }
}

/** The least within some seconds: the collector comes when it likes. */
export async function settledMegabytes(
  { residentMegabytes }: ServingProcess,
  seconds: number,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(100))
    least = Math.min(least, residentMegabytes())
  return least
}

/** Starts a module of this folder; its argument is JSON. */
export function forkModule(name: string, argument: object): ChildProcess {
  const child = fork(resolve(import.meta.dirname, name), [JSON.stringify(argument)], { execArgv: [] })
  // Heard by whoever waits for a message, and by nobody once there is no more to come.
  child.on('error', () => {})
  child.once('exit', (code) => {
    if (code !== 0) child.emit('error', new Error(`${name} ended with ${code}`))
  })
  return child
}

/** What it sends next; rejects where it fails. */
export async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message')
  return message as T
}
