/** A line on stderr that says how far a long run is: on a terminal only, after a second, never in CI. */
import type { Ora } from 'ora'
import { describeDuration } from '../token/duration.ts'
import type { Session } from './command.ts'

const QUIET_MS = 1_000

export interface Progress {
  report(done: number): Promise<void>
  stop(): void
}

const NONE: Progress = { report: async () => {}, stop: () => {} }

export function startProgress({ context, settings }: Session, total?: number): Progress {
  const { stdout, stderr, env } = context
  // Where stdout is the terminal, the lines themselves show the progress.
  if (!stderr.isTTY || stdout.isTTY || settings.quiet || env.CI) return NONE
  const began = performance.now()
  let spinner: Ora | undefined
  return {
    async report(done) {
      if (performance.now() - began < QUIET_MS) return
      spinner ??= await startSpinner(settings.color)
      spinner.text = describeProgress(done, total, performance.now() - began)
    },
    stop: () => spinner?.stop(),
  }
}

/** @param elapsed - milliseconds. */
export function describeProgress(done: number, total: number | undefined, elapsed: number): string {
  if (total === undefined || done === 0) return `${done} tokens`
  const left = Math.ceil(((total - done) * elapsed) / done / 1_000)
  return `${done} of ${total} tokens${left > 0 ? `, ${describeDuration(left)} left` : ''}`
}

/** Long enough that a quick answer shows nothing. */
const SPINNER_AFTER_MS = 200

/** Runs `work`, and spins on stderr while it lasts: on a terminal only, never in CI. */
export async function withSpinner<T>(
  text: string,
  work: () => Promise<T>,
  { context, settings }: Session,
): Promise<T> {
  const { stderr, env } = context
  if (!stderr.isTTY || settings.quiet || env.CI) return work()
  let spinner: Promise<Ora> | undefined
  const timer = setTimeout(() => {
    spinner = startSpinner(settings.color).then((started) => Object.assign(started, { text }))
  }, SPINNER_AFTER_MS)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    ;(await spinner)?.stop()
  }
}

async function startSpinner(color: boolean): Promise<Ora> {
  const { default: ora } = await import('ora')
  // stdin stays untouched: it may be what the tokens are made from.
  return ora({ discardStdin: false, ...(!color && { color: false }) }).start()
}
