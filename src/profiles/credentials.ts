/** Which credentials win. Looked for in one order; what stands behind the winner is not opened. */
import { whyOf } from '../files/why.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { SANDBOX_CREDENTIALS } from '../token/sandbox-credentials.ts'
import { sentenceList, shown } from '../token/text.ts'
import type { Warning } from '../token/warnings.ts'
import type { DotenvFile } from './dotenv-file.ts'
import { nearMisses, type Pair, pairFrom, present, type Variables } from './environment.ts'
import type { Profile } from './format.ts'
import { findProfile, readStore } from './read-store.ts'
import { type Cleaned, clean, secretFromBytes } from './secret.ts'
import { refuseUntrustedStore } from './trust.ts'

/** What the command line says about credentials. */
export interface CredentialFlags {
  readonly sandbox?: boolean | undefined
  readonly apiKey?: string | undefined
  /** A path, or `-` for stdin. */
  readonly secretFile?: string | undefined
  readonly profile?: string | undefined
  readonly dotenv?: string | undefined
  readonly endpoint?: string | undefined
}

/** What the rule reads of the world; a test passes its own. */
export interface CredentialWorld {
  readonly env: Variables
  readonly storePath: string
  /** Undefined where users have no numbers. */
  readonly uid: number | undefined
  /** Reads a file; `-` is stdin. Throws file system errors as they are, and where there is more than `limit`. */
  readonly readBytes: (path: string, limit: number) => Promise<Uint8Array>
  readonly runCommand: (command: string, profile: string) => Promise<Cleaned>
}

/** In the words of `--json`: `profile:ci`, `env`, `dotenv`, `flags`, `sandbox`. */
export type Source = `profile:${string}` | 'env' | 'dotenv' | 'flags' | 'sandbox'

export interface Credentials {
  readonly apiKey: string
  readonly source: Source
  /** Nobody asked for them: they are merely the current profile. */
  readonly assumed: boolean
  /** Runs the profile's command where it has one, so call it when the secret is needed, and once. */
  readonly readSecret: () => Promise<Cleaned>
  readonly warnings: readonly Warning[]
}

const LONGEST_DOTENV_BYTES = 1_048_576

const WAYS = [
  'Key and secret are made at https://app.videosdk.live. Then either',
  'keep them: videosdk-token profile add <name>; or set VIDEOSDK_API_KEY and VIDEOSDK_SECRET;',
  'or pass --api-key with --secret-file. To try without an account: --sandbox',
].join('\n  ')

/**
 * Finds the credentials to use.
 *
 * @throws {VideosdkTokenError} `flag-conflict`, `credentials-missing`, `credentials-incomplete`,
 * `credentials-conflict`, `profile-unknown`, `secret-unreadable`, `secret-invalid`, `dotenv-unreadable`,
 * `store-invalid`, `store-failed`, `secret-command-untrusted`.
 */
export async function resolveCredentials(
  flags: CredentialFlags,
  world: CredentialWorld,
): Promise<Credentials> {
  const found = await findCredentials(flags, world)
  if (found !== undefined) return found
  const [other] = readStore(world.storePath).profiles
  if (other !== undefined) {
    throw new VideosdkTokenError('credentials-missing', 'no profile is the current one', {
      hint: `Choose one: videosdk-token profile use ${other.name}`,
    })
  }
  const file = flags.dotenv === undefined ? undefined : await readDotenv(flags.dotenv, world)
  const variables = { ...file?.values, ...world.env }
  const misses = (['key', 'secret'] as const).flatMap((half) => nearMisses(variables, half))
  const seen = misses.length === 0 ? '' : ` (${misses.join(', ')}: no name that is read)`
  throw new VideosdkTokenError('credentials-missing', `no API key and secret were found${seen}`, {
    ...linesOf(file),
    hint: WAYS,
  })
}

