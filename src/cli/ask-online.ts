/** `inspect --online`: VideoSDK's own answer, beside ours. */
import { askApi, askDoor } from '../meetings/ask.ts'
import { cureWithoutFlags } from '../meetings/refusal.ts'
import type { CredentialFlags, Credentials } from '../profiles/credentials.ts'
import { profileOf } from '../profiles/source.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import type { Inspection } from '../token/inspect.ts'
import type { Purpose } from '../token/problems.ts'
import { sandboxWay, sendOn, wayTo } from './api.ts'
import type { Session } from './command.ts'

export interface OnlineOptions extends CredentialFlags {
  readonly online?: boolean
  readonly for?: Purpose
  readonly room?: string
}

/** Of `canJoin` and `canCallApi` that one is there which was asked. */
export interface OnlineAnswer {
  readonly canJoin?: boolean
  readonly canCallApi?: boolean
  /** Of HTTP. */
  readonly status: number
  /** VideoSDK's own; missing where it gave none. */
  readonly code?: number
  readonly message: string
}

export interface Asked {
  readonly answer: OnlineAnswer
  readonly host: string
  readonly hint?: string | undefined
}

/** What VideoSDK is asked: a room stands for joining it. Throws `argument-missing`. */
export function purposeOnline({ for: purpose, room }: OnlineOptions): Purpose {
  if (purpose !== 'join') return purpose ?? (room === undefined ? 'api' : 'join')
  if (room !== undefined) return 'join'
  throw new VideosdkTokenError('argument-missing', '--online asks for one room, and none is named', {
    hint: 'Name it: --room <roomId>. Whether the API takes the token: --for api',
  })
}

/**
 * Sends each token to the endpoint that wins.
 *
 * @returns a function that throws what `askDoor` throws.
 */
export async function openOnline(
  options: OnlineOptions,
  credentials: Credentials | undefined,
  session: Session,
): Promise<(token: string) => Promise<Asked>> {
  const profile = credentials && profileOf(credentials.source)
  const way = options.sandbox ? await sandboxWay(session.context) : await wayTo(options, profile, session)
  const { room } = options
  const { host } = way
  const isJoining = purposeOnline(options) === 'join' && room !== undefined
  return async (token) => {
    const send = sendOn(way, token, {}, session)
    const asking = isJoining ? askDoor(send, room, host) : askApi(send, host)
    const { taken, hint, ...said } = await curedWithoutFlags(asking)
    return { answer: { [isJoining ? 'canJoin' : 'canCallApi']: taken, ...said }, host, hint }
  }
}

/** Cures that name flags are for other commands. */
async function curedWithoutFlags<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const cure = error instanceof VideosdkTokenError ? cureWithoutFlags(error.code) : undefined
    if (!(error instanceof VideosdkTokenError) || cure === undefined) throw error
    const { code, message, status } = error
    throw new VideosdkTokenError(code, message, {
      hint: cure,
      cause: error,
      ...(status !== null && { status }),
    })
  }
}

/** What VideoSDK was not asked, so that its yes says nothing of it. */
const OURS_ALONE: Readonly<Record<Purpose, readonly string[]>> = {
  join: ['expires-too-soon', 'participant-mismatch'],
  api: ['expires-too-soon', 'participant-mismatch', 'room-mismatch'],
}

/**
 * Whether the answer is yes: VideoSDK's, and ours to what it was not asked. Says where the two differ.
 *
 * @param inspection - of the question that VideoSDK was asked.
 */
export async function judgeOnline(
  { problems }: Inspection,
  { answer, host, hint }: Asked,
  { reporter }: Session,
): Promise<boolean> {
  const ours = OURS_ALONE[answer.canJoin === undefined ? 'api' : 'join']
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [found] = errors.filter(({ code }) => !ours.includes(code))
  const isTaken = isYes(answer)
  if (isTaken && found !== undefined) {
    const message = `${host} says yes, though ${found.message}`
    await reporter.warning({ code: 'online-differs', message, hint: 'What it says counts.' })
  }
  const isOtherCode = answer.code !== undefined && found?.videosdk !== answer.code
  if (!isTaken && (found === undefined || isOtherCode)) {
    const message =
      found === undefined
        ? `${host} says no, though the token by itself is in order`
        : `${host} says no, though not for what is wrong by itself: ${found.message}`
    await reporter.warning({ code: 'online-differs', message, ...(hint && { hint }) })
  }
  return isTaken && errors.every(({ code }) => !ours.includes(code))
}

export function isYes({ canJoin, canCallApi }: OnlineAnswer): boolean {
  return canJoin === true || canCallApi === true
}
