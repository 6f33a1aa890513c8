/** A line on stderr for each request that a server of ours answered: no token, no body, no id. */
import { randomUUID } from 'node:crypto'
import type { RequestRecord } from '../sandbox/api.ts'
import type { Session } from './command.ts'

export const LOG_FORMS = ['text', 'json', 'none'] as const

export type LogForm = (typeof LOG_FORMS)[number]

export function requestLog(form: LogForm, { context }: Session): (record: RequestRecord) => void {
  if (form === 'none') return () => {}
  const toLine = form === 'json' ? jsonLine : textLine
  return (record) => {
    const time = context.now().toISOString()
    // Nobody reads a closed stderr; the request was answered all the same.
    context.stderr.write(`${toLine(record, time)}\n`).catch(() => {})
  }
}

function jsonLine({ method, route, status, ms }: RequestRecord, time: string): string {
  return JSON.stringify({ time, method, route, status, ms, id: randomUUID() })
}

function textLine({ method, route, status, ms }: RequestRecord, time: string): string {
  return `${time.slice(11, 19)} ${method} ${route ?? '(no such path)'} ${status ?? 'dropped'} ${ms} ms`
}
