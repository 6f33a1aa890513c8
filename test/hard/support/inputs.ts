/** Kinds of generated inputs: each is tried many times from one seed, counted, and timed one by one. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { EXIT_CODE_OF } from '../../../src/cli/exit-codes.ts'
import { VideosdkTokenError } from '../../../src/token/errors.ts'
import { SECRET } from '../../support/world.ts'

/** Set SEED to repeat a run, or to try what was not tried yet. */
export const SEED = Number(process.env.SEED ?? 20_261_126)

/** What blocks this thread for so long is a hang, which only another thread can end. */
const HANGS_MS = 20_000

/** Of processor time, for a single input: what takes longer grows with more than its length. */
const LONGEST_MS = 1_000
const LONGEST_SHOWN = 3_000

/** What has no bug and no odd end: the tool says what is wrong, in its own words. */
const MOST_EXIT_CODE = 5

export interface Kind {
  readonly name: string
  /** Some are refused, however the inputs fall out. */
  readonly refuses: boolean
  check(): Promise<Tried>
}

export interface Tried {
  readonly name: string
  readonly count: number
  /** How many were taken for good ones; the others were refused. */
  readonly taken: number
  readonly slowestMs: number
}

/** @param work - throws where the input found a fault; says whether it was taken. */
export function kind<T>(
  name: string,
  count: number,
  inputs: fc.Arbitrary<T>,
  work: (input: T) => boolean | Promise<boolean>,
  { refuses = true } = {},
): Kind {
  return {
    name,
    refuses,
    async check() {
      const tried = { name, count: 0, taken: 0, slowestMs: 0 }
      const watch = await watchFor(name)
      const property = fc.asyncProperty(inputs, async (input) => {
        watch.begin(++tried.count)
        const [began, used] = [performance.now(), process.cpuUsage()]
        if (await work(input)) tried.taken++
        const { user, system } = process.cpuUsage(used)
        // Neither another process nor another thread of this one counts.
        const took = Math.min(performance.now() - began, (user + system) / 1000)
        tried.slowestMs = Math.max(tried.slowestMs, took)
        if (took > LONGEST_MS) throw new Error(`it took ${Math.round(took)} ms`)
      })
      const run = await fc.check(property, { seed: SEED, numRuns: count })
      await watch.end()
      if (!run.failed) return tried
      const input = fc.stringify(run.counterexample)
      const shown =
        input.length > LONGEST_SHOWN ? `${input.slice(0, LONGEST_SHOWN)}… (${input.length})` : input
      const why = run.errorInstance instanceof Error ? run.errorInstance.stack : String(run.errorInstance)
      throw new Error(
        `${name}, SEED=${SEED}, after ${run.numRuns} inputs and ${run.numShrinks} shrinks:\n${shown}\n${why}`,
      )
    },
  }
}

/** Whether an input was taken. What it may be refused with is our own error alone, and no secret in it. */
export async function isTaken(work: () => unknown): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!isOurs(error)) throw error
    return false
  }
}

/** The same of a fetch, an iterator and whatever else must not be waited for. */
export function isTakenAtOnce(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (!isOurs(error)) throw error
    return false
  }
}

export function isOurs(error: unknown): boolean {
  if (!(error instanceof VideosdkTokenError)) return false
  const { code, message, hint, reason } = error
  if (!(EXIT_CODE_OF[code] <= MOST_EXIT_CODE)) return false
  return ![message, hint, reason].some((text) => text?.includes(SECRET))
}

export function insist(right: boolean, what: string): void {
  if (!right) throw new Error(what)
}

const WATCH = `
const { workerData: { name, seed, beats, hangsMs } } = require('node:worker_threads')
let [seen, since] = [0, Date.now()]
setInterval(() => {
  const beat = Atomics.load(beats, 0)
  if (beat !== seen) [seen, since] = [beat, Date.now()]
  else if (beat > 0 && Date.now() - since > hangsMs) {
    require('node:fs').writeSync(2, name + ', SEED=' + seed + ': input ' + beat + ' hangs\\n')
    process.kill(process.pid, 'SIGKILL')
  }
}, 500)
`

/** Ends this process where an input hangs, and says which. */
async function watchFor(name: string) {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(WATCH, { eval: true, workerData: { name, seed: SEED, beats, hangsMs: HANGS_MS } })
  // It cannot come up while an input holds this thread.
  await once(thread, 'online')
  return {
    begin: (input: number) => Atomics.store(beats, 0, input),
    end: () => thread.terminate(),
  }
}
