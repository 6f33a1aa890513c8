/** A meeting id, or a custom id, as a caller gives it. */
import { checkId } from '../token/claims.ts'
import { VideosdkTokenError } from '../token/errors.ts'

/** Any text without white space that an address can carry. Throws `value-invalid`, `id-invalid`. */
export function checkMeetingId(id: string): string {
  checkId(id, 'meetingId')
  // A URL takes these two for steps in its path, percent-encoded or not; half a surrogate pair is no text.
  if (id !== '.' && id !== '..' && isText(id)) return id
  throw new VideosdkTokenError('id-invalid', 'no address can carry that meeting id', {
    hint: 'Give the id as it was made: abcd-efgh-ijkl',
  })
}

function isText(id: string): boolean {
  try {
    return encodeURIComponent(id) !== ''
  } catch {
    return false
  }
}
