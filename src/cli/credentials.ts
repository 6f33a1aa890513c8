/** Credentials for a command: the rule is the profiles', the world is the command's. */
import type { Credentials, CredentialWorld } from '../profiles/credentials.ts'
import { storePath } from '../profiles/location.ts'
import { describeSource } from '../profiles/source.ts'
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
  reporter.conceal(value)
  for (const warning of warnings) await reporter.warning(warning)
  return { apiKey: credentials.apiKey, secret: value }
}
