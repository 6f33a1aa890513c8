/** `profile import`: the pair of the environment, or of a --dotenv file, becomes a profile. */
import { findPair } from '../../../profiles/credentials.ts'
import type { Session } from '../../command.ts'
import { credentialWorld } from '../../credentials.ts'
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
  const { apiKey, secret, warnings } = await findPair(dotenv, credentialWorld(session.context))
  for (const warning of warnings) await session.reporter.warning(warning)
  return storeProfile(
    { name, apiKey, secret, ...(endpoint !== undefined && { endpoint }) },
    force === true,
    session,
  )
}
