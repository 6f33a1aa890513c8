/** The check of one room: is a token of these credentials let in? */
import { askDoor } from '../meetings/door.ts'
import { createSend } from '../meetings/send.ts'
import { createSigner } from '../token/sign.ts'
import { USER_AGENT } from '../version.ts'
import type { FoundCredentials } from './credentials.ts'
import { error, type Finding, ok, warning } from './finding.ts'
import { type Endpoint, LONGEST_CALL_MS } from './online.ts'
import type { DoctorWorld } from './world.ts'

/** Throws what asking throws. */
export async function checkRoom(
  roomId: string,
  { url }: Endpoint,
  { pair, toTry }: FoundCredentials,
  world: DoctorWorld,
): Promise<Finding> {
  const token = pair
    ? createSigner(pair).sign({ expiresIn: '10m', now: world.now(), permissions: ['allow_join'] })
    : toTry?.token
  if (token === undefined) return warning('room', `${roomId} was not asked for: there is no token to try`)
  const { host } = new URL(url)
  const send = createSend({
    fetch: await world.openFetch(),
    endpoint: url,
    token: () => token,
    timeoutMs: LONGEST_CALL_MS,
    retries: 0,
    userAgent: USER_AGENT,
  })
  const { letIn, status, code, message, hint } = await askDoor(send, roomId, host)
  if (letIn) return ok('room', `${roomId} lets in who has a token of these credentials`)
  const codes = code === undefined ? `HTTP ${status}` : `HTTP ${status}, VideoSDK ${code}`
  const cure = hint ?? 'See what the token says: videosdk-token token | videosdk-token inspect --for join'
  return error('room', `${roomId} lets nobody in with these credentials: ${message} (${codes})`, cure)
}
