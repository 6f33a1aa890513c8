/** `profile add`: from flags, and on a terminal by asking for what they leave open. */

import { readSecretFile } from '../../../profiles/credentials.ts'
import type { Profile } from '../../../profiles/format.ts'
import { storePath } from '../../../profiles/location.ts'
import { alreadyThere, checkProfileName } from '../../../profiles/profile-name.ts'
import { readStore } from '../../../profiles/read-store.ts'
import { clean } from '../../../profiles/secret.ts'
import { looksSwapped } from '../../../token/advice.ts'
import { VideosdkTokenError } from '../../../token/errors.ts'
import type { Session } from '../../command.ts'
import { credentialWorld, takeSecret } from '../../credentials.ts'
import { ask, askHidden, canAsk, confirm } from '../../prompts.ts'
import { storeProfile } from './store-profile.ts'
import { tryCredentials } from './try-credentials.ts'

export interface AddOptions {
  readonly apiKey?: string
  readonly secretFile?: string
  readonly secretCommand?: string
  readonly endpoint?: string
  readonly force?: boolean
  /** Stores without asking VideoSDK. */
  readonly offline?: boolean
  readonly dotenv?: string
}

export async function run(wanted: string, options: AddOptions, session: Session): Promise<0> {
  const name = checkProfileName(wanted)
  refuseTwoSecrets(options)
  if (!options.force) refuseExisting(name, session)
  const base = {
    name,
    apiKey: await takeApiKey(options, session),
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
  }
  const { secretCommand, offline, force = false } = options
  const profile =
    secretCommand === undefined
      ? await unswapped({ ...base, secret: await askForSecret(options, session) }, options, session)
      : { ...base, secretCommand }
  if (!offline) await tryCredentials(profile, options.dotenv, session)
  return storeProfile(profile, force, session)
}

/** Before anything is asked or read, so that nobody types a secret for nothing. */
function refuseExisting(name: string, { context }: Session): void {
  if (readStore(storePath(context)).profiles.some((profile) => profile.name === name))
    throw alreadyThere(name)
}

function refuseTwoSecrets({ secretFile, secretCommand }: AddOptions): void {
  if (secretFile === undefined || secretCommand === undefined) return
  throw new VideosdkTokenError('flag-conflict', '--secret-file cannot be used with --secret-command', {
    hint: 'A profile has one secret: leave one of them out.',
  })
}

async function takeApiKey({ apiKey, secretFile }: AddOptions, session: Session): Promise<string> {
  if (apiKey === undefined) {
    refuseToAsk(session, '--api-key', secretFile)
    return (await ask('API key', session)).trim()
  }
  const { value, warnings } = clean(apiKey, 'API key', '--api-key')
  for (const warning of warnings) await session.reporter.warning(warning)
  return value
}

async function askForSecret({ secretFile }: AddOptions, session: Session): Promise<string> {
  if (secretFile === undefined) refuseToAsk(session, '--secret-file', undefined)
  const cleaned =
    secretFile === undefined
      ? clean(await askHidden('API secret', session), 'secret', 'the terminal')
      : await readSecretFile(secretFile, credentialWorld(session.context))
  return takeSecret(cleaned, session.reporter)
}

function refuseToAsk({ context }: Session, flagName: string, secretFile: string | undefined): void {
  if (canAsk(context) && secretFile !== '-') return
  throw new VideosdkTokenError(
    'argument-missing',
    `profile add needs ${flagName}: there is no terminal to ask on`,
    {
      hint: 'videosdk-token profile add <name> --api-key <key> --secret-file <path>, or - for stdin',
    },
  )
}

type StoredProfile = Extract<Profile, { secret: string }>

async function unswapped(
  profile: StoredProfile,
  { force }: AddOptions,
  session: Session,
): Promise<StoredProfile> {
  const { apiKey, secret } = profile
  if (force || !looksSwapped(apiKey, secret)) return profile
  if (canAsk(session.context)) {
    const swap = await confirm('Key and secret look swapped. Store them the other way round?', session)
    return swap ? { ...profile, apiKey: secret, secret: apiKey } : profile
  }
  throw new VideosdkTokenError('credentials-swapped', 'the API key and the secret look swapped', {
    hint: 'Exchange them, or store them as they are: --force',
  })
}
