/** `validate`: is there such a meeting? */
import type { Command } from 'commander'
import { pMapIterable } from 'p-map'
import type { MeetingsClient, Validation } from '../../meetings/client.ts'
import { VideosdkTokenError } from '../../token/errors.ts'
import { shown } from '../../token/text.ts'
import { openClient } from '../api.ts'
import { type ApiOptions, addApiFlags } from '../api-flags.ts'
import type { Choose, Session } from '../command.ts'
import { withExamples } from '../help-page.ts'
import { concernsOneMeeting, meetingIds, warnOf } from '../meeting-ids.ts'
import { withSpinner } from '../progress.ts'
import { errorObject } from '../reporter.ts'

/** What VideoSDK bears without answering 429. */
const AT_ONCE = 8

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('validate')
    .argument('[meetingId|-...]', 'ids, or custom ids; one a line on stdin where they are left out')
    .description('Say whether there is such a meeting: exit code 0 yes, 1 no, 4 and 5 could not be asked.')
  addApiFlags(command)
  withExamples(command, [
    'videosdk-token validate standup',
    'videosdk-token list-meetings | videosdk-token validate -',
  ])
  return command.action((operands: string[], _options, self: Command) => {
    const options = self.optsWithGlobals<ApiOptions>()
    choose((session) => run(operands, options, session))
  })
}

/** A look-up that failed: neither yes nor no. */
interface Failed {
  readonly meetingId: string
  readonly error: VideosdkTokenError
}

async function run(operands: readonly string[], options: ApiOptions, session: Session): Promise<0 | 1 | 5> {
  if (operands.length === 0 && session.context.stdin.isTTY) {
    throw new VideosdkTokenError('argument-missing', 'validate needs a meeting id', {
      hint: 'Give it as an argument, or ids on stdin, one a line: videosdk-token validate - < ids.txt',
    })
  }
  const { ids, several } = meetingIds(operands, session)
  const client = await openClient(options, session)
  const seen = { invalid: false, failed: false }
  for await (const outcome of pMapIterable(ids, (id) => lookUp(id, several, client, session), {
    concurrency: AT_ONCE,
  })) {
    if ('error' in outcome) {
      seen.failed = true
      await warnOf(outcome.meetingId, outcome.error, session)
    } else seen.invalid ||= !outcome.valid
    await session.context.stdout.write(`${textOf(outcome, several, session.settings.json)}\n`)
  }
  return seen.failed ? 5 : seen.invalid ? 1 : 0
}

async function lookUp(
  id: string,
  several: boolean,
  client: MeetingsClient,
  session: Session,
): Promise<Validation | Failed> {
  if (!several) return withSpinner(`validating ${shown(id)}`, () => client.validateMeeting(id), session)
  try {
    return await client.validateMeeting(id)
  } catch (error) {
    if (concernsOneMeeting(error)) return { meetingId: id, error }
    throw error
  }
}

function textOf(outcome: Validation | Failed, several: boolean, json: boolean): string {
  const { meetingId } = outcome
  if ('error' in outcome) {
    if (!json) return `${meetingId}\terror`
    return JSON.stringify({ meetingId, valid: null, reason: null, room: null, ...errorObject(outcome.error) })
  }
  const { valid, reason = null, room = null } = outcome
  if (json) return JSON.stringify({ meetingId, valid, reason, room })
  const word = valid ? 'valid' : 'invalid'
  return several ? `${meetingId}\t${word}` : word
}
