/** The check of one room: is somebody with the token of this machine let in? */
import { askDoor } from '../meetings/ask.ts'
import { createSigner } from '../token/sign.ts'
import { shown } from '../token/text.ts'
import type { FoundCredentials } from './credentials.ts'
import { error, type Finding, ok, warning } from './finding.ts'
import { type Endpoint, sendOnce, type TokenToTry } from './online.ts'
import type { DoctorWorld } from './world.ts'

/** Why the room was not asked for. */
export function roomNotAsked(roomId: string, why: string): Finding {
  return warning('room', `${shown(roomId)} was not asked for, since ${why}`)
}

/** Throws what asking throws. */
export async function checkRoom(
  roomId: string,
  { url }: Endpoint,
  found: FoundCredentials,
  world: DoctorWorld,
): Promise<Finding> {
  const toTry = tokenToJoin(found, world)
  if (toTry === undefined) return roomNotAsked(roomId, 'there is no token to try')
  const { token, source } = toTry
  const send = sendOnce(url, token, await world.openFetch())
  const { taken, status, code, message, hint } = await askDoor(send, roomId, new URL(url).host)
  if (taken) return ok('room', `${shown(roomId)} lets in who has ${source}`)
  const codes = code === undefined ? `HTTP ${status}` : `HTTP ${status}, VideoSDK ${code}`
  const cure = code === 4002 ? COMPARE : (hint ?? 'What the token says: videosdk-token inspect --for join')
  return error('room', `${shown(roomId)} does not let in who has ${source}: ${message} (${codes})`, cure)
}

const COMPARE = 'Compare key and secret with those at https://app.videosdk.live, and look at the clock.'

/** One that joins: that of the other checks calls the API alone. */
function tokenToJoin({ pair, toTry }: FoundCredentials, { now }: DoctorWorld): TokenToTry | undefined {
  if (pair === undefined) return toTry && { ...toTry, source: `the token of ${toTry.source}` }
  const token = createSigner(pair).sign({ expiresIn: '10m', now: now(), permissions: ['allow_join'] })
  return { token, source: 'a token of these credentials' }
}
