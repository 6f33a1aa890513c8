/** How help looks: what a command is for, its flags by group, where the others are told of, and examples that run. */
import { type Command, Help, type HelpConfiguration } from 'commander'

/** What stands below the flags of a command. */
export interface Examples {
  /** Lines of shell, each of which can be run as it is. */
  readonly examples: readonly [string, string, ...string[]]
  /** Paragraphs; one whose lines are indented is a list. */
  readonly notes?: string
}

/** By command, for its help and for the test that runs them. */
const EXAMPLES = new WeakMap<Command, Examples>()

export function withExamples(command: Command, examples: Examples['examples'], notes?: string): Command {
  EXAMPLES.set(command, notes === undefined ? { examples } : { examples, notes })
  return command
}

/** The usage of a command, behind its name. */
export function usageOf(command: Command): string {
  return command.usage().replace('[options]', '[flags]')
}

export const HELP: HelpConfiguration = {
  minWidthToWrap: 20,
  styleTitle: (title) => title.replace('Options:', 'Flags:'),
  commandUsage(command) {
    return Help.prototype.commandUsage.call(this, command).replace('[options]', '[flags]')
  },
  // The program's own help tells of it.
  visibleOptions(command) {
    const options = Help.prototype.visibleOptions.call(this, command)
    return command.parent === null ? options : options.filter(({ long }) => long !== '--help')
  },
  subcommandTerm: (command) =>
    [
      command.name(),
      ...command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)),
    ].join(' '),
  formatHelp(command, helper) {
    const page = Help.prototype.formatHelp.call(helper, command, helper as Help)
    return reflow(`${page.trimEnd()}\n${below(command)}`, helper.helpWidth ?? 80)
  },
}

function below(command: Command): string {
  const { examples = [], notes } = EXAMPLES.get(command) ?? {}
  return [
    ...(command.parent === null ? [] : [`\nEverywhere: ${everywhere(command)}\n`]),
    ...(notes === undefined ? [] : [`\n${notes}\n`]),
    ...(examples.length === 0 ? [] : [listOfExamples(examples)]),
  ].join('')
}

export function listOfExamples(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((line) => `  $ ${line}\n`).join('')}`
}

/** The flags that every command has, by the name that is the shorter. */
function everywhere(command: Command): string {
  let program = command
  while (program.parent !== null) program = program.parent
  return [...program.options.map(({ short, long }) => short ?? long), '-h'].join(' ')
}

/**
 * Text at a width: a line that is too long goes on below itself, indented as far as what stands behind its first
 * word, or its flag, is. A command to be copied stays whole.
 */
export function reflow(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length <= width || /^ +\$ /.test(line) ? [line] : wrapped(line, width)))
    .join('\n')
}

function wrapped(line: string, width: number): string[] {
  const [head = ''] = /^ *(?:\S+ {2,})?/.exec(line) ?? []
  const indent = ' '.repeat(head.length < width / 2 ? head.length : 2)
  const lines: string[] = []
  let current = head
  for (const word of line.slice(head.length).split(' ')) {
    const isFirst = current === head || current === indent
    if (!isFirst && current.length + 1 + word.length > width) {
      lines.push(current)
      current = indent
    }
    current += current === head || current === indent ? word : ` ${word}`
  }
  return [...lines, current]
}
