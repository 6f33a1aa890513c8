/** Checks of the credentials: which win, and whether they can be right. */
import { type CredentialFlags, type Credentials, resolveCredentials } from '../profiles/credentials.ts'
import { present, TOKEN_NAMES } from '../profiles/environment.ts'
import { describeSource, profileOf } from '../profiles/source.ts'
import { adviseOnCredentials } from '../token/advice.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { peel } from '../token/peel.ts'
import type { KeyPair } from '../token/sign.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import type { DoctorWorld } from './world.ts'

export interface FoundCredentials {
  readonly findings: readonly Finding[]
  readonly credentials?: Credentials
  /** Missing where the secret cannot be read. */
  readonly pair?: KeyPair & { readonly secret: string }
  /** One that is there without credentials. */
  readonly token?: string
}

export async function checkCredentials(
  flags: CredentialFlags,
  world: DoctorWorld,
): Promise<FoundCredentials> {
  let credentials: Credentials
  try {
    credentials = await resolveCredentials(flags, world)
  } catch (thrown) {
    return withoutCredentials(thrown, world)
  }
  const { source, warnings, apiKey } = credentials
  const findings = [
    ok('credentials', `${describeSource(source)}: ${reasonOf(credentials, flags, world)}`),
    ...warnings.map(({ message }) => warning('credentials', message)),
  ]
  try {
    const { value: secret, warnings: ofSecret } = await credentials.readSecret()
    const doubts = source === 'sandbox' ? [] : adviseOnCredentials(apiKey, secret)
    const doubtful = [
      ...ofSecret.map(({ message }) => warning('secret', message)),
      ...doubts.map(({ message, hint }) => warning('secret', message, hint)),
    ]
    const plausible = [ok('secret', 'key and secret look like a key and a secret')]
    return {
      findings: [...findings, ...(doubtful.length > 0 ? doubtful : plausible)],
      credentials,
      pair: { apiKey, secret },
    }
  } catch (thrown) {
    return { findings: [...findings, failure('secret', thrown)], credentials }
  }
}

/** A token of the environment is enough for who calls the API only. */
function withoutCredentials(thrown: unknown, { env }: DoctorWorld): FoundCredentials {
  const name = TOKEN_NAMES.find((one) => present(env, one) !== undefined)
  const isMissing = thrown instanceof VideosdkTokenError && thrown.code === 'credentials-missing'
  if (name === undefined || !isMissing) return { findings: [failure('credentials', thrown)] }
  const message = `none, but ${name} holds a token, which is tried`
  return {
    findings: [warning('credentials', message, 'To sign tokens, too: videosdk-token profile add <name>')],
    token: peel(present(env, name) ?? '').token,
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
