/** `deactivate-meeting`: end meetings for good. */
import type { Command } from 'commander'
import type { MeetingsClient } from '../../meetings/client.ts'
import type { VideosdkTokenError } from '../../token/errors.ts'
import { shown } from '../../token/text.ts'
import { openClient } from '../api.ts'
import { type ApiOptions, addApiFlags } from '../api-flags.ts'
import type { Choose, Session } from '../command.ts'
import { EXIT_CODE_OF } from '../exit-codes.ts'
import { withExamples } from '../help-page.ts'
import { concernsOneMeeting, meetingIds, warnOf } from '../meeting-ids.ts'
import { withSpinner } from '../progress.ts'
import { errorObject } from '../reporter.ts'

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('deactivate-meeting')
    .argument('<meetingId|-...>', 'ids, or custom ids; - reads them from stdin, one a line')
    .description('End meetings for good, and print the id of each that was ended.')
  addApiFlags(command)
  withExamples(command, [
    'videosdk-token deactivate-meeting standup',
    'videosdk-token list-meetings | videosdk-token deactivate-meeting -',
  ])
  return command.action((operands: string[], _options, self: Command) => {
    const options = self.optsWithGlobals<ApiOptions>()
    choose((session) => run(operands, options, session))
  })
}

async function run(operands: readonly string[], options: ApiOptions, session: Session): Promise<0 | 1 | 5> {
  const { ids, several } = meetingIds(operands, session)
  const client = await openClient(options, session)
  let exit: 0 | 1 | 5 = 0
  for await (const id of ids) {
    const error = await deactivate(id, several, client, session)
    if (error === undefined || exit === 5) continue
    exit = EXIT_CODE_OF[error.code] === 1 ? 1 : 5
  }
  return exit
}

/** Of several, one that could not be ended is told of, and the others are tried. */
async function deactivate(
  id: string,
  several: boolean,
  client: MeetingsClient,
  session: Session,
): Promise<VideosdkTokenError | undefined> {
  const { context, settings } = session
  try {
    const meeting = await withSpinner(`ending ${shown(id)}`, () => client.deactivateMeeting(id), session)
    await context.stdout.write(`${settings.json ? JSON.stringify(meeting) : id}\n`)
    return undefined
  } catch (error) {
    if (!several || !concernsOneMeeting(error)) throw error
    if (settings.json)
      await context.stdout.write(`${JSON.stringify({ meetingId: id, ...errorObject(error) })}\n`)
    await warnOf(id, error, session)
    return error
  }
}
