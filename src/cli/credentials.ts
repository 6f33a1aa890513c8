/** Credentials for a command: the rule is the profiles', the world is the command's. */
import type { CredentialFlags, Credentials, CredentialWorld, Source } from '../profiles/credentials.ts'
import { storePath } from '../profiles/location.ts'
import type { KeyPair } from '../token/sign.ts'
import type { Context } from './context.ts'
import { readBytes } from './read-input.ts'
import type { Reporter } from './reporter.ts'

/** What the rule may ask of the world. */
export function credentialWorld(context: Context): CredentialWorld {
  const { env, uid, platform, stderr } = context
  return {
    env,
    uid,
    get storePath() {
      return storePath(context)
    },
    readBytes: (path, limit) => readBytes(path, limit, context),
    runCommand: async (command, profile) => {
      const { runSecretCommand } = await import('../profiles/secret-command.ts')
      const onStderr = (chunk: Uint8Array) => void stderr.write(chunk).catch(() => {})
      return runSecretCommand(command, profile, { env, platform, onStderr })
    },
  }
}

/** Says which credentials won, and what about them is odd. */
export async function announce({ source, warnings }: Credentials, reporter: Reporter): Promise<void> {
  for (const warning of warnings) await reporter.warning(warning)
  await reporter.detail(`credentials: ${describeSource(source)}`)
}

/** The key and the secret; this is when a profile's command runs. */
export async function takeKeyPair(
  credentials: Credentials,
  reporter: Reporter,
): Promise<KeyPair & { secret: string }> {
  const { value, warnings } = await credentials.readSecret()
  for (const warning of warnings) await reporter.warning(warning)
  return { apiKey: credentials.apiKey, secret: value }
}

/** The profile that they come from; undefined where it is another place. */
export function profileOf(source: Source): string | undefined {
  return /^profile:(.*)$/s.exec(source)?.[1]
}

/** In words, for people. */
export function describeSource(source: Source): string {
  switch (source) {
    case 'env':
      return 'VIDEOSDK_API_KEY and its secret, from the environment'
    case 'dotenv':
      return 'VIDEOSDK_API_KEY and its secret, from the --dotenv file'
    case 'flags':
      return '--api-key and --secret-file'
    case 'sandbox':
      return "the sandbox's own, which VideoSDK refuses"
    default:
      return source.replace(':', ' ')
  }
}

export type { CredentialFlags }
