/** `inspect`: read a token, with whatever stands around it, and say what VideoSDK would make of it. */
import type { Command } from 'commander'
import { type Credentials, findCredentials } from '../../profiles/credentials.ts'
import { describeSource } from '../../profiles/source.ts'
import { checkId } from '../../token/claims.ts'
import { parseDuration } from '../../token/duration.ts'
import { VideosdkTokenError } from '../../token/errors.ts'
import { hmacVerifier } from '../../token/hmac.ts'
import { type Inspection, inspect, isSignedFor, type Question } from '../../token/inspect.ts'
import { peel, splitTokens } from '../../token/peel.ts'
import type { Purpose } from '../../token/problems.ts'
import { sentenceList } from '../../token/text.ts'
import { EXCESS_HINTS } from '../arguments.ts'
import { type Asked, judgeOnline, type OnlineOptions, openOnline, purposeOnline } from '../ask-online.ts'
import type { Choose, Session } from '../command.ts'
import { announce, credentialWorld, takeKeyPair } from '../credentials.ts'
import { addCredentialFlags, choiceFlag, flag } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import { viewInspection } from '../inspect-view.ts'
import { loadPaint, wantsColour } from '../paint.ts'
import { readTokenText } from '../read-token.ts'

interface InspectOptions extends OnlineOptions {
  readonly participant?: string
  readonly minTtl?: number
}

const PURPOSES = ['join', 'api'] as const satisfies readonly Purpose[]

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('inspect')
    .alias('decode')
    .argument('[token|@file|-]', 'the token, with whatever stands around it; stdin where it is left out')
    .description(
      'Say what a token is worth: its claims, its signature, and each reason why VideoSDK refuses it.',
    )
    .optionsGroup('The question:')
    .addOption(choiceFlag('--for <purpose>', 'can it join, or call the API: ', PURPOSES))
    .addOption(flag('--room <roomId>', 'this room', (id) => checkId(id, 'roomId')))
    .addOption(flag('--participant <id>', 'as this participant', (id) => checkId(id, 'participantId')))
    .addOption(flag('--min-ttl <duration>', 'and for that long yet', parseDuration))
    .option('--online', 'ask VideoSDK itself, too: the token is sent there')
  EXCESS_HINTS.set(
    command,
    () => 'A token with white space around it stands in quotes: inspect "Bearer eyJ…"',
  )
  addCredentialFlags(command)
  withExamples(command, [
    'videosdk-token token --sandbox | videosdk-token inspect --sandbox',
    'videosdk-token inspect @token.txt --for join --min-ttl 10m',
  ])
  return command.action((token: string | undefined, _options, self: Command) => {
    const options = self.optsWithGlobals<InspectOptions>()
    choose((session) => run(token, options, session))
  })
}

async function run(operand: string | undefined, options: InspectOptions, session: Session): Promise<0 | 1> {
  const { context, reporter } = session
  if (operand === undefined && context.stdin.isTTY) {
    throw new VideosdkTokenError('argument-missing', 'inspect needs a token', {
      hint: 'Give it as an argument, as @file, or on stdin: pbpaste | videosdk-token inspect',
    })
  }
  const tokens = splitTokens(await readTokenText(operand ?? '-', context))
  const credentials = await findCredentials(options, credentialWorld(context))
  if (credentials) await announce(credentials, reporter)
  const question = await questionFor(tokens, options, credentials, session)
  const ask = options.online ? await openOnline(options, credentials, session) : undefined
  let refused = false
  for (const token of tokens) {
    await tellPeeled(token, session)
    const inspection = inspect(token, question)
    const asked = ask && (await askUnlessMalformed(token, inspection, ask, session))
    await print(inspection, asked, question.now, credentials, session)
    const online = { ...question, purpose: asked && purposeOnline(options) }
    const taken = asked ? await judgeOnline(inspect(token, online), asked, session) : isInOrder(inspection)
    if (!taken) refused = true
  }
  return refused ? 1 : 0
}

function isInOrder({ problems }: Inspection): boolean {
  return problems.every(({ severity }) => severity !== 'error')
}

/** Text that is no token may be a secret. */
async function askUnlessMalformed(
  token: string,
  { status }: Inspection,
  ask: (token: string) => Promise<Asked>,
  { reporter }: Session,
): Promise<Asked | undefined> {
  if (status !== 'malformed') return ask(peel(token).token)
  await reporter.note('note: what is no token was not sent')
  return undefined
}

/** The secret is asked for only where a token is one of this API key: a profile's command may be slow. */
async function questionFor(
  tokens: readonly string[],
  options: InspectOptions,
  credentials: Credentials | undefined,
  { context, reporter }: Session,
): Promise<Question> {
  const { for: purpose, room, participant, minTtl } = options
  const ours = credentials && tokens.some((token) => isSignedFor(token, credentials.apiKey))
  return {
    now: context.now(),
    purpose,
    roomId: room,
    participantId: participant,
    minTtl,
    apiKey: credentials?.apiKey,
    apiKeyAssumed: credentials?.assumed,
    verify: ours ? hmacVerifier((await takeKeyPair(credentials, reporter)).secret) : undefined,
  }
}

async function tellPeeled(token: string, { reporter }: Session): Promise<void> {
  const { around } = peel(token)
  if (around.length > 0) await reporter.note(`note: read past ${sentenceList(around)} around the token`)
}

async function print(
  inspection: Inspection,
  asked: Asked | undefined,
  now: Date,
  credentials: Credentials | undefined,
  { context, settings }: Session,
): Promise<void> {
  const { stdout, env } = context
  if (settings.json) return stdout.write(`${JSON.stringify({ ...inspection, online: asked?.answer })}\n`)
  const paint = await loadPaint(wantsColour(stdout, env, settings.color))
  await stdout.write(
    viewInspection(inspection, asked, now, credentials && describeSource(credentials.source), paint),
  )
}
