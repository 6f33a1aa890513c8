/** The program from arguments to exit code. */
import type { Command } from 'commander'
import { codeOf } from '../files/lock.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { readArguments } from './arguments.ts'
import type { Run, Session } from './command.ts'
import type { Context } from './context.ts'
import { EXIT_CODE_OF, type ExitCode } from './exit-codes.ts'
import { FIRST_RUN, isFirstRun } from './first-run.ts'
import { createProgram, enterCommand, helpOf } from './program.ts'
import { createReporter, toVideosdkTokenError } from './reporter.ts'
import { readSettings } from './settings.ts'

/** Runs one command line. Never throws: what went wrong is told on stderr and by the exit code. */
export async function main(context: Context, version: string): Promise<ExitCode> {
  let session = sessionFor(context, context.args)
  try {
    const chosen: { run?: Run } = {}
    const program = createProgram(context.stdout.columns)
    const enter = (parent: Command, name: string) =>
      enterCommand(parent, name, (run) => Object.assign(chosen, { run }))
    const reading = await readArguments(context.args, program, enter)
    if (reading.kind === 'version') return await print(`${version}\n`, context)
    if (reading.kind === 'help') return await print(helpOf(reading.command), context)
    session = sessionFor(context, reading.args)
    if (reading.command === program) return await print(withoutCommand(program, session), context)
    program.parse(reading.args, { from: 'user' })
    if (chosen.run === undefined)
      throw new Error(`parsing chose nothing to run for ${reading.command.name()}`)
    return await chosen.run(session)
  } catch (error) {
    return await fail(error, session)
  }
}

function sessionFor(context: Context, args: readonly string[]): Session {
  const settings = readSettings(args)
  return { context, settings, reporter: createReporter(context, settings) }
}

async function print(text: string, { stdout }: Context): Promise<0> {
  await stdout.write(text)
  return 0
}

function withoutCommand(program: Command, { context, settings }: Session): string {
  if (settings.json) {
    throw new VideosdkTokenError('argument-missing', 'no command was given', {
      hint: 'Try: videosdk-token token --json',
    })
  }
  return isFirstRun(context) ? FIRST_RUN : helpOf(program)
}

async function fail(thrown: unknown, { context, reporter }: Session): Promise<ExitCode> {
  // Who reads the first line only, closes the pipe; that is the end, and no failure.
  if (isClosedPipe(thrown)) return 0
  const error = toVideosdkTokenError(thrown)
  await reporter.error(error).catch(() => context.stderr.write('').catch(() => {}))
  return EXIT_CODE_OF[error.code]
}

function isClosedPipe(error: unknown): boolean {
  return codeOf(error) === 'EPIPE'
}
