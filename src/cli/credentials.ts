/** Credentials for a command: the rule is the profiles', the world is the command's. */
import type { Credentials, CredentialWorld } from '../profiles/credentials.ts'
import { storePath } from '../profiles/location.ts'
import type { Cleaned } from '../profiles/secret.ts'
import { describeSource } from '../profiles/source.ts'
import type { KeyPair } from '../token/sign.ts'
import type { Context } from './context.ts'
import { readBytes } from './read-input.ts'
import type { Reporter } from './reporter.ts'

const WORLDS = new WeakMap<Context, CredentialWorld>()

/** What the rule may ask of the world. A command has one, in which each file is read once: it may be a pipe. */
export function credentialWorld(context: Context): CredentialWorld {
  const known = WORLDS.get(context)
  if (known !== undefined) return known
  const world = newWorld(context)
  WORLDS.set(context, world)
  return world
}

function newWorld(context: Context): CredentialWorld {
  const { env, uid, platform, stderr } = context
  const files = new Map<string, Promise<Uint8Array>>()
  return {
    env,
    uid,
    get storePath() {
      return storePath(context)
    },
    readBytes: (path, limit) => {
      const bytes = files.get(path) ?? readBytes(path, limit, context)
      files.set(path, bytes)
      return bytes
    },
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
  return { apiKey: credentials.apiKey, secret: await takeSecret(await credentials.readSecret(), reporter) }
}

/** The secret that was read: no error shows it from now on, and what is odd about it is said. */
export async function takeSecret({ value, warnings }: Cleaned, reporter: Reporter): Promise<string> {
  reporter.conceal(value)
  for (const warning of warnings) await reporter.warning(warning)
  return value
}
