/** The program as commander knows it: every command with its flags, as the executable itself has them. */
import type { Command } from 'commander'
import { COMMANDS } from '../../src/cli/commands.ts'
import { createProgram } from '../../src/cli/program.ts'

export interface FlagOf {
  /** `token`, `profile add`. */
  readonly command: string
  /** `--perm`. */
  readonly long: string
  /** `-p`, where it has one. */
  readonly short: string | undefined
  readonly description: string
}

export async function allFlags(): Promise<FlagOf[]> {
  const program = createProgram(() => 80)
  const commands = await Promise.all(
    COMMANDS.map(async ({ load }) =>
      (await load()).define(
        createProgram(() => 80),
        () => {},
      ),
    ),
  )
  return [...flagsOf(program, ''), ...commands.flatMap((command) => withGroup(command))]
}

function withGroup(command: Command): FlagOf[] {
  const within = command.commands.flatMap((one) => flagsOf(one, `${command.name()} ${one.name()}`))
  return [...flagsOf(command, command.name()), ...within]
}

function flagsOf(command: Command, name: string): FlagOf[] {
  return [...command.options, ...command.createHelp().visibleOptions(command)].flatMap(
    ({ long, short, description }) =>
      long ? [{ command: name, long, short: short ?? undefined, description }] : [],
  )
}
