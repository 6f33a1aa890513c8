/** What the door makes of a token, a room and a participant. */
import { admissionOf } from '../../token/admission.ts'
import { peel } from '../../token/peel.ts'
import type { Problem } from '../../token/problems.ts'
import type { KeyPair } from '../../token/sign.ts'
import { BAD_TOKEN } from '../answers.ts'
import type { Room } from '../room.ts'
import { REFUSED, type RefusedReason, refusalAskedFor } from './reasons.ts'

export interface DoorWorld {
  readonly rooms: () => Promise<readonly Room[]>
  readonly credentials: readonly [KeyPair, ...KeyPair[]]
  readonly now: () => Date
}

export interface Turned extends RefusedReason {
  /** The HTTP status of the first step. */
  readonly status: number
  /** What the sandbox adds to VideoSDK's own words. */
  readonly hint?: string
}

export type Admitted = { readonly permissions: readonly string[] }

/**
 * The first step: all that the token and the room decide. A room is known by its own id alone.
 *
 * @param token - as it stands in the header: bare.
 */
export async function admitToken(
  token: string,
  roomId: string,
  world: DoorWorld,
): Promise<Admitted | { readonly turned: Turned }> {
  const { denied, claims } = admissionOf(token, world.credentials, {
    purpose: 'join',
    now: world.now(),
    roomId,
  })
  if (denied !== undefined) return { turned: turnedBy(denied) }
  if (peel(token).token !== token) {
    const hint = 'The header holds more than the token: it is Authorization: <token>, and nothing around it.'
    return { turned: { ...INVALID_TOKEN, hint, cure: 'Take away what stands around it, such as "Bearer".' } }
  }
  const room = (await world.rooms()).find((one) => one.roomId === roomId)
  if (room === undefined) return { turned: { ...REFUSED.unknownRoom, status: 404 } }
  if (room.disabled) return { turned: { ...REFUSED.disabledRoom, status: 403 } }
  // One that is let in has claims, and permissions among them.
  return { permissions: Object(claims).permissions as readonly string[] }
}

/** Both steps: nobody has to have taken the first one. */
export async function admitVisitor(
  token: string,
  roomId: string,
  participantId: string,
  world: DoorWorld,
): Promise<Admitted | { readonly turned: RefusedReason }> {
  const admission = await admitToken(token, roomId, world)
  if ('turned' in admission) return admission
  const turned = turnedParticipant(token, participantId, world)
  return turned === undefined ? admission : { turned }
}

/** Empty, with white space, or a name by which an app that keeps people by their ids would change all objects. */
const NO_ID = /^$|\s|^__proto__$/

/** The second: what the participant's id decides. */
function turnedParticipant(
  token: string,
  participantId: string,
  world: DoorWorld,
): RefusedReason | undefined {
  if (NO_ID.test(participantId)) return REFUSED.participantId
  const asked = refusalAskedFor(participantId)
  if (asked !== undefined) return asked
  const question = { purpose: 'join', now: world.now(), participantId } as const
  const { denied } = admissionOf(token, world.credentials, question)
  return denied && turnedBy(denied)
}

const INVALID_TOKEN = { status: 401, code: 4002, message: BAD_TOKEN }

function turnedBy({ code, message, hint: cure, videosdk = 4002 }: Problem): Turned {
  const hint = `${code}: ${message}`
  return videosdk === 4002
    ? { ...INVALID_TOKEN, hint, cure }
    : { status: 401, code: videosdk, message, hint, cure }
}
