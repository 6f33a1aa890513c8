/** Before a profile is stored: does VideoSDK take its key and secret? */
import { readProfileSecret } from '../../../profiles/credentials.ts'
import type { Profile } from '../../../profiles/format.ts'
import { API_TOKEN } from '../../../token/api-token.ts'
import { VideosdkTokenError } from '../../../token/errors.ts'
import { createSigner } from '../../../token/sign.ts'
import { clientOn, wayTo } from '../../api.ts'
import type { Session } from '../../command.ts'
import { credentialWorld } from '../../credentials.ts'
import { withSpinner } from '../../progress.ts'

/** Who stores a profile waits for it, and may be offline. */
const LONGEST_TRIAL_MS = 10_000

/**
 * Asks VideoSDK, at the profile's endpoint. That it could not be asked is said, and is no error.
 *
 * @throws {VideosdkTokenError} `token-refused`.
 */
export async function tryCredentials(
  profile: Profile,
  dotenv: string | undefined,
  session: Session,
): Promise<void> {
  try {
    await withSpinner('trying the credentials', () => ask(profile, dotenv, session), session)
  } catch (error) {
    if (!(error instanceof VideosdkTokenError) || error.code === 'bug') throw error
    if (error.code === 'token-refused') {
      throw new VideosdkTokenError(error.code, `${error.message}; nothing was stored`, {
        hint: 'Look at key and secret at https://app.videosdk.live, or store them untried: --offline',
        ...(error.status !== null && { status: error.status }),
      })
    }
    await session.reporter.warning({
      code: error.code,
      message: `the credentials could not be tried: ${error.message}`,
    })
  }
}

async function ask(profile: Profile, dotenv: string | undefined, session: Session): Promise<void> {
  const { context } = session
  const { apiKey, endpoint } = profile
  const { value: secret } = await readProfileSecret(profile, credentialWorld(context))
  const token = createSigner({ apiKey, secret }).sign({ ...API_TOKEN, now: context.now() })
  const way = await wayTo({ endpoint, dotenv }, undefined, session)
  const limits = { timeout: LONGEST_TRIAL_MS, retries: 0 }
  await clientOn(way, { token, source: 'this key and secret' }, limits, session).checkToken()
}
