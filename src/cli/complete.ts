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

/** What is not known from the program alone. Each gives the names that begin with what was typed. */
export interface Names {
  readonly profiles: () => readonly string[]
  /** Folders end in a slash. */
  readonly files: (typed: string) => readonly string[]
  readonly programs: (typed: string) => readonly string[]
}

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
 * @param words - without the program's name, and without quotes; the last one may be empty.
 */
export async function complete(words: readonly string[], names: Names): Promise<readonly Candidate[]> {
  const state: State = { command: createProgram(() => 80), operands: 0, ended: false }
  const last = words.at(-1) ?? ''
  for (const [at, word] of words.slice(0, -1).entries()) {
    if (word === '--' && state.pending === undefined && COMMAND_LINES.has(state.command)) {
      const isProgram = at === words.length - 2
      return plain(isProgram ? names.programs(last) : names.files(last))
    }
    if (!(await pass(word, state))) return []
  }
  const { command, pending, ended, operands } = state
  if (pending !== undefined) return valuesOf(pending, last, names)
  const equals = /^(--[^=]+=)(.*)$/s.exec(last)
  if (!ended && equals !== null) {
    const [, name = '', value = ''] = equals
    const option = findOption(name.slice(0, -1), command)
    return option?.required ? within(name, valuesOf(option, value, names)) : []
  }
  if (!ended && last.startsWith('-')) return startingWith(last, flagsOf(command))
  if (isGroup(command)) return startingWith(last, commandsOf(command))
  const argument =
    command.registeredArguments[operands] ?? command.registeredArguments.findLast((one) => one.variadic)
  return argument === undefined ? [] : valuesOf(argument, last, names)
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
function valuesOf(parameter: Option | Argument, typed: string, names: Names): readonly Candidate[] {
  const choices = CHOICES.get(parameter)
  if (choices === undefined) return filesFor(parameter, typed, names)
  const known = namesOf(choices, names)
  if (!choices.list) return startingWith(typed, plain(known))
  const before = /^.*[,\s]/s.exec(typed)?.[0] ?? ''
  const given = before.split(/[\s,]+/)
  return startingWith(typed, within(before, plain(known.filter((name) => !given.includes(name)))))
}

function namesOf({ names }: Choices, { profiles }: Names): readonly string[] {
  return names === 'profiles' ? profiles() : [...new Set(names)]
}

/** `--into <file>`, `--secret-file <path|->`, `--token <jwt|@file|->`. */
function filesFor(parameter: Option | Argument, typed: string, { files }: Names): readonly Candidate[] {
  const placeholder = 'flags' in parameter ? parameter.flags : parameter.name()
  const [, at] = /(@?)\b(?:file|path)\b/.exec(placeholder.replace(/^.*--[\w-]+/, '')) ?? []
  if (at === undefined || !typed.startsWith(at)) return []
  return within(at, plain(files(typed.slice(at.length))))
}

function within(before: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.map(({ value, description }) => ({ value: before + value, description }))
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }))
}

function startingWith(typed: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(typed))
}
