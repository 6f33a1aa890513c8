/** Many tokens from one request: counted, or one a participant. */
import { checkId, type TokenRequest } from './claims.ts'
import { naming, VideosdkTokenError } from './errors.ts'
import { withoutEnd } from './text.ts'

const NUMBER = /%n/g

/**
 * The request of the nth token: `%n` in the room, the participant and the jti becomes n.
 *
 * @param given - where `%n` may stand; what came from another token is taken as it is.
 */
export function numbered(request: TokenRequest, n: number, given: TokenRequest = request): TokenRequest {
  const fill = (text: string): string => text.replace(NUMBER, String(n))
  const { roomId, participantId, jti } = given
  return {
    ...request,
    ...(roomId !== undefined && { roomId: fill(roomId) }),
    ...(participantId !== undefined && { participantId: fill(participantId) }),
    ...(typeof jti === 'string' && { jti: fill(jti) }),
  }
}

export function* countedRequests(
  request: TokenRequest,
  count: number,
  given: TokenRequest = request,
): Generator<TokenRequest> {
  for (let n = 1; n <= count; n++) yield numbered(request, n, given)
}

/**
 * One request a line; blank lines and carriage returns don't count.
 *
 * @param source - what an error calls the lines.
 * @throws {VideosdkTokenError} `id-invalid` with the line's number; `value-empty` where no id came.
 */
export async function* participantRequests(
  request: TokenRequest,
  lines: AsyncIterable<string>,
  source: string,
  given: TokenRequest = request,
): AsyncGenerator<TokenRequest> {
  let line = 0
  let n = 0
  for await (const text of lines) {
    line++
    const participantId = withoutEnd(text, '\r')
    if (participantId.trim() === '') continue
    naming(`line ${line} of ${source}`, () => checkId(participantId, 'participantId'))
    n++
    yield { ...numbered(request, n, given), participantId }
  }
  if (n > 0) return
  throw new VideosdkTokenError('value-empty', `${source} has no participant id in it`, {
    hint: 'One id a line.',
  })
}

/** Refuses one jti for several tokens, which is what tells them apart. */
export function checkJtiOfSeries({ jti }: TokenRequest): void {
  if (typeof jti !== 'string' || jti.includes('%n')) return
  throw new VideosdkTokenError('flag-conflict', '--jti gives several tokens the same id', {
    hint: 'Put %n into it, which becomes 1, 2, 3 …, or leave --jti out for random ids.',
  })
}
