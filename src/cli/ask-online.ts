/** `inspect --online`: VideoSDK's own answer, beside ours. */
import { createMeetingsClient } from '../meetings/client.ts'
import { askDoor } from '../meetings/door.ts'
import type { CredentialFlags, Credentials } from '../profiles/credentials.ts'
import { profileOf } from '../profiles/source.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import type { Inspection } from '../token/inspect.ts'
import type { Purpose } from '../token/problems.ts'
import { sandboxWay, sendOn, type Way, wayTo } from './api.ts'
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
 * @returns a function that throws `network-failed`, `timed-out`, `redirected`, `answer-invalid`, `api-failed`
 * and `rate-limited` where there is no answer.
 */
export async function openOnline(
  options: OnlineOptions,
  credentials: Credentials | undefined,
  session: Session,
): Promise<(token: string) => Promise<Asked>> {
  const profile = credentials && profileOf(credentials.source)
  const way = options.sandbox ? await sandboxWay(session.context) : await wayTo(options, profile, session)
  const { room } = options
  const isJoining = purposeOnline(options) === 'join' && room !== undefined
  return (token) => (isJoining ? askToJoin(token, room, way, session) : askToCall(token, way, session))
}

async function askToJoin(token: string, room: string, way: Way, session: Session): Promise<Asked> {
  const { host } = way
  const { letIn, hint, ...answer } = await askDoor(sendOn(way, token, {}, session), room, host)
  return { answer: { canJoin: letIn, ...answer }, host, hint }
}

async function askToCall(token: string, way: Way, session: Session): Promise<Asked> {
  const { host } = way
  try {
    await createMeetingsClient(sendOn(way, token, {}, session), 2, { host }).checkToken()
    return { answer: { canCallApi: true, status: 200, message: 'the token is taken' }, host }
  } catch (error) {
    if (!(error instanceof VideosdkTokenError) || error.code !== 'token-refused') throw error
    const { status, message } = error
    return { answer: { canCallApi: false, status: status ?? 401, message }, host }
  }
}

/** What VideoSDK was not asked, so that its yes says nothing of it. */
const OURS_ALONE: readonly string[] = ['expires-too-soon', 'participant-mismatch']

/** Whether the answer is yes, with `--online` where it was asked. Says where the two differ. */
export async function judge(
  { problems }: Inspection,
  asked: Asked | undefined,
  { reporter }: Session,
): Promise<boolean> {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (asked === undefined) return errors.length === 0
  const { answer, host, hint } = asked
  const isTaken = (answer.canJoin ?? answer.canCallApi) === true
  const [found] = errors.filter(({ code }) => !OURS_ALONE.includes(code))
  if (isTaken && found !== undefined) {
    const message = `${host} takes this token, though ${found.message}`
    await reporter.warning({ code: 'online-differs', message, hint: 'What it says counts.' })
  }
  if (!isTaken && found === undefined) {
    const message = `${host} refuses this token, in which nothing is wrong by itself`
    await reporter.warning({ code: 'online-differs', message, ...(hint && { hint }) })
  }
  return isTaken && errors.every((error) => !OURS_ALONE.includes(error.code))
}
