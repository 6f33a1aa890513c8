/** Which endpoint wins: looked for in one order, as the credentials are. */
import { type CredentialFlags, type CredentialWorld, readDotenv } from './credentials.ts'
import { present } from './environment.ts'
import { findProfile, readStore } from './read-store.ts'

const NAME = 'VIDEOSDK_API_ENDPOINT'

export interface FoundEndpoint {
  /** As it was given. */
  readonly text: string
  /** For messages. */
  readonly source: string
}

/**
 * Finds the endpoint that was given, or undefined for VideoSDK's own.
 *
 * @param winner - the profile whose credentials won, where one did.
 * @throws {VideosdkTokenError} `profile-unknown`, `store-invalid`, `store-failed`, `dotenv-unreadable`.
 */
export async function findEndpoint(
  { endpoint, profile, dotenv }: CredentialFlags,
  winner: string | undefined,
  world: CredentialWorld,
): Promise<FoundEndpoint | undefined> {
  if (endpoint !== undefined) return { text: endpoint, source: '--endpoint' }
  const named = profile === undefined ? undefined : endpointOf(profile, world)
  if (named !== undefined) return named
  const text = present(world.env, NAME)
  if (text !== undefined) return { text: text.trim(), source: NAME }
  const fromFile = dotenv === undefined ? undefined : present((await readDotenv(dotenv, world)).values, NAME)
  if (fromFile !== undefined) return { text: fromFile.trim(), source: `${NAME} of the --dotenv file` }
  return winner === undefined ? undefined : endpointOf(winner, world)
}

function endpointOf(name: string, { storePath }: CredentialWorld): FoundEndpoint | undefined {
  const { endpoint } = findProfile(readStore(storePath), name)
  return endpoint === undefined ? undefined : { text: endpoint, source: `profile ${name}` }
}
