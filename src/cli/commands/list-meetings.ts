/** `list-meetings`: the ids of an account's meetings, newest first as VideoSDK lists them. */
import type { Command } from 'commander'
import { openClient } from '../api.ts'
import { type ApiOptions, addApiFlags } from '../api-flags.ts'
import type { Choose, Session } from '../command.ts'
import { flag, text, wholeNumber } from '../flags.ts'
import { withExamples } from '../help-page.ts'

interface ListOptions extends ApiOptions {
  readonly query?: string
  readonly limit?: number
}

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('list-meetings')
    .description('Print the ids of the meetings that there are, one a line.')
    .optionsGroup('Which:')
    .addOption(flag('--query <text>', 'the one with this id or custom id', text))
    .addOption(flag('--limit <n>', 'no more than so many', wholeNumber(Number.MAX_SAFE_INTEGER)))
  addApiFlags(command)
  withExamples(command, [
    'videosdk-token list-meetings --limit 10',
    'videosdk-token list-meetings --query standup --json',
  ])
  return command.action((_options, self: Command) => {
    const options = self.optsWithGlobals<ListOptions>()
    choose((session) => run(options, session))
  })
}

async function run(options: ListOptions, session: Session): Promise<0> {
  const { context, settings } = session
  const { query, limit = Number.POSITIVE_INFINITY } = options
  const client = await openClient(options, session)
  let count = 0
  for await (const meeting of client.listMeetings({ query })) {
    await context.stdout.write(`${settings.json ? JSON.stringify(meeting) : meeting.meetingId}\n`)
    count++
    if (count >= limit) break
  }
  return 0
}
