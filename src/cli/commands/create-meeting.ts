/** `create-meeting`: make a meeting, and print its id. */
import type { Command } from 'commander'
import { REGIONS, WEBHOOK_EVENTS } from '../../meetings/known-values.ts'
import {
  checkAutoCloseDuration,
  checkRegion,
  checkWebhookEvents,
  checkWebhookUrl,
  type MeetingRequest,
} from '../../meetings/meeting-request.ts'
import { checkId } from '../../token/claims.ts'
import { naming, VideosdkTokenError } from '../../token/errors.ts'
import { shown } from '../../token/text.ts'
import { openClient } from '../api.ts'
import { type ApiOptions, addApiFlags } from '../api-flags.ts'
import type { Choose, Session } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT_CODE_OF } from '../exit-codes.ts'
import { addCopyFlag } from '../extras.ts'
import { flag, listFlag, text, withChoices } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import { withSpinner } from '../progress.ts'
import { readNamedText } from '../read-input.ts'

interface CreateOptions extends ApiOptions {
  readonly customId?: string
  readonly geoFence?: string
  readonly webhookUrl?: string
  readonly webhookEvent?: readonly string[]
  readonly autoClose?: number
  readonly deactivateOnClose?: boolean
  /** JSON, `@file`, or `-`. */
  readonly data?: string
  readonly copy?: boolean
}

const LONGEST_DATA_BYTES = 1_048_576

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('create-meeting')
    .description('Make a meeting, and print its id.')
    .optionsGroup('The meeting:')
    .addOption(
      flag('--custom-id <id>', 'an id of your own; with it, creating again gives the same meeting', (id) =>
        checkId(id, 'customRoomId'),
      ),
    )
    .addOption(
      withChoices(
        flag('--geo-fence <region>', 'the region it stays in, such as in002', checkRegion),
        REGIONS,
      ),
    )
    .addOption(flag('--webhook-url <url>', 'an https address that is told what happens', checkWebhookUrl))
    .addOption(
      listFlag(
        '--webhook-event <events>',
        'of what: session-ended, participant-joined, recording-*, …',
        WEBHOOK_EVENTS,
      ),
    )
    .addOption(
      flag(
        '--auto-close <number>',
        "when it ends by itself; passed on as it is: VideoSDK's REST reference counts minutes, its SDK seconds",
        parseAutoClose,
      ),
    )
    .option('--deactivate-on-close', 'and can then not be joined again')
    .addOption(flag('--data <json|@file|->', 'further fields, passed on unchecked; flags win', text))
  addCopyFlag(addApiFlags(command))
  withExamples(command, [
    'videosdk-token create-meeting --custom-id standup --geo-fence in002',
    'videosdk-token create-meeting --sandbox',
  ])
  return command.action((_options, self: Command) => {
    const options = self.optsWithGlobals<CreateOptions>()
    choose((session) => run(options, session))
  })
}

async function run(options: CreateOptions, session: Session): Promise<number> {
  const { context, settings } = session
  const request = toMeetingRequest(options)
  const extra = await readData(options.data, context)
  const client = await openClient(options, session)
  const meeting = await withSpinner('creating a meeting', () => client.createMeeting(request, extra), session)
  await context.stdout.write(`${settings.json ? JSON.stringify(meeting) : meeting.meetingId}\n`)
  return options.copy ? copyId(meeting.meetingId, session) : 0
}

/** The meeting was made, and its id is printed, whatever the clipboard does. */
async function copyId(id: string, { context, reporter }: Session): Promise<number> {
  try {
    await context.copy(id)
  } catch (thrown) {
    await reporter.failure(thrown)
    return EXIT_CODE_OF['clipboard-failed']
  }
  await reporter.note('The id is in the clipboard.')
  return 0
}

function toMeetingRequest(options: CreateOptions): MeetingRequest {
  const { customId, geoFence, webhookUrl, webhookEvent, autoClose, deactivateOnClose } = options
  if (webhookEvent !== undefined && webhookUrl === undefined) {
    throw new VideosdkTokenError('argument-missing', '--webhook-event needs --webhook-url', {
      hint: 'Say who is told of the event: --webhook-url https://example.org/hook',
    })
  }
  const events = webhookEvent && naming('--webhook-event', () => checkWebhookEvents(webhookEvent))
  const type = deactivateOnClose ? ('session-end-and-deactivate' as const) : ('session-ends' as const)
  const closes = autoClose !== undefined || deactivateOnClose
  return {
    ...(customId !== undefined && { customRoomId: customId }),
    ...(geoFence !== undefined && { geoFence }),
    ...(webhookUrl !== undefined && { webhook: { endPoint: webhookUrl, ...(events && { events }) } }),
    ...(closes && { autoCloseConfig: { type, ...(autoClose !== undefined && { duration: autoClose }) } }),
  }
}

function parseAutoClose(value: string): number {
  if (/^\d+(\.\d+)?$/.test(value)) return checkAutoCloseDuration(Number(value))
  throw new VideosdkTokenError(
    'value-invalid',
    `auto-close after "${shown(value)}" is no number above zero`,
    {
      hint: 'Give a bare number, such as 60; it is passed on as it is.',
    },
  )
}

async function readData(data: string | undefined, context: Context): Promise<Record<string, unknown>> {
  if (data === undefined) return {}
  const { text: json, source } = await readNamedText(data, LONGEST_DATA_BYTES, context)
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Told below.
  }
  const from = source === undefined ? '' : `, from ${source},`
  throw new VideosdkTokenError('value-invalid', `what --data gives${from} is no JSON object`, {
    hint: `Write --data '{"name":"value"}', --data @file.json, or --data -`,
  })
}
