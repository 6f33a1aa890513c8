/** `__complete`: asked by the scripts of `completion` at each Tab. It says nothing of what is wrong. */
import type { Command } from 'commander'
import { storePath } from '../../profiles/location.ts'
import { readStore } from '../../profiles/read-store.ts'
import { printable } from '../../token/text.ts'
import { COMMAND_LINES } from '../arguments.ts'
import type { Choose, Session } from '../command.ts'
import { complete } from '../complete.ts'
import type { Context } from '../context.ts'

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('__complete')
    .argument('<words...>', 'the command line up to the cursor, after --; the last word may be empty')
    .description('Print what may stand next: a value and, after a tab, what it is; or :files, or :commands.')
    .action((words: string[]) => choose((session) => run(words, session)))
  COMMAND_LINES.add(command)
  return command
}

async function run([, ...words]: readonly string[], { context }: Session): Promise<0> {
  const found = await complete(words, () => profileNames(context))
  const lines =
    typeof found === 'string'
      ? [`:${found}`]
      : found.map(({ value, description }) => `${printable(value)}\t${printable(description)}`)
  await context.stdout.write(lines.map((line) => `${line}\n`).join(''))
  return 0
}

function profileNames(context: Context): string[] {
  try {
    return readStore(storePath(context)).profiles.map(({ name }) => name)
  } catch {
    return []
  }
}
