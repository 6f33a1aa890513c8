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
  /** As the system counts it (VmRSS), after three whole collections at rest: the least within some seconds. */
  settledMegabytes(): Promise<number>
  residentMegabytes(): number
  /** Of a processor, since its start. */
  processorSeconds(): number
  /** Files and sockets that it has open. */
  openFiles(): number
  /** As the system limits them. */
  mostOpenFiles(): number
}

/** V8 collects nothing while nothing is made: where nobody asks, what an attack left stays, though nothing holds it. */
const COLLECTING = ['--expose-gc', '--require', resolve(import.meta.dirname, 'collect.cjs')]
/** Likewise the C library, which else keeps what was freed, the more the more there was. */
const GIVING_BACK = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
}
/** The young space shrinks with the second of two that have some seconds without work before each. */
const [COLLECTIONS, REST_MS, LOOKS, LOOK_EVERY_MS] = [3, 5_000, 12, 250]

/** @param words - the command that serves, and its flags. */
export async function startServing(
  words: readonly string[],
  variables: Record<string, string> = {},
): Promise<ServingProcess> {
  const { folder, env } = openShell({ ...variables, ...GIVING_BACK })
  const args = [...COLLECTING, EXECUTABLE, ...words, '--port', '0', '--json']
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = ending(child)
  const [first] = await Promise.race([
    once(child.stdout, 'data'),
    ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ])
  const { url } = JSON.parse(String(first)) as { url: string }
  const read = (file: string, pattern: RegExp): number =>
    Number(pattern.exec(readFileSync(`/proc/${child.pid}/${file}`, 'utf8'))?.[1])
  const residentMegabytes = (): number => read('status', /VmRSS:\s+(\d+) kB/) / 1024
  return {
    url,
    child,
    ended,
    residentMegabytes,
    processorSeconds() {
      // After the name in parentheses come fields 3 and on: 14 and 15 are ticks, of which Linux shows a hundred a second.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / 100
    },
    async settledMegabytes() {
      for (let collections = 0; collections < COLLECTIONS; collections++) {
        await sleep(REST_MS)
        child.kill('SIGUSR2')
      }
      let least = Number.POSITIVE_INFINITY
      for (let look = 0; look < LOOKS; look++) {
        await sleep(LOOK_EVERY_MS)
        least = Math.min(least, residentMegabytes())
      }
      return least
    },
    openFiles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    mostOpenFiles: () => read('limits', /Max open files\s+(\d+)/),
  }
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
