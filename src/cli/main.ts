/** The program from arguments to exit code. */
import type { Command } from 'commander'
import { codeOf } from '../files/error-code.ts'
import { whyOf } from '../files/why.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { readArguments } from './arguments.ts'
import type { Run, Session } from './command.ts'
import type { Context, Output } from './context.ts'
import { EXIT_CODE_OF, type ExitCode } from './exit-codes.ts'
import { FIRST_RUN, isFirstRun } from './first-run.ts'
import { createProgram, enterCommand, helpOf } from './program.ts'
import { createReporter, toVideosdkTokenError } from './reporter.ts'
import { readSettings } from './settings.ts'

/** Runs one command line. Never throws: what went wrong is told on stderr and by the exit code. */
export async function main(context: Context, version: string): Promise<number> {
  let session = sessionFor(context, context.args)
  context.onCrash?.((thrown) => fail(thrown, session))
  try {
    const chosen: { run?: Run } = {}
    const program = createProgram(() => context.stdout.columns)
    const enter = (parent: Command, name: string) =>
      enterCommand(parent, name, (run) => Object.assign(chosen, { run }))
    const reading = await readArguments(context.args, program, enter)
    if (reading.kind === 'version') return await print(`${version}\n`, session)
    if (reading.kind === 'help') return await print(helpOf(reading.command), session)
    session = sessionFor(context, reading.args)
    if (reading.command === program) return await print(withoutCommand(program, session), session)
    program.parse(reading.args, { from: 'user' })
    if (chosen.run === undefined)
      throw new Error(`parsing chose nothing to run for ${reading.command.name()}`)
    return await chosen.run(session)
  } catch (error) {
    return await fail(error, session)
  }
}

function sessionFor(world: Context, args: readonly string[]): Session {
  const context = { ...world, stdout: explained(world.stdout) }
  const settings = readSettings(args)
  return { context, settings, reporter: createReporter(context, settings) }
}

/** stdout, with an error that says what it is. A closed pipe stays what it is. */
function explained(stdout: Output): Output {
  const write = async (text: string | Uint8Array): Promise<void> => {
    try {
      await stdout.write(text)
    } catch (error) {
      if (isClosedPipe(error)) throw error
      throw new VideosdkTokenError(
        'output-failed',
        `the result could not be written to stdout: ${whyOf(error)}`,
        {
          hint: 'Is the disk full, or was stdout closed?',
          cause: error,
        },
      )
    }
  }
  return Object.create(stdout, { write: { value: write } })
}

async function print(text: string, { context }: Session): Promise<0> {
  await context.stdout.write(text)
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

async function fail(thrown: unknown, { reporter }: Session): Promise<ExitCode> {
  // Who reads the first line only, closes the pipe; that is the end, and no failure.
  if (isClosedPipe(thrown)) return 0
  const error = toVideosdkTokenError(thrown)
  await reporter.error(error)
  return EXIT_CODE_OF[error.code]
}

function isClosedPipe(error: unknown): boolean {
  return codeOf(error) === 'EPIPE'
}
