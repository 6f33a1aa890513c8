/** `token`: sign one token or many, and take them where they shall go. */
import type { Command } from 'commander'
import type { TokenRequest } from '../../token/claims.ts'
import { toSeconds } from '../../token/date-time.ts'
import { VideosdkTokenError } from '../../token/errors.ts'
import { lineWriter } from '../../token/format.ts'
import { checkJtiOfSeries, countedRequests, numbered, participantRequests } from '../../token/series.ts'
import { shown } from '../../token/text.ts'
import type { Choose, Session } from '../command.ts'
import type { Context } from '../context.ts'
import { addDeliveryFlags, type DeliveryFlags, deliver, readDelivery } from '../delivery.ts'
import { addCredentialFlags, conflict, flag, text } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import { readLines } from '../read-input.ts'
import {
  addSigningFlags,
  givenBy,
  prepareSigning,
  type Signing,
  type SigningFlags,
  signerFor,
} from '../signing.ts'
import { writeLines } from '../write-lines.ts'

interface TokenOptions extends SigningFlags, DeliveryFlags {
  readonly count?: number
  readonly participants?: string
}

export function define(program: Command, choose: Choose): Command {
  const command = addSigningFlags(program.command('token'))
    .description('Sign a token, or many.')
    .addOption(flag('-n, --count <n>', '%n in --participant, --room and --jti becomes 1 … n', parseCount))
    .addOption(flag('--participants <file|->', 'one token a participant id, one id a line', text))
  addDeliveryFlags(command.optionsGroup('Output:'))
  addCredentialFlags(command)
  withExamples(command, [
    'videosdk-token token --perm allow_join,allow_mod --expires 1h30m',
    'videosdk-token token --sandbox --into .env --env-name AUTH_TOKEN',
  ])
  return command.action((_options, self: Command) => {
    const options = self.optsWithGlobals<TokenOptions>()
    choose((session) => run(options, session))
  })
}

async function run(options: TokenOptions, session: Session): Promise<0> {
  const { count, participants, fault } = options
  const many = participants !== undefined || (count ?? 1) > 1
  const delivery = readDelivery(options, many)
  const given = givenBy(options, session)
  checkSeries(options, given)
  const sample = participants === undefined ? {} : { participantId: '1' }
  const { pair, source, request } = await prepareSigning(options, given, session, sample)
  const sign = signerFor(pair, { fault, many })
  const style = { ...delivery, credentials: source, now: toSeconds(given.now) }
  if (many) {
    const toLine = lineWriter(style)
    const requests = series(options, { request, given }, session.context)
    await writeLines(requests, (one) => toLine(sign(one)), session, count)
  } else {
    await deliver(sign(count === undefined ? request : numbered(request, 1, given)), style, delivery, session)
  }
  return 0
}

function series(
  { count, participants }: TokenOptions,
  { request, given }: Pick<Signing, 'request' | 'given'>,
  context: Context,
): AsyncIterable<TokenRequest> | Iterable<TokenRequest> {
  if (participants === undefined) return countedRequests(request, count ?? 1, given)
  const source = participants === '-' ? 'stdin' : shown(participants)
  return participantRequests(request, readLines(participants, context), source, given)
}

function checkSeries({ count, participants, participant }: TokenOptions, request: TokenRequest): void {
  if (participants !== undefined && count !== undefined) throw conflict('--participants', '--count')
  if (participants !== undefined && participant !== undefined)
    throw conflict('--participants', '--participant')
  if (participants !== undefined || (count ?? 1) > 1) checkJtiOfSeries(request)
}

function parseCount(value: string): number {
  const count = Number(value)
  if (/^\d+$/.test(value) && Number.isSafeInteger(count) && count > 0) return count
  throw new VideosdkTokenError('count-invalid', `"${shown(value)}" is no whole number from 1`, {
    hint: 'Write -n 10.',
  })
}
