/** Writers that are killed at any moment: what was acknowledged is there, what is there can be read, and nobody waits. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { parseStore } from '../../src/profiles/format.ts'
import { EXECUTABLE, ending, openShell, type Shell } from '../support/shell.ts'
import { API_KEY, SECRET } from '../support/world.ts'

const KILLS = 250
/** A lock whose holder is dead is known to be. */
const LONGEST_WAIT_MS = 3_000

/** What was killed before its name stood in it may be another machine's, and is swept away only then. */
const NAMELESS_MS = 10_500

interface Store {
  readonly file: string
  /** The command line that writes the nth entry. */
  readonly write: (n: number) => string[]
  /** The entries that a file holds; throws where it is none. */
  readonly read: (text: string) => number[]
}

const STORES: Readonly<Record<string, Store>> = {
  'the profile store': {
    file: 'config.json',
    write: (n) => ['profile', 'add', `p${n}`, '--offline', '--api-key', API_KEY, '--secret-file', 'secret'],
    read: (text) => parseStore(text).profiles.map(({ name }) => Number(name.slice(1))),
  },
  "the sandbox's rooms": {
    file: 'sandbox.json',
    write: (n) => ['create-meeting', '--sandbox', '--custom-id', `p${n}`],
    read: (text) =>
      (JSON.parse(text) as { rooms: { customRoomId: string }[] }).rooms.map(({ customRoomId }) =>
        Number(customRoomId.slice(1)),
      ),
  },
}

function start(args: readonly string[], { folder: cwd, env }: Shell) {
  return spawn(process.execPath, [EXECUTABLE, ...args], { cwd, env, stdio: 'pipe' })
}

/** Milliseconds that a whole run takes; the shortest of five. */
async function usual(store: Store, shell: Shell): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY
  for (let n = 0; n < 5; n++) {
    const began = performance.now()
    expect(await ending(start(store.write(-1 - n), shell))).toMatchObject({ code: 0 })
    shortest = Math.min(shortest, performance.now() - began)
  }
  return shortest
}

it.each(Object.entries(STORES))(`%s survives ${KILLS} kills`, async (name, store) => {
  const shell = openShell()
  const folder = join(shell.folder, '.config/videosdk-token')
  writeFileSync(join(shell.folder, 'secret'), SECRET)
  const span = await usual({ ...store, write: (n) => store.write(1_000_000 - n) }, shell)
  const entries = () => store.read(readFileSync(join(folder, store.file), 'utf8'))
  const acknowledged: number[] = []
  let [killed, left, longest] = [0, 0, 0]
  for (let n = 0; killed < KILLS; n++) {
    const child = start(store.write(n), shell)
    // Most of a run is its start: the moments of the writing lie in its second half.
    const timer = setTimeout(() => child.kill('SIGKILL'), span * (0.4 + 0.7 * Math.random()))
    const { code, signal } = await ending(child)
    clearTimeout(timer)
    if (signal === 'SIGKILL') killed++
    else expect(code).toBe(0)
    if (code === 0) acknowledged.push(n)
    entries()
    if (signal === null || readdirSync(folder).length === 1) continue
    left++
    const began = performance.now()
    expect(await ending(start(store.write(500_000 + n), shell))).toMatchObject({ code: 0 })
    acknowledged.push(500_000 + n)
    longest = Math.max(longest, performance.now() - began)
  }
  const there = new Set(entries())
  expect(acknowledged.filter((n) => !there.has(n))).toEqual([])
  expect(longest).toBeLessThan(LONGEST_WAIT_MS)
  await sleep(NAMELESS_MS)
  expect(await ending(start(store.write(2_000_000), shell))).toMatchObject({ code: 0 })
  expect(readdirSync(folder)).toEqual([store.file])
  // Kills that hit nothing would prove nothing.
  expect(left).toBeGreaterThan(0)
  process.stdout.write(
    `${name}: ${killed} kills, ${left} of them while a lock or a part of a file lay there; ${acknowledged.length} writes acknowledged, none lost; the next writer took ${Math.round(longest)} ms at most (a writer alone: ${Math.round(span)} ms)\n`,
  )
})
