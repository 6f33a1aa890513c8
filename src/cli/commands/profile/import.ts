/** `profile import`: the pair of the environment, or of a --dotenv file, becomes a profile. */
import { findPair } from '../../../profiles/credentials.ts'
import type { Session } from '../../command.ts'
import { credentialWorld, takeSecret } from '../../credentials.ts'
import { storeProfile } from './store-profile.ts'

export interface ImportOptions {
  readonly dotenv?: string
  readonly endpoint?: string
  readonly force?: boolean
}

export async function run(
  name: string,
  { dotenv, endpoint, force }: ImportOptions,
  session: Session,
): Promise<0> {
  const { apiKey, secret: value, warnings } = await findPair(dotenv, credentialWorld(session.context))
  const secret = await takeSecret({ value, warnings }, session.reporter)
  return storeProfile(
    { name, apiKey, secret, ...(endpoint !== undefined && { endpoint }) },
    force === true,
    session,
  )
}
