/** What may stand next on a command line, from the commands and flags as they are declared. */
import type { Argument, Command, Option } from 'commander'
import { COMMAND_LINES, findOption, optionsOf } from './arguments.ts'
import { COMMANDS } from './commands.ts'
import { CHOICES, type Choices } from './flags.ts'
import { createProgram, enterCommand } from './program.ts'

export interface Candidate {
  readonly value: string
  readonly description: string
}

/** Candidates, or what the shell itself knows: names of files, or of programs. */
export type Completion = readonly Candidate[] | 'files' | 'commands'

interface State {
  command: Command
  operands: number
  /** The flag whose value comes next. */
  pending?: Option | undefined
  /** Operands only, since `--`. */
  ended: boolean
}

/**
 * Completes the last word.
 *
 * @param words - without the program's name; the last one may be empty.
 * @param profiles - the names of the profiles, asked for where they may stand.
 */
export async function complete(
  words: readonly string[],
  profiles: () => readonly string[],
): Promise<Completion> {
  const state: State = { command: createProgram(() => 80), operands: 0, ended: false }
  for (const [at, word] of words.slice(0, -1).entries()) {
    if (word === '--' && state.pending === undefined && COMMAND_LINES.has(state.command))
      return at === words.length - 2 ? 'commands' : 'files'
    if (!(await pass(word, state))) return []
  }
  const last = words.at(-1) ?? ''
  const { command, pending, ended, operands } = state
  if (pending !== undefined) return valuesOf(pending, last, profiles)
  const equals = /^(--[^=]+)=(.*)$/s.exec(last)
  if (!ended && equals !== null) {
    const [, name = '', value = ''] = equals
    const option = findOption(name, command)
    const values = option?.required ? valuesOf(option, value, profiles) : []
    return typeof values === 'string'
      ? values
      : values.map((one) => ({ ...one, value: `${name}=${one.value}` }))
  }
  if (!ended && last.startsWith('-')) return startingWith(last, flagsOf(command))
  if (isGroup(command)) return startingWith(last, commandsOf(command))
  const argument =
    command.registeredArguments[operands] ?? command.registeredArguments.findLast((one) => one.variadic)
  return argument === undefined ? [] : valuesOf(argument, last, profiles)
}

/** Takes a word that is complete. False where nothing can be said of what follows. */
async function pass(word: string, state: State): Promise<boolean> {
  if (state.pending !== undefined) state.pending = undefined
  else if (word === '--') state.ended = true
  else if (word.startsWith('-') && word !== '-' && !state.ended) {
    const option = findOption(word.replace(/=.*$/s, ''), state.command)
    if (option?.required && !word.includes('=')) state.pending = option
  } else if (isGroup(state.command)) {
    const entered = await enterCommand(state.command, word, () => {}).catch(() => undefined)
    if (entered === undefined) return false
    state.command = entered
  } else state.operands++
  return true
}

function isGroup(command: Command): boolean {
  return command.parent === null || command.commands.length > 0
}

function commandsOf(command: Command): Candidate[] {
  if (command.parent === null)
    return COMMANDS.map(({ name, summary }) => ({ value: name, description: summary }))
  return command.commands.map((one) => ({ value: one.name(), description: one.description() }))
}

const ALWAYS: readonly Candidate[] = [
  { value: '--help', description: 'show help' },
  { value: '--version', description: 'print the version' },
]

function flagsOf(command: Command): Candidate[] {
  const own = optionsOf(command).map(({ long, flags, description }) => ({
    value: long ?? flags,
    description,
  }))
  return [...own, ...ALWAYS]
}

/** Of a list, the item that is being typed. */
function valuesOf(
  parameter: Option | Argument,
  typed: string,
  profiles: () => readonly string[],
): Completion {
  const choices = CHOICES.get(parameter)
  if (choices === undefined) return takesFile(parameter) ? 'files' : []
  const names = namesOf(choices, profiles)
  if (!choices.list) return startingWith(typed, names.map(plain))
  const before = /^(.*[,\s])?/s.exec(typed)?.[0] ?? ''
  const given = before.split(/[\s,]+/)
  const left = names.filter((name) => !given.includes(name))
  return startingWith(
    typed,
    left.map((name) => plain(before + name)),
  )
}

function namesOf({ names }: Choices, profiles: () => readonly string[]): readonly string[] {
  return names === 'profiles' ? profiles() : names
}

function plain(value: string): Candidate {
  return { value, description: '' }
}

/** `--into <file>`, `--secret-file <path|->`, `--token <jwt|@file|->`. */
function takesFile(parameter: Option | Argument): boolean {
  const placeholder = 'flags' in parameter ? parameter.flags : parameter.name()
  return /\b(file|path)\b/.test(placeholder.replace(/^.*--[\w-]+/, ''))
}

function startingWith(typed: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(typed))
}
