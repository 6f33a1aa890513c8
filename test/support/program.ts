/** The commands that there are, as the program itself has them: each is loaded, and a group gives its own. */
import type { Command } from 'commander'
import { everyCommand } from '../../src/cli/commands.ts'
import { createProgram } from '../../src/cli/program.ts'

export interface KnownCommand {
  /** As it is typed: `profile add`. */
  readonly path: string
  /** `--profile`, `-p`, … in every spelling, those of the program left out. */
  readonly flags: readonly string[]
}

export async function commandsOfProgram(): Promise<KnownCommand[]> {
  const known: KnownCommand[] = []
  for (const { name, aliases = [], load } of everyCommand()) {
    const { define } = await load()
    const command = define(
      createProgram(() => 80),
      () => {},
    )
    for (const title of [name, ...aliases]) known.push(...within(command, title))
  }
  return known
}

/** Flags of the program itself, which stand everywhere. */
export const globalFlags = (): readonly string[] => flagsOf(createProgram(() => 80))

function within(command: Command, path: string): KnownCommand[] {
  if (command.commands.length > 0)
    return command.commands.flatMap((one) => within(one, `${path} ${one.name()}`))
  return [{ path, flags: flagsOf(command) }]
}

function flagsOf({ options }: Command): string[] {
  return options.flatMap(({ long, short }) => [long, short].filter((name) => typeof name === 'string'))
}
