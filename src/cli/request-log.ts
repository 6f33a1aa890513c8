/** A line on stderr for each request that a server of ours answered: no token, no key, no query, no body. */
import type { OnRequest, RequestRecord } from '../http/record.ts'
import type { Session } from './command.ts'
import { loadPaint, type Paint, wantsColour } from './paint.ts'

export const LOG_FORMS = ['text', 'json', 'none'] as const

export type LogForm = (typeof LOG_FORMS)[number]

/** Undefined where nothing is to be logged. */
export async function requestLog(
  form: LogForm,
  { context, settings }: Session,
): Promise<OnRequest | undefined> {
  if (form === 'none') return undefined
  const { stderr, env, now } = context
  const paint = await loadPaint(wantsColour(stderr, env, settings.color))
  // A busy server answers many in one turn of its loop, and a write for each would be most of its work. They
  // have one time: on some virtual machines asking for it takes as long as signing a token.
  let lines = ''
  let time = ''
  const flush = (): void => {
    const written = lines
    lines = ''
    // Nobody reads a closed stderr; the requests were answered all the same.
    stderr.write(written).catch(() => {})
  }
  return (record) => {
    if (lines === '') {
      time = now().toISOString()
      setImmediate(flush)
    }
    lines += `${form === 'json' ? JSON.stringify({ time, ...record }) : textLine(record, time, paint)}\n`
  }
}

function textLine({ method, route, status, ms }: RequestRecord, time: string, paint: Paint): string {
  const outcome = status === null ? paint.yellow('dropped') : colourOf(status, paint)(String(status))
  return `${paint.dim(time.slice(11, 19))} ${method} ${route ?? '(no such path)'} ${outcome} ${ms} ms`
}

function colourOf(status: number, { green, yellow, red }: Paint): (text: string) => string {
  if (status < 400) return green
  return status < 500 ? yellow : red
}