/** The same, but undefined where there are none at all, which is no error to `inspect`. */
export async function findCredentials(
  flags: CredentialFlags,
  world: CredentialWorld,
): Promise<Credentials | undefined> {
  refuseConflicts(flags)
  if (flags.sandbox) return fromSandbox()
  if (flags.apiKey !== undefined || flags.secretFile !== undefined) return fromFlags(flags, world)
  if (flags.profile !== undefined) return fromProfile(flags.profile, false, world)
  const pair = pairFrom(world.env, 'the environment')
  if (pair !== undefined)
    return fromPair(pair, 'env', [...pair.warnings, ...losers(flags, world.env, PAIR_FIRST)])
  if (flags.dotenv !== undefined) {
    const file = await readDotenv(flags.dotenv, world)
    const fromFile = pairOfFile(file, flags.dotenv)
    if (fromFile !== undefined) return fromPair(fromFile, 'dotenv', [...file.warnings, ...fromFile.warnings])
    const behind = await fromStore(world)
    return behind && { ...behind, warnings: [...file.warnings, ...behind.warnings] }
  }
  return fromStore(world)
}

/** A pair from the environment or a --dotenv file, for `profile import`. Throws where there is none. */
export async function findPair(
  dotenv: string | undefined,
  world: CredentialWorld,
): Promise<Pair & { source: Source }> {
  const fromEnv = pairFrom(world.env, 'the environment')
  if (fromEnv !== undefined) {
    return {
      ...fromEnv,
      source: 'env',
      warnings: [...fromEnv.warnings, ...losers({ dotenv }, {}, PAIR_FIRST)],
    }
  }
  if (dotenv !== undefined) {
    const file = await readDotenv(dotenv, world)
    const fromFile = pairOfFile(file, dotenv)
    if (fromFile !== undefined)
      return { ...fromFile, source: 'dotenv', warnings: [...file.warnings, ...fromFile.warnings] }
  }
  throw new VideosdkTokenError('credentials-missing', 'there is no API key and secret to import', {
    hint: 'Set VIDEOSDK_API_KEY and VIDEOSDK_SECRET, or name a file that has them: --dotenv .env',
  })
}

/** The pair of a --dotenv file; where half of it is missing, a line that was not read may be why. */
function pairOfFile(file: DotenvFile, path: string): Pair | undefined {
  try {
    return pairFrom(file.values, shown(path))
  } catch (error) {
    if (!(error instanceof VideosdkTokenError) || file.warnings.length === 0) throw error
    const { code, message, hint } = error
    throw new VideosdkTokenError(code, message, { ...linesOf(file), hint })
  }
}

function linesOf(file: DotenvFile | undefined): { reason?: string } {
  if (file === undefined || file.warnings.length === 0) return {}
  return { reason: `Mind that ${sentenceList(file.warnings.map(({ message }) => message))}.` }
}

/** Reads a --dotenv file. Throws `dotenv-unreadable`. */
export async function readDotenv(path: string, world: CredentialWorld): Promise<DotenvFile> {
  const { parseDotenv } = await import('./dotenv-file.ts')
  const bytes = await readOr('dotenv-unreadable', path, LONGEST_DOTENV_BYTES, world)
  return parseDotenv(bytes, shown(path))
}

/** The secret of a --secret-file. Throws `secret-unreadable` or `secret-invalid`. */
export async function readSecretFile(path: string, world: CredentialWorld): Promise<Cleaned> {
  const bytes = await readOr('secret-unreadable', path, LONGEST_DOTENV_BYTES, world)
  return secretFromBytes(bytes, path === '-' ? 'stdin' : shown(path))
}

/** Flags that cannot be used together. Throws `flag-conflict`. */
export function refuseConflicts({
  sandbox,
  apiKey,
  secretFile,
  profile,
  dotenv,
  endpoint,
}: CredentialFlags): void {
  const refuse = (flag: string, other: string, hint: string): never => {
    throw new VideosdkTokenError('flag-conflict', `${flag} cannot be used with ${other}`, { hint })
  }
  if (sandbox) {
    const given = {
      '--api-key': apiKey,
      '--secret-file': secretFile,
      '--profile': profile,
      '--dotenv': dotenv,
      '--endpoint': endpoint,
    }
    for (const [flag, value] of Object.entries(given)) {
      if (value !== undefined)
        refuse('--sandbox', flag, 'The sandbox has credentials of its own: leave one out.')
    }
  }
  if (profile === undefined) return
  const other = apiKey !== undefined ? '--api-key' : secretFile !== undefined ? '--secret-file' : undefined
  if (other !== undefined) refuse('--profile', other, 'A profile has a key and a secret: leave one out.')
}

