/** Before a profile is stored: does VideoSDK take its key and secret? */
import type { Profile } from '../../../profiles/format.ts'
import { API_TOKEN } from '../../../token/api-token.ts'
import { VideosdkTokenError } from '../../../token/errors.ts'
import { createSigner } from '../../../token/sign.ts'
import { clientOn, wayTo } from '../../api.ts'
import type { Session } from '../../command.ts'
import { credentialWorld, takeSecret } from '../../credentials.ts'
import { EXIT_CODE_OF } from '../../exit-codes.ts'
import { withSpinner } from '../../progress.ts'

/** Who stores a profile waits for it, and may be offline. */
const LONGEST_TRIAL_MS = 10_000

/**
 * Asks VideoSDK, at the profile's endpoint. That it could not be reached is said, and is no error.
 *
 * @throws {VideosdkTokenError} `token-refused`; `secret-command-failed`, `secret-invalid`, `proxy-invalid`,
 * `endpoint-invalid`.
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
    if (EXIT_CODE_OF[error.code] !== 5) throw nothingStored(error)
    const message = `the credentials could not be tried: ${error.message}`
    await session.reporter.warning({ code: error.code, message })
  }
}

function nothingStored({ code, message, hint, status, cause }: VideosdkTokenError): VideosdkTokenError {
  const cure = code === 'token-refused' ? 'Look at key and secret at https://app.videosdk.live' : (hint ?? '')
  return new VideosdkTokenError(code, `${message}; nothing was stored`, {
    hint: `${cure}\n  To store them untried: --offline`,
    ...(status !== null && { status }),
    cause,
  })
}

async function ask(profile: Profile, dotenv: string | undefined, session: Session): Promise<void> {
  const { context } = session
  const { apiKey, endpoint } = profile
  // The command was typed just now: no store could have been changed by somebody else yet.
  const secret =
    'secret' in profile
      ? profile.secret
      : await takeSecret(
          await credentialWorld(context).runCommand(profile.secretCommand, profile.name),
          session.reporter,
        )
  const token = createSigner({ apiKey, secret }).sign({ ...API_TOKEN, now: context.now() })
  const way = await wayTo({ endpoint, dotenv }, undefined, session)
  const limits = { timeout: LONGEST_TRIAL_MS, retries: 0 }
  await clientOn(way, { token, source: 'this key and secret' }, limits, session).checkToken()
}
