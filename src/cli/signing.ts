/** What the commands that sign tokens by flags share: from flags and credentials to a signer, the doubts said. */
import type { Command } from 'commander'
import { type CredentialFlags, resolveCredentials, type Source } from '../profiles/credentials.ts'
import { adviseOnClaims, adviseOnCredentials } from '../token/advice.ts'
import { buildClaims, type TokenRequest } from '../token/claims.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { FAULT_NAMES, FAULTS, type Fault, signFaulty } from '../token/fault.ts'
import { hmacVerifier } from '../token/hmac.ts'
import { signByJsonwebtoken } from '../token/jsonwebtoken.ts'
import { PROBLEMS, VIDEOSDK_CODES } from '../token/problems.ts'
import { numbered } from '../token/series.ts'
import { createSigner, createSignerBy, type KeyPair, type SignedToken } from '../token/sign.ts'
import type { Session } from './command.ts'
import type { Context } from './context.ts'
import { announce, credentialWorld, takeKeyPair } from './credentials.ts'
import { flag, oneOf, text, withChoices } from './flags.ts'
import { readTokenText } from './read-token.ts'
import { addTokenFlags, type TokenFlags, toTokenRequest } from './token-flags.ts'

export interface SigningFlags extends TokenFlags, CredentialFlags {
  readonly from?: string
  readonly fault?: Fault
  readonly strict?: boolean
}

export function addSigningFlags(command: Command): Command {
  return addTokenFlags(command)
    .addOption(flag('--from <jwt|@file|->', 'start from the claims of this token, and extend it', text))
    .addOption(
      withChoices(
        flag('--fault <kind>', 'wrong on purpose: expired, … (help formats)', oneOf(FAULT_NAMES)),
        FAULT_NAMES,
      ),
    )
    .option('--strict', 'take warnings for errors')
}

export interface Signing {
  /** What the tokens shall have. */
  readonly request: TokenRequest
  /** The part of it that flags gave, where `%n` may stand. */
  readonly given: TokenRequest & { readonly now: Date }
  readonly pair: KeyPair & { readonly secret: string }
  readonly source: Source
}

/** Reads flags, before anything is asked of anybody. */
export function givenBy(options: SigningFlags, { context }: Session): Signing['given'] {
  return { now: context.now(), ...toTokenRequest(options) }
}

/**
 * Finds the credentials and the claims to start from, and says what is probably not meant.
 *
 * @param sample - what the first token has besides, for the advice.
 */
export async function prepareSigning(
  options: SigningFlags,
  given: Signing['given'],
  session: Session,
  sample: TokenRequest = {},
): Promise<Signing> {
  const { context, reporter } = session
  const credentials = await resolveCredentials(options, credentialWorld(context))
  await announce(credentials, reporter)
  const pair = await takeKeyPair(credentials, reporter)
  const { from, fault } = options
  const request = from === undefined ? given : await extended(from, pair.secret, given, context)
  await advise({ ...numbered(request, 1, given), ...sample }, pair, options, session)
  if (fault) await reporter.note(describeFault(fault))
  return { request, given, pair, source: credentials.source }
}

/** @param many - a series is signed by the library's own way, a single token by jsonwebtoken. */
export function signerFor(
  pair: KeyPair,
  { fault, many }: { readonly fault?: Fault | undefined; readonly many: boolean },
): (request: TokenRequest) => SignedToken {
  if (fault !== undefined) return (request) => signFaulty(buildClaims(pair.apiKey, request), pair, fault)
  return (many ? createSigner(pair) : createSignerBy(signByJsonwebtoken, pair)).signWithClaims
}

/** The reading of tokens is loaded for it alone. */
async function extended(
  from: string,
  secret: string,
  given: Signing['given'],
  context: Context,
): Promise<TokenRequest> {
  const { extendToken } = await import('../token/extend.ts')
  return extendToken(await readTokenText(from, context), hmacVerifier(secret), given)
}

/** Says what is probably not meant; `--strict` makes an error of it. */
async function advise(
  request: TokenRequest,
  pair: Signing['pair'],
  { sandbox, strict }: SigningFlags,
  { reporter }: Session,
): Promise<void> {
  const advice = [
    ...adviseOnClaims(buildClaims(pair.apiKey, request)),
    ...(sandbox ? [] : adviseOnCredentials(pair.apiKey, pair.secret)),
  ]
  const [first, ...others] = advice
  if (first === undefined) return
  for (const one of strict ? others : advice) await reporter.warning(one)
  if (strict) throw new VideosdkTokenError(first.code, `${first.message} (--strict)`, { hint: first.hint })
}

function describeFault(fault: Fault): string {
  return `This token is wrong on purpose: ${FAULTS[fault]} (${fault}). VideoSDK answers ${VIDEOSDK_CODES[PROBLEMS[fault].subject]}.`
}
