/** `token`: sign one token or many, and print them. */
import type { Command } from 'commander'
import { type CredentialFlags, resolveCredentials } from '../../profiles/credentials.ts'
import { adviseOnClaims, adviseOnCredentials } from '../../token/advice.ts'
import { buildClaims, type TokenRequest } from '../../token/claims.ts'
import { toSeconds } from '../../token/date-time.ts'
import { VideosdkTokenError } from '../../token/errors.ts'
import { FAULTS, type Fault, signFaulty } from '../../token/fault.ts'
import { FORMATS, type Format, formatToken, headLine, type Style } from '../../token/format.ts'
import { hmacVerifier } from '../../token/hmac.ts'
import { signByJsonwebtoken } from '../../token/jsonwebtoken.ts'
import { PROBLEMS, VIDEOSDK_CODES } from '../../token/problems.ts'
import { checkJtiOfSeries, countedRequests, numbered, participantRequests } from '../../token/series.ts'
import { createSigner, createSignerBy, type KeyPair, type SignedToken } from '../../token/sign.ts'
import { shown } from '../../token/text.ts'
import type { Choose, Session } from '../command.ts'
import type { Context } from '../context.ts'
import { announce, credentialWorld, takeKeyPair } from '../credentials.ts'
import { addCredentialFlags, flag, oneOf } from '../flags.ts'
import { readLines } from '../read-input.ts'
import { readTokenText } from '../read-token.ts'
import { addTokenFlags, type TokenFlags, toTokenRequest } from '../token-flags.ts'
import { writeLines } from '../write-lines.ts'

interface TokenOptions extends TokenFlags, CredentialFlags {
  readonly from?: string
  readonly fault?: Fault
  readonly count?: number
  readonly participants?: string
  readonly format?: Format
  readonly envName?: string
  readonly strict?: boolean
  readonly json?: boolean
}

export function define(program: Command, choose: Choose): Command {
  const command = addTokenFlags(program.command('token'))
    .description('Sign a token, or many.')
    .addOption(
      flag('--from <jwt|@file|->', 'start from the claims of this token, and extend it', (value) => value),
    )
    .addOption(
      flag(
        '--fault <kind>',
        `a token to be refused: ${Object.keys(FAULTS).join(', ')}`,
        oneOf(keysOf(FAULTS)),
      ),
    )
    .optionsGroup('Output:')
    .addOption(flag('-n, --count <n>', '%n in --participant, --room and --jti becomes 1 … n', parseCount))
    .addOption(flag('--participants <file|->', 'one token a participant id, one id a line', (value) => value))
    .addOption(flag('-o, --format <format>', `${keysOf(FORMATS).join(', ')} [raw]`, oneOf(keysOf(FORMATS))))
    .addOption(flag('--env-name <name>', 'the name that -o env writes [VIDEOSDK_TOKEN]', parseEnvName))
    .option('--strict', 'take warnings for errors')
    .addHelpText('after', EXAMPLES)
  addCredentialFlags(command)
  return command.action((_options, self: Command) => {
    const options = self.optsWithGlobals<TokenOptions>()
    choose((session) => run(options, session))
  })
}

const EXAMPLES = `
Examples:
  $ videosdk-token token --perm allow_join,allow_mod --expires 1h30m
  $ videosdk-token token --sandbox --room abcd-efgh-ijkl --json`

async function run(options: TokenOptions, session: Session): Promise<0> {
  const { context, reporter } = session
  const style = checkStyle(options)
  const given = { now: context.now(), ...toTokenRequest(options) }
  checkSeries(options, given)
  const credentials = await resolveCredentials(options, credentialWorld(context))
  await announce(credentials, reporter)
  const { apiKey, secret } = await takeKeyPair(credentials, reporter)
  const request = options.from === undefined ? given : await extended(options.from, secret, given, context)
  const participant = options.participants === undefined ? {} : { participantId: '1' }
  await advise({ ...numbered(request, 1, given), ...participant }, { apiKey, secret }, options, session)
  if (options.fault) await reporter.note(describeFault(options.fault))
  const sign = signerFor({ apiKey, secret }, options)
  const requests = series(options, request, given, context)
  const toText = lineWriter(sign, { ...style, credentials: credentials.source, now: toSeconds(given.now) })
  await writeLines(requests, toText, session, options.count)
  return 0
}

