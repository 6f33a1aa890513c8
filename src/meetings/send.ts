/**
 * One call of the API, from the first attempt to an answer: time limits, and what may be repeated when.
 *
 * The official SDK's rules, with a stricter one for POST: up to two repeats, 1 s doubling to 8 s with
 * jitter, on 429 for any call, else only where a repeat does no harm.
 */
import { VideosdkTokenError } from '../token/errors.ts'
import { type Answer, AnswerTooLong, readAnswer } from './answer.ts'
import type { Call, Outcome } from './call.ts'
import type { Fetch } from './fetch.ts'
import { type Failure, networkFailure } from './network-failure.ts'
import { answerInvalid } from './refusal.ts'
import { pauseBefore } from './retry.ts'

export interface SendOptions {
  readonly fetch: Fetch
  /** As `parseEndpoint` gives it. */
  readonly endpoint: string
  /** A token for each call; it goes into `Authorization` bare. */
  readonly token: () => string
  /** Milliseconds for a whole call, its repeats and pauses included. */
  readonly timeoutMs: number
  /** How often an attempt may be repeated. */
  readonly retries: number
  readonly userAgent?: string | undefined
  /** Told before each repeat. */
  readonly onRetry?: ((why: string, pauseMs: number) => void) | undefined
}

export type Send = (call: Call) => Promise<Answer>

/** Where another attempt may follow, only half of the time that is left may pass before an answer begins. */
const SHARE_FOR_HEADERS = 2

/**
 * Makes the function that sends calls. It settles with any answer that has a status of its own, and throws
 * where none came.
 *
 * @throws {VideosdkTokenError} `network-failed`, `timed-out`, `redirected`, `answer-invalid`.
 */
export function createSend(options: SendOptions): Send {
  const { timeoutMs, retries, onRetry } = options
  return async (call) => {
    const deadline = performance.now() + timeoutMs
    for (let attempt = 0; ; attempt++) {
      const another = attempt < retries && call.repeatable
      const outcome = await tryOnce(call, deadline, another, options)
      const wait = attempt < retries ? pauseBefore(outcome, call, attempt) : undefined
      if (wait === undefined || performance.now() + wait.ms >= deadline) return settle(outcome, call)
      onRetry?.(wait.why, wait.ms)
      await sleep(wait.ms)
    }
  }
}

function settle(outcome: Outcome, { repeatable, whenUnsure }: Call): Answer {
  if ('answer' in outcome) return outcome.answer
  const { error, mayHaveArrived } = outcome.failure
  if (repeatable || !mayHaveArrived) throw error
  throw new VideosdkTokenError(error.code, error.message, {
    reason: 'The request may have arrived all the same, so that it was not sent again.',
    hint: whenUnsure ?? error.hint ?? '',
    cause: error.cause,
  })
}

async function tryOnce(
  call: Call,
  deadline: number,
  another: boolean,
  options: SendOptions,
): Promise<Outcome> {
  const { endpoint, timeoutMs } = options
  const { host } = new URL(endpoint)
  const token = options.token()
  const limit = createLimit()
  try {
    const left = deadline - performance.now()
    limit.start(another ? left / SHARE_FOR_HEADERS : left)
    const response = await limit.race(request(call, token, options, limit.signal))
    refuseRedirect(response, host)
    limit.start(deadline - performance.now())
    return { answer: await limit.race(readAnswer(response, token)) }
  } catch (error) {
    if (limit.signal.aborted) return { failure: tooSlow(host, timeoutMs, error) }
    // Errors of ours come from a sandbox in process, or say that the server is not what it should be.
    if (error instanceof VideosdkTokenError) throw error
    if (error instanceof AnswerTooLong) throw answerInvalid('far more than any room', host, error.status)
    return { failure: networkFailure(error, host, token) }
  } finally {
    limit.end()
  }
}

function request(
  call: Call,
  token: string,
  { fetch, endpoint, userAgent }: SendOptions,
  signal: AbortSignal,
) {
  const { method, path, body } = call
  return fetch(`${endpoint}${path}`, {
    method,
    headers: {
      authorization: token,
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...(userAgent !== undefined && { 'user-agent': userAgent }),
    },
    ...(body && { body: JSON.stringify(body) }),
    // The next host would be given the token.
    redirect: 'manual',
    signal,
  })
}

function refuseRedirect(response: Response, host: string): void {
  const { status, type, headers } = response
  if (type !== 'opaqueredirect' && (status < 300 || status > 399)) return
  const location = headers.get('location') ?? ''
  const target = URL.canParse(location) ? new URL(location).host : 'elsewhere'
  throw new VideosdkTokenError(
    'redirected',
    `${host} sends this call on to ${target}, and it was not followed`,
    {
      reason: 'The token would be handed to another server.',
      hint: 'Give the endpoint that answers itself: --endpoint https://api.videosdk.live',
      status,
    },
  )
}

function tooSlow(host: string, timeoutMs: number, cause: unknown): Failure {
  const error = new VideosdkTokenError(
    'timed-out',
    `${host} did not answer in time (${timeoutMs / 1000} s for the whole call)`,
    {
      hint: 'Is it reachable from here? Allow more time: --timeout 2m',
      cause,
    },
  )
  return { error, mayHaveArrived: true, passing: true }
}

interface Limit {
  readonly signal: AbortSignal
  /** Begins to count anew. */
  start(ms: number): void
  /** Lets go of whatever is still open. */
  end(): void
  /** Rejects when the time is up, even where what is awaited does not care for the signal. */
  race<T>(work: Promise<T>): Promise<T>
}

function createLimit(): Limit {
  const controller = new AbortController()
  const { signal } = controller
  let timer: ReturnType<typeof setTimeout> | undefined
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // It may reject when nobody waits for it any more.
  aborted.catch(() => {})
  return {
    signal,
    end() {
      clearTimeout(timer)
      controller.abort()
    },
    start(ms) {
      clearTimeout(timer)
      timer = setTimeout(() => controller.abort(), Math.max(ms, 0))
    },
    race: (work) => Promise.race([work, aborted]),
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