function fromSandbox(): Credentials {
  return fromPair(SANDBOX_CREDENTIALS, 'sandbox', [])
}

async function fromFlags(
  { apiKey, secretFile }: CredentialFlags,
  world: CredentialWorld,
): Promise<Credentials> {
  if (apiKey === undefined || secretFile === undefined) {
    const [there, missing] =
      apiKey === undefined ? ['--secret-file', '--api-key'] : ['--api-key', '--secret-file']
    throw new VideosdkTokenError('credentials-incomplete', `${there} was given without ${missing}`, {
      reason: 'A key and a secret are taken from one place or from none.',
      hint: `Add ${missing}${missing === '--secret-file' ? ' <path>, or - for stdin' : ' <key>'}.`,
    })
  }
  const key = clean(apiKey, 'API key', '--api-key')
  const secret = await readSecretFile(secretFile, world)
  const pair = { apiKey: key.value, secret: secret.value }
  return fromPair(pair, 'flags', [...key.warnings, ...secret.warnings])
}

function fromPair(
  { apiKey, secret }: Omit<Pair, 'warnings'>,
  source: Source,
  warnings: readonly Warning[],
): Credentials {
  return {
    apiKey,
    source,
    assumed: false,
    readSecret: async () => ({ value: secret, warnings: [] }),
    warnings,
  }
}

async function fromStore(world: CredentialWorld): Promise<Credentials | undefined> {
  const named = present(world.env, 'VIDEOSDK_PROFILE')?.trim()
  if (named !== undefined) return fromProfile(named, false, world)
  const { current } = readStore(world.storePath)
  return current === null ? undefined : fromProfile(current, true, world)
}

async function fromProfile(name: string, assumed: boolean, world: CredentialWorld): Promise<Credentials> {
  const profile = findProfile(readStore(world.storePath), name)
  return {
    apiKey: profile.apiKey,
    source: `profile:${profile.name}`,
    assumed,
    readSecret: () => readProfileSecret(profile, world),
    warnings: [],
  }
}

/** The secret of a profile: stored, or printed by its command. */
export async function readProfileSecret(profile: Profile, world: CredentialWorld): Promise<Cleaned> {
  if ('secret' in profile) return { value: profile.secret, warnings: [] }
  refuseUntrustedStore(world.storePath, world.uid)
  return world.runCommand(profile.secretCommand, profile.name)
}

const PAIR_FIRST = 'VIDEOSDK_API_KEY and its secret in the environment come first'

/** What was named, and lost to the environment. */
export function losers({ dotenv }: CredentialFlags, env: Variables, winner: string): Warning[] {
  const profile = present(env, 'VIDEOSDK_PROFILE')
  const lost = [dotenv && `the file ${shown(dotenv)}`, profile && 'VIDEOSDK_PROFILE'].filter(Boolean)
  return lost.map((what) => ({
    code: 'environment-won',
    message: `${what} was not used: ${winner}`,
  }))
}

async function readOr(
  code: 'secret-unreadable' | 'dotenv-unreadable',
  path: string,
  limit: number,
  world: CredentialWorld,
): Promise<Uint8Array> {
  try {
    return await world.readBytes(path, limit)
  } catch (error) {
    if (error instanceof VideosdkTokenError) throw error
    throw new VideosdkTokenError(code, `${shown(path)} cannot be read: ${whyOf(error)}`, {
      hint:
        code === 'secret-unreadable'
          ? 'Give the path of a file that holds the secret, or - for stdin.'
          : 'Give the path of an env file.',
      cause: error,
    })
  }
}