/** The reading of tokens is loaded for it alone. */
async function extended(
  from: string,
  secret: string,
  given: TokenRequest & { readonly now: Date },
  context: Context,
): Promise<TokenRequest> {
  const { extendToken } = await import('../../token/extend.ts')
  return extendToken(await readTokenText(from, context), hmacVerifier(secret), given)
}

/** Says what is probably not meant; `--strict` makes an error of it. */
async function advise(
  request: TokenRequest,
  pair: KeyPair & { secret: string },
  options: TokenOptions,
  { reporter }: Session,
): Promise<void> {
  const advice = [
    ...adviseOnClaims(buildClaims(pair.apiKey, request)),
    ...(options.sandbox ? [] : adviseOnCredentials(pair.apiKey, pair.secret)),
  ]
  const [first, ...others] = advice
  if (first === undefined) return
  for (const one of options.strict ? others : advice) await reporter.warning(one)
  if (options.strict)
    throw new VideosdkTokenError(first.code, `${first.message} (--strict)`, { hint: first.hint })
}

function signerFor(
  pair: KeyPair,
  { fault, count, participants }: TokenOptions,
): (request: TokenRequest) => SignedToken {
  if (fault !== undefined) return (request) => signFaulty(buildClaims(pair.apiKey, request), pair, fault)
  const many = count !== undefined || participants !== undefined
  return (many ? createSigner(pair) : createSignerBy(signByJsonwebtoken, pair)).signWithClaims
}

function series(
  { count, participants }: TokenOptions,
  request: TokenRequest,
  given: TokenRequest,
  context: Context,
): AsyncIterable<TokenRequest> | Iterable<TokenRequest> {
  if (count !== undefined) return countedRequests(request, count, given)
  if (participants === undefined) return [request]
  const source = participants === '-' ? 'stdin' : shown(participants)
  return participantRequests(request, readLines(participants, context), source, given)
}

/** A token's line, and above the first one the head line of the format. */
function lineWriter(
  sign: (request: TokenRequest) => SignedToken,
  style: Style,
): (request: TokenRequest) => string {
  const head = headLine(style.format)
  let above = head === undefined ? '' : `${head}\n`
  return (request) => {
    const text = `${above}${formatToken(sign(request), style)}\n`
    above = ''
    return text
  }
}

function checkStyle({ format, json, envName }: TokenOptions): { format: Format; envName: string } {
  if (json && format !== undefined && format !== 'json') throw conflict('--json', `-o ${format}`)
  if (envName !== undefined && format !== 'env') throw conflict('--env-name', 'another format than -o env')
  return { format: json ? 'json' : (format ?? 'raw'), envName: envName ?? 'VIDEOSDK_TOKEN' }
}

function checkSeries({ count, participants, participant }: TokenOptions, request: TokenRequest): void {
  if (participants !== undefined && count !== undefined) throw conflict('--participants', '--count')
  if (participants !== undefined && participant !== undefined)
    throw conflict('--participants', '--participant')
  if (participants !== undefined || (count ?? 1) > 1) checkJtiOfSeries(request)
}

function conflict(flagName: string, other: string): VideosdkTokenError {
  return new VideosdkTokenError('flag-conflict', `${flagName} cannot be used with ${other}`, {
    hint: 'Leave one of them out.',
  })
}

function describeFault(fault: Fault): string {
  return `This token is wrong on purpose: ${FAULTS[fault]} (${fault}). VideoSDK answers ${VIDEOSDK_CODES[PROBLEMS[fault].subject]}.`
}

function parseCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count > 0) return count
  throw new VideosdkTokenError('count-invalid', `"${shown(text)}" is no whole number from 1`, {
    hint: 'Write -n 10.',
  })
}

function parseEnvName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name)) return name
  throw new VideosdkTokenError('value-invalid', `"${shown(name)}" cannot be the name of a variable`, {
    hint: 'Letters, digits, _ and ., not beginning with a digit: REACT_APP_VIDEOSDK_TOKEN',
  })
}

function keysOf<T extends string>(table: Readonly<Record<T, unknown>>): T[] {
  return Object.keys(table) as T[]
}
