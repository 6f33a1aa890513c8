/** Checks of the credentials: which win, and whether they can be right. */
import { findApiToken } from '../profiles/api-token.ts'
import { type CredentialFlags, type Credentials, resolveCredentials } from '../profiles/credentials.ts'
import { present } from '../profiles/environment.ts'
import { describeSource, profileOf } from '../profiles/source.ts'
import { adviseOnCredentials } from '../token/advice.ts'
import { API_TOKEN } from '../token/api-token.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { createSigner, type KeyPair } from '../token/sign.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { TokenToTry } from './online.ts'
import type { DoctorWorld } from './world.ts'

export interface FoundCredentials {
  readonly findings: readonly Finding[]
  /** The profile that they come from. */
  readonly profile?: string | undefined
  /** Missing where there is no secret to be read. */
  readonly pair?: KeyPair & { readonly secret: string }
  /** Signed with them, or one that is there without any. */
  readonly toTry?: TokenToTry
}

export async function checkCredentials(
  flags: CredentialFlags,
  world: DoctorWorld,
): Promise<FoundCredentials> {
  let credentials: Credentials
  try {
    credentials = await resolveCredentials(flags, world)
  } catch (thrown) {
    return withoutCredentials(thrown, flags, world)
  }
  const { source, warnings, apiKey } = credentials
  const profile = profileOf(source)
  const findings = [
    ok('credentials', `${describeSource(source)}: ${reasonOf(credentials, flags, world)}`),
    ...warnings.map(({ message }) => warning('credentials', message)),
  ]
  try {
    const { value: secret, warnings: ofSecret } = await credentials.readSecret()
    const pair = { apiKey, secret }
    const doubts = source === 'sandbox' ? [] : adviseOnCredentials(apiKey, secret)
    const doubtful = [
      ...ofSecret.map(({ message }) => warning('secret', message)),
      ...doubts.map(({ message, hint }) => warning('secret', message, hint)),
    ]
    const plausible = [ok('secret', 'key and secret look like a key and a secret')]
    return {
      findings: [...findings, ...(doubtful.length > 0 ? doubtful : plausible)],
      profile,
      pair,
      toTry: {
        token: createSigner(pair).sign({ ...API_TOKEN, now: world.now() }),
        source: describeSource(source),
      },
    }
  } catch (thrown) {
    return { findings: [...findings, failure('secret', thrown)], profile }
  }
}

/** A token of the environment, or of the --dotenv file, is enough for who calls the API only. */
async function withoutCredentials(
  thrown: unknown,
  flags: CredentialFlags,
  world: DoctorWorld,
): Promise<FoundCredentials> {
  const isMissing = thrown instanceof VideosdkTokenError && thrown.code === 'credentials-missing'
  if (!isMissing) return { findings: [failure('credentials', thrown)] }
  try {
    const choice = await findApiToken(undefined, flags, world, world.now())
    if (choice.kind !== 'ready') return { findings: [failure('credentials', thrown)] }
    const { token, source } = choice
    const message = `none, but ${source} holds a token, with which the API can be called`
    const findings = [
      warning('credentials', message, 'To sign tokens, too: videosdk-token profile add <name>'),
    ]
    return { findings, toTry: { token, source } }
  } catch (refused) {
    // It is not sent: it may be anything that was pasted there.
    const isToken = refused instanceof VideosdkTokenError && refused.code === 'token-refused'
    return { findings: [failure('credentials', thrown), ...(isToken ? [failure('token', refused)] : [])] }
  }
}

/** Why these won. */
function reasonOf(
  { source, assumed }: Credentials,
  { profile }: CredentialFlags,
  { env }: DoctorWorld,
): string {
  if (source === 'sandbox') return '--sandbox says so'
  if (source === 'flags') return 'flags come first'
  if (source === 'env') return 'no flag names others, and the environment comes before profiles'
  if (source === 'dotenv') return 'the environment has none'
  if (assumed) return 'it is the current one, and nothing names another'
  const named = profile !== undefined && profileOf(source) === profile.normalize('NFC')
  return named || present(env, 'VIDEOSDK_PROFILE') === undefined
    ? '--profile names it'
    : 'VIDEOSDK_PROFILE names it'
}
