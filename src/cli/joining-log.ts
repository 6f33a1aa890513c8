/** Who joined a sandbox, waits, was refused or left: a line each on stderr. Never a token, though sockets carry it. */
import type { JoiningEvent } from '../sandbox/index.ts'
import { printable, shown } from '../token/text.ts'
import type { Session } from './command.ts'
import type { LogForm } from './request-log.ts'

export function joiningLog(form: LogForm, { context }: Session): ((event: JoiningEvent) => void) | undefined {
  if (form === 'none') return undefined
  return (event) => {
    const { kind, roomId, participantId = '?' } = event
    // Both are what a client says: one may have a token where an id belongs.
    const who = { roomId: shown(roomId), participantId: shown(participantId) }
    const why = 'code' in event ? { code: event.code, message: event.message } : event.reason
    const time = context.now().toISOString()
    const line =
      form === 'json'
        ? JSON.stringify({ time, event: kind, ...who, ...why })
        : `${time.slice(11, 19)} ${kind.toUpperCase()} ${who.participantId} in ${who.roomId}${why ? `: ${why.code} ${printable(why.message)}` : ''}`
    context.stderr.write(`${line}\n`).catch(() => {})
  }
}
