/** What the commands that listen on a port share: their flags, and their way from the first line to the last. */
import type { Command } from 'commander'
import type { Address, Listening } from '../http/listen.ts'
import type { Session } from './command.ts'
import { choiceFlag, flag, text, wholeNumber } from './flags.ts'
import { LOG_FORMS, type LogForm } from './request-log.ts'

export interface ServingFlags {
  readonly port?: number
  readonly host?: string
  readonly log?: LogForm
}

export function addServingFlags(command: Command, defaultPort: number): Command {
  return command
    .addOption(flag('--port <n>', `0 takes any that is free [${defaultPort}]`, wholeNumber(65_535, 0)))
    .addOption(flag('--host <addr>', 'the address to listen on [127.0.0.1]', text))
    .addOption(choiceFlag('--log <form>', 'a line for each request: ', LOG_FORMS, ' [text]'))
}

/** Where to listen, and how to log: a form that was given stands, even with --quiet. */
export function readServingFlags(
  { port, host = '127.0.0.1', log }: ServingFlags,
  defaultPort: number,
  { settings }: Session,
): Address & { readonly log: LogForm } {
  return { port: port ?? defaultPort, host, log: log ?? (settings.quiet ? 'none' : 'text') }
}

/**
 * Says where the server is, and ends it when the process is told to stop.
 *
 * @param drawn - what stands below the introduction, for the terminal to obey.
 */
export async function serveUntilStopped(
  { url, port, host, close }: Listening,
  introduction: string,
  { context, settings, reporter }: Session,
  drawn = '',
): Promise<0 | 130> {
  const stopped = context.untilStopped()
  if (settings.json) await context.stdout.write(`${JSON.stringify({ url, port, host })}\n`)
  await reporter.note(introduction)
  if (drawn !== '') await reporter.draw(drawn)
  const signal = await stopped
  await close()
  return signal === 'SIGINT' ? 130 : 0
}
