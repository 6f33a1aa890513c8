/** `__complete`: asked by the scripts of `completion` at each Tab. It says nothing of what is wrong. */
import type { Command } from 'commander'
import { storePath } from '../../profiles/location.ts'
import { readStore } from '../../profiles/read-store.ts'
import { printable } from '../../token/text.ts'
import { COMMAND_LINES } from '../arguments.ts'
import type { Choose, Session } from '../command.ts'
import { type Candidate, complete } from '../complete.ts'
import type { Context } from '../context.ts'
import { filesStartingWith, programsStartingWith } from '../file-names.ts'
import { quoted, splitTyped } from '../shell-words.ts'

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('__complete')
    .argument(
      '<words...>',
      'after --: bash, the line up to the cursor, the part of it that bash replaces; fish, the line; zsh, its words',
    )
    .description('Print what may stand next: a value and, after a tab, what it is.')
    .action((words: string[]) => choose((session) => run(words, session)))
  COMMAND_LINES.add(command)
  return command
}

async function run([shell, ...given]: readonly string[], { context }: Session): Promise<0> {
  const [line = '', replaced = ''] = given
  const lines =
    shell === 'bash'
      ? await forBash(line, replaced, context)
      : (await candidates(shell === 'fish' ? wordsOf(line) : given.slice(1), context)).map(
          ({ value, description }) => `${printable(value)}\t${printable(description)}`,
        )
  await context.stdout.write(lines.map((one) => `${one}\n`).join(''))
  return 0
}

/**
 * Bash replaces what stands behind the last of its word breaks (`=`, `:`, `@`, …, as COMP_WORDBREAKS is set), or
 * behind an open quote, and takes it as it is to be typed.
 */
async function forBash(line: string, replaced: string, context: Context): Promise<string[]> {
  const { last } = splitTyped(line)
  const end = last.raw.endsWith(replaced) ? replaced : ''
  // It breaks at @, and replaces it all the same (rl_special_prefixes of readline).
  const kept = splitTyped(last.raw.slice(0, last.raw.length - end.length)).last.text.replace(/@$/, '')
  const found = await candidates(wordsOf(line), context)
  return found.map(({ value }) => quoted(printable(value).slice(kept.length), last.quote))
}

/** Without the program, and the assignments before it. */
function wordsOf(line: string): string[] {
  const { words, last } = splitTyped(line)
  const program = words.findIndex((word) => !/^\w+=/.test(word))
  return [...words.slice(program + 1), last.text]
}

function candidates(words: readonly string[], context: Context): Promise<readonly Candidate[]> {
  return complete(words, {
    profiles: () => profileNames(context),
    files: (typed) => filesStartingWith(typed, context),
    programs: (typed) => programsStartingWith(typed, context),
  })
}

function profileNames(context: Context): string[] {
  try {
    return readStore(storePath(context)).profiles.map(({ name }) => name)
  } catch {
    return []
  }
}
