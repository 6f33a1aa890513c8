/** Meeting ids that a command is given: as operands, or one a line on stdin. */
import { checkMeetingId } from '../meetings/meeting-id.ts'
import { naming, VideosdkTokenError } from '../token/errors.ts'
import { looksLikeToken, shown, withoutEnd } from '../token/text.ts'
import type { Session } from './command.ts'
import { EXIT_CODE_OF } from './exit-codes.ts'
import { readLines } from './read-input.ts'

export interface MeetingIds {
  readonly ids: AsyncIterable<string>
  /** More than one was given, or may come. */
  readonly several: boolean
}

/**
 * @param operands - none, or `-` alone, reads stdin.
 * @throws {VideosdkTokenError} `value-invalid`, `id-invalid`; reading the ids throws `id-invalid` with the
 * line's number, and `value-empty` where stdin has none.
 */
export function meetingIds(operands: readonly string[], session: Session): MeetingIds {
  if (operands.length === 0 || (operands.length === 1 && operands[0] === '-'))
    return { ids: idsOfStdin(session), several: true }
  if (operands.includes('-')) {
    throw new VideosdkTokenError('value-invalid', '- stands among other ids', {
      hint: 'Give the ids as arguments, or all of them on stdin with - alone.',
    })
  }
  for (const id of operands) checkMeetingId(id)
  return { ids: idsOf(operands, session), several: operands.length > 1 }
}

async function* idsOf(operands: readonly string[], session: Session): AsyncGenerator<string> {
  for (const id of operands) {
    await hintAtToken(id, session)
    yield id
  }
}

async function* idsOfStdin(session: Session): AsyncGenerator<string> {
  let line = 0
  let count = 0
  for await (const text of readLines('-', session.context)) {
    line++
    const id = withoutEnd(text, '\r')
    if (id.trim() === '') continue
    naming(`line ${line} of stdin`, () => checkMeetingId(id))
    await hintAtToken(id, session)
    count++
    yield id
  }
  if (count > 0) return
  throw new VideosdkTokenError('value-empty', 'stdin has no meeting id in it', {
    hint: 'Did the command before it fail? One id a line.',
  })
}

async function hintAtToken(id: string, { reporter }: Session): Promise<void> {
  if (!looksLikeToken(id)) return
  const message = `${shown(id)} looks like a token, not like a meeting id`
  await reporter.warning({
    code: 'id-is-token',
    message,
    hint: 'What a token is worth says: videosdk-token inspect',
  })
}

/** Of several, this one's answer did not come, and the others' may: not a refused token, not a mistake of ours. */
export function concernsOneMeeting(error: unknown): error is VideosdkTokenError {
  if (!(error instanceof VideosdkTokenError)) return false
  return (
    error.code === 'request-refused' || error.code === 'meeting-unknown' || EXIT_CODE_OF[error.code] === 5
  )
}

/** Of several, one whose answer did not come, by its id. */
export function warnOf(
  id: string,
  { code, message, hint }: VideosdkTokenError,
  { reporter }: Session,
): Promise<void> {
  return reporter.warning({ code, message: `${shown(id)}: ${message}`, ...(hint !== null && { hint }) })
}
