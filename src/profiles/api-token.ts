/** Which token a call of the API carries: one that is there, or one to be signed with the credentials in use. */
import { VideosdkTokenError } from '../token/errors.ts'
import { hmacVerifier } from '../token/hmac.ts'
import { inspect, isSignedFor } from '../token/inspect.ts'
import { peel } from '../token/peel.ts'
import { firstError, type Problem } from '../token/problems.ts'
import type { Warning } from '../token/warnings.ts'
import {
  type CredentialFlags,
  type Credentials,
  type CredentialWorld,
  findCredentials,
  losers,
  readDotenv,
  refuseConflicts,
  resolveCredentials,
} from './credentials.ts'
import { present, TOKEN_NAMES, type Variables } from './environment.ts'

export type ApiTokenChoice =
  | {
      readonly kind: 'ready'
      readonly token: string
      /** For messages. */
      readonly source: string
      readonly warnings: readonly Warning[]
    }
  | {
      readonly kind: 'sign'
      readonly credentials: Credentials
      /** Besides those of the credentials. */
      readonly warnings: readonly Warning[]
    }

/**
 * Finds the token: the given one, one to be signed where flags name the credentials, one of the environment
 * or of the --dotenv file that the API would take, one to be signed with the credentials in use.
 *
 * @param given - the text of `--token`.
 * @throws {VideosdkTokenError} `token-refused`, `flag-conflict`, and what `resolveCredentials` throws.
 */
export async function findApiToken(
  given: string | undefined,
  flags: CredentialFlags,
  world: CredentialWorld,
  now: Date,
): Promise<ApiTokenChoice> {
  if (given !== undefined) return givenToken(given, flags, now)
  const named = flags.apiKey ?? flags.secretFile ?? flags.profile
  if (flags.sandbox || named !== undefined)
    return { kind: 'sign', credentials: await resolveCredentials(flags, world), warnings: [] }
  // What is wrong with the credentials does not matter to who has a token.
  const inUse = once(() => findCredentials(flags, world).catch(() => undefined))
  const refused: Refused[] = []
  for (const open of [tokensOfEnvironment, tokensOfDotenv]) {
    const { candidates, warnings } = await open(flags, world)
    for (const { name, text } of candidates) {
      const problem = await problemOf(text, await inUse(), now)
      const token = peel(text).token
      if (problem === undefined)
        return { kind: 'ready', token, source: name, warnings: [...refused.map(passedOver), ...warnings] }
      refused.push({ name, problem })
    }
  }
  const [first] = refused
  if (first === undefined)
    return { kind: 'sign', credentials: await resolveCredentials(flags, world), warnings: [] }
  const credentials = await inUse()
  if (credentials !== undefined) return { kind: 'sign', credentials, warnings: refused.map(passedOver) }
  throw tokenRefused(first.name, first.problem)
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function givenToken(text: string, flags: CredentialFlags, now: Date): ApiTokenChoice {
  refuseConflicts(flags)
  const other =
    flags.apiKey !== undefined ? '--api-key' : flags.secretFile !== undefined ? '--secret-file' : undefined
  if (other !== undefined) {
    throw new VideosdkTokenError('flag-conflict', `--token cannot be used with ${other}`, {
      hint: 'A token is ready made, and a key and a secret make one: leave one of them out.',
    })
  }
  const unreadable = inspect(text, { now }).problems.find(({ code }) => code === 'malformed')
  if (unreadable !== undefined) throw tokenRefused('--token', unreadable)
  return { kind: 'ready', token: peel(text).token, source: '--token', warnings: [] }
}

interface Candidate {
  readonly name: string
  readonly text: string
}

interface Refused {
  readonly name: string
  readonly problem: Problem
}

interface Found {
  readonly candidates: readonly Candidate[]
  readonly warnings: readonly Warning[]
}

async function tokensOfEnvironment(flags: CredentialFlags, { env }: CredentialWorld): Promise<Found> {
  const candidates = tokensIn(env, '')
  const [first] = candidates
  const warnings =
    first === undefined ? [] : losers(flags, env, `${first.name} in the environment comes first`)
  return { candidates, warnings }
}

async function tokensOfDotenv({ dotenv }: CredentialFlags, world: CredentialWorld): Promise<Found> {
  if (dotenv === undefined) return { candidates: [], warnings: [] }
  const { values, warnings } = await readDotenv(dotenv, world)
  return { candidates: tokensIn(values, ' of the --dotenv file'), warnings }
}

function tokensIn(variables: Variables, where: string): Candidate[] {
  return TOKEN_NAMES.flatMap((name) => {
    const text = present(variables, name)
    return text === undefined ? [] : [{ name: `${name}${where}`, text }]
  })
}

/** What `inspect --for api` says against it. A profile's secret is not asked for: its command may be slow. */
async function problemOf(
  text: string,
  credentials: Credentials | undefined,
  now: Date,
): Promise<Problem | undefined> {
  const { apiKey, assumed } = credentials ?? {}
  const atHand = credentials?.source === 'env' || credentials?.source === 'dotenv'
  const ours = atHand && isSignedFor(text, credentials.apiKey)
  const verify = ours ? hmacVerifier((await credentials.readSecret()).value) : undefined
  const { problems } = inspect(text, { now, purpose: 'api', apiKey, apiKeyAssumed: assumed, verify })
  return firstError(problems)
}

function passedOver({ name, problem }: Refused): Warning {
  const message = `${name} was passed over, since VideoSDK would refuse it: ${problem.message}`
  return { code: 'token-passed-over', message }
}

function tokenRefused(name: string, { message, hint }: Problem): VideosdkTokenError {
  return new VideosdkTokenError('token-refused', `VideoSDK would refuse the token of ${name}: ${message}`, {
    hint,
  })
}
