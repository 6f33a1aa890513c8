/** The program as commander knows it: global flags, and the one command that was named. */
import { Command } from 'commander'
import { VideosdkTokenError } from '../token/errors.ts'
import { nearest, shown } from '../token/text.ts'
import { commandLine, titleOf } from './arguments.ts'
import type { Choose } from './command.ts'
import { COMMANDS, findCommand } from './commands.ts'
import { addGlobalFlags } from './flags.ts'
import { HELP, withExamples } from './help-page.ts'

/** @param columns - the width that help is wrapped at, asked for when there is help. */
export function createProgram(columns: () => number): Command {
  const program = new Command('videosdk-token')
    .description('Sign and inspect access tokens for VideoSDK (videosdk.live), make and check meetings.')
    .usage('<command> [flags]')
    .helpCommand(false)
    .helpOption('-h, --help', 'show help')
    .configureHelp(HELP)
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, getOutHelpWidth: columns })
    .exitOverride()
  addGlobalFlags(program)
  return withExamples(program, ['videosdk-token token --sandbox', 'videosdk-token help exit-codes'])
}

/** Loads a command of the program, or finds one within a group. Throws `command-unknown`. */
export async function enterCommand(parent: Command, name: string, choose: Choose): Promise<Command> {
  if (parent.parent !== null) {
    const found = parent.commands.find((command) => command.name() === name)
    if (found !== undefined) return found
    const names = parent.commands.map((command) => command.name())
    throw unknownCommand(`${titleOf(parent)} has no command "${shown(name)}"`, name, names, parent)
  }
  const entry = findCommand(name)
  if (entry !== undefined) return (await entry.load()).define(parent, choose)
  const names = COMMANDS.flatMap((one) => [one.name, ...(one.aliases ?? [])])
  throw unknownCommand(`there is no command "${shown(name)}"`, name, names, parent)
}

/** The help of a command; the program's lists all commands. */
export function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
  })
  if (command.parent === null) listCommands(command)
  command.outputHelp()
  return text
}

function listCommands(program: Command): void {
  for (const { name, summary } of COMMANDS) {
    if (!program.commands.some((command) => command.name() === name))
      program.command(name).description(summary)
  }
}

function unknownCommand(
  message: string,
  name: string,
  names: readonly string[],
  group: Command,
): VideosdkTokenError {
  const match = nearest(name, names)
  return new VideosdkTokenError('command-unknown', message, {
    hint:
      match === undefined
        ? `See: ${commandLine(group)} --help`
        : `Did you mean ${commandLine(group)} ${match}?`,
  })
}
