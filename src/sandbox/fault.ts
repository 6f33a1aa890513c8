/** Trouble that one request asks for by its header `X-Sandbox-Fault`, so that no other test feels it. */
import type { MiddlewareHandler } from 'hono'
import { parseMilliseconds } from '../token/duration.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import { errorAnswer } from './answers.ts'

export const FAULT_HEADER = 'X-Sandbox-Fault'

export interface Fault {
  /** As it was asked for; the answer names it. */
  readonly text: string
  /** Answered in place of what the request asks for. */
  readonly status?: number
  readonly retryAfter?: string
  readonly html?: true
  /** The connection is closed in place of an answer, and nothing is done. */
  readonly drop?: true
  /** The request is done, and half of its answer sent. */
  readonly truncate?: true
  readonly latencyMs?: number
}

/** A request that is to get no answer: what a `fetch` rejects with when its connection is closed. */
export class Dropped extends TypeError {
  constructor() {
    const cause = Object.assign(new Error(`dropped, as ${FAULT_HEADER} asked for`), {
      code: 'UND_ERR_SOCKET',
    })
    super('fetch failed', { cause })
  }
}

const FORMS = 'status=503, status=429; retry-after=1, latency=500ms, drop, truncate, html'

/** Reads the header: parts split at `;`. Throws `value-invalid`. */
export function parseFault(text: string): Fault {
  const parts = text.split(';').map((part) => parsePart(part.trim()))
  const fault: Fault = Object.assign({ text }, ...parts)
  if (fault.retryAfter !== undefined && fault.status === undefined && !fault.html)
    throw invalid(text, 'retry-after goes with a status: status=429; retry-after=1')
  return fault
}

function parsePart(part: string): Partial<Fault> {
  const [name = '', value] = part.split('=', 2).map((half) => half.trim())
  if (value === undefined) {
    if (name === 'drop' || name === 'truncate' || name === 'html') return { [name]: true }
  } else if (name === 'status' && /^[2-5]\d\d$/.test(value)) return { status: Number(value) }
  else if (name === 'retry-after' && value !== '') return { retryAfter: value }
  else if (name === 'latency') return { latencyMs: latency(value) }
  throw invalid(part, `It is one or several of: ${FORMS}`)
}

function latency(value: string): number {
  try {
    return parseMilliseconds(value)
  } catch (error) {
    throw invalid(`latency=${value}`, messageOf(error))
  }
}

function invalid(part: string, hint: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', `${FAULT_HEADER} has "${shown(part)}", which is no fault`, {
    hint,
  })
}

/** Does to a request what its header asks for. `latencyMs` is what every request waits. */
export function faults(latencyMs: number): MiddlewareHandler {
  return async (c, next) => {
    const { fault, refusal } = faultOf(c.req.header(FAULT_HEADER))
    if (refusal !== undefined) return refusal
    const ms = latencyMs + (fault?.latencyMs ?? 0)
    if (ms > 0) await sleep(ms, c.req.raw.signal)
    if (fault === undefined) return next()
    if (fault.drop) throw new Dropped()
    if (fault.status === undefined && !fault.html) await next()
    else c.res = answerOf(fault)
    c.header(FAULT_HEADER, fault.text)
    if (fault.truncate) c.res = await truncated(c.res)
  }
}

function faultOf(text: string | undefined): { fault?: Fault; refusal?: Response } {
  if (text === undefined) return {}
  try {
    return { fault: parseFault(text) }
  } catch (error) {
    if (error instanceof VideosdkTokenError)
      return { refusal: errorAnswer(400, error.message, error.hint ?? undefined) }
    throw error
  }
}

/** Statuses whose answers have no body. */
const EMPTY = [204, 205, 304]

function answerOf({ status = 502, html, retryAfter, text }: Fault): Response {
  const answer = EMPTY.includes(status)
    ? new Response(null, { status })
    : html
      ? new Response(`<html><body><h1>${status}</h1></body></html>\n`, {
          status,
          headers: { 'content-type': 'text/html' },
        })
      : errorAnswer(status, `Simulated, as ${FAULT_HEADER} asked for: ${text}`)
  if (retryAfter !== undefined) answer.headers.set('retry-after', retryAfter)
  return answer
}

/** Half of an answer, and then the connection breaks. */
async function truncated(response: Response): Promise<Response> {
  // What has no body cannot break within it, and no Response of such a status takes one.
  if (response.body === null) return response
  const bytes = new Uint8Array(await response.arrayBuffer())
  let sent = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new Error(`truncated, as ${FAULT_HEADER} asked for`))
      else controller.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)))
      sent = true
    },
  })
  const headers = new Headers(response.headers)
  headers.set('content-length', String(bytes.length))
  return new Response(body, { status: response.status, headers })
}

/** Ends early where the client went away. */
async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
