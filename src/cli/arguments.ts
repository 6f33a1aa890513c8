/**
 * The strict reading of a command line, before commander parses it: commander takes the next flag for a
 * value, an empty text for a value, and an unknown command for an argument. What passes here is handed on
 * in one plain form (`--flag=value` each, operands after `--`), so that nothing is read in two ways.
 */
import type { Command, Option } from 'commander'
import { VideosdkTokenError } from '../token/errors.ts'
import { nearest, shown } from '../token/text.ts'
import { usageOf } from './help-page.ts'

export type Reading =
  | { readonly kind: 'run'; readonly command: Command; readonly args: readonly string[] }
  | { readonly kind: 'help'; readonly command: Command }
  | { readonly kind: 'version' }

/** Gives the subcommand of that name; loading it may take an import. Throws `command-unknown`. */
export type Enter = (parent: Command, name: string) => Promise<Command>

/** Says better than we can what arguments too many were meant as, or undefined. */
export type ExcessHint = (
  operands: readonly string[],
  values: ReadonlyMap<string, readonly string[]>,
) => string | undefined

/** Hints that a command gives about arguments it does not take. */
export const EXCESS_HINTS = new WeakMap<Command, ExcessHint>()

/** Commands whose argument is the command line of another program, taken as it stands behind the first `--`. */
export const COMMAND_LINES = new WeakSet<Command>()

interface State {
  command: Command
  readonly path: string[]
  readonly flags: string[]
  readonly operands: string[]
  /** The values given to each flag, by its long name. */
  readonly values: Map<string, string[]>
  /** Of another program. */
  line?: readonly string[]
}

/**
 * Reads the arguments.
 *
 * @throws {VideosdkTokenError} `command-unknown`, `flag-unknown`, `flag-conflict`, `argument-extra`,
 * `argument-missing`, `value-missing`, `value-empty`, `value-invalid`, `stdin-twice`, `secret-on-command-line`.
 */
export async function readArguments(
  args: readonly string[],
  program: Command,
  enter: Enter,
): Promise<Reading> {
  const state: State = { command: program, path: [], flags: [], operands: [], values: new Map() }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--' && COMMAND_LINES.has(state.command)) {
      state.line = args.slice(at + 1)
      break
    }
    if (arg === '--') {
      for (const operand of args.slice(at + 1)) await readOperand(operand, state, enter)
      break
    }
    if (arg === '-' || !arg.startsWith('-')) await readOperand(arg, state, enter)
    else if (arg === '--help' || arg === '-h') return { kind: 'help', command: state.command }
    else if (arg === '--version') return { kind: 'version' }
    else at += readFlag(arg, args[at + 1], state)
  }
  if (state.command.commands.length > 0 && state.operands.length === 0 && state.command !== program) {
    return { kind: 'help', command: state.command }
  }
  checkFlags(state)
  if (COMMAND_LINES.has(state.command)) checkLine(state)
  else checkOperands(state)
  const { command, path, flags, operands, line = operands } = state
  return { kind: 'run', command, args: [...path, ...flags, '--', ...line] }
}

async function readOperand(text: string, state: State, enter: Enter): Promise<void> {
  const { command, path, operands } = state
  const isGroup = command.parent === null || command.commands.length > 0
  if (!isGroup) {
    operands.push(text)
    return
  }
  const entered = await enter(command, text)
  state.command = entered
  path.push(entered.name())
}

/** Gives how many of the next arguments it took. */
function readFlag(arg: string, next: string | undefined, state: State): 0 | 1 {
  if (arg.startsWith('--')) return readOne(arg, next, state)
  // Several short ones may stand together, each but the last without a value.
  let at = 1
  while (at < arg.length - 1 && findOption(`-${arg[at]}`, state.command)?.required === false) {
    if (arg.includes('=', at)) throw noValue(`-${arg[at]}`)
    note(optionNamed(`-${arg[at]}`, state), undefined, state)
    at++
  }
  return readOne(`-${arg.slice(at)}`, next, state)
}

function readOne(arg: string, next: string | undefined, state: State): 0 | 1 {
  const long = arg.startsWith('--')
  const equals = arg.indexOf('=')
  const name = long ? (equals === -1 ? arg : arg.slice(0, equals)) : arg.slice(0, 2)
  const option = optionNamed(name, state)
  const title = option.long ?? name
  const attached = long ? (equals === -1 ? undefined : arg.slice(equals + 1)) : arg.slice(2).replace(/^=/, '')
  if (!option.required) {
    if (arg.includes('=')) throw noValue(name)
    note(option, undefined, state)
    return 0
  }
  if (attached !== undefined && (long || arg.length > 2)) {
    note(option, checkValue(attached, title), state)
    return 0
  }
  if (next === undefined || (next.startsWith('-') && next !== '-')) throw missingValue(option, title, next)
  note(option, checkValue(next, title), state)
  return 1
}

function optionNamed(name: string, { command }: State): Option {
  const option = findOption(name, command)
  if (option === undefined) throw unknownFlag(name, command)
  return option
}

/** A flag without a value says nothing more the second time. */
function note(option: Option, value: string | undefined, { flags, values }: State): void {
  const name = option.long ?? option.flags
  const given = values.get(name) ?? []
  if (value === undefined && given.length > 0) return
  flags.push(value === undefined ? name : `${name}=${value}`)
  given.push(value ?? '')
  values.set(name, given)
}

export function findOption(name: string, command: Command): Option | undefined {
  return optionsOf(command).find((option) => option.long === name || option.short === name)
}

/** Those of the command, then those of the program, which stand everywhere. */
export function optionsOf(command: Command): readonly Option[] {
  return command.parent === null ? command.options : [...command.options, ...optionsOf(command.parent)]
}

function checkValue(value: string, name: string): string {
  if (value !== '') return value
  throw new VideosdkTokenError('value-empty', `${name} was given an empty value`, {
    reason: 'An unset variable must not loosen what is asked for.',
    hint: `Give ${name} a value, or leave it out.`,
  })
}

function checkFlags({ command, values, operands }: State): void {
  for (const name of values.keys()) {
    if (values.has(name.replace(/^--/, '--no-'))) {
      throw new VideosdkTokenError(
        'flag-conflict',
        `${name} cannot be used with ${name.replace(/^--/, '--no-')}`,
        {
          hint: 'Leave one of them out.',
        },
      )
    }
  }
  const readers = optionsOf(command)
    .filter(({ flags, long }) => flags.includes('|->') && values.get(long ?? '')?.at(-1) === '-')
    .map(({ long }) => long ?? '')
  const [first] = command.registeredArguments
  if (operands.includes('-')) readers.push('the argument -')
  else if (operands.length === 0 && first?.name().includes('|-'))
    readers.push('the argument that was left out')
  if (readers.length < 2) return
  throw new VideosdkTokenError(
    'stdin-twice',
    `${readers.join(' and ')} both ask for stdin, which is read once`,
    {
      hint: 'Put one of them into a file.',
    },
  )
}

function checkOperands({ command, operands, values }: State): void {
  const wanted = command.registeredArguments
  const variadic = wanted.at(-1)?.variadic === true
  if (operands.includes('')) {
    throw new VideosdkTokenError('value-empty', 'an argument is empty', { hint: 'Is a variable unset?' })
  }
  if (operands.length > wanted.length && !variadic) {
    const extra = operands.slice(wanted.length)
    const hint = EXCESS_HINTS.get(command)?.(extra, values) ?? usage(command)
    const message = `${titleOf(command)} does not take the argument "${shown(extra[0] ?? '')}"`
    throw new VideosdkTokenError('argument-extra', message, { hint })
  }
  const missing = wanted[operands.length]
  if (missing?.required) {
    const message = `${titleOf(command)} needs <${missing.name()}>`
    throw new VideosdkTokenError('argument-missing', message, { hint: usage(command) })
  }
}

function checkLine({ command, operands, line = [] }: State): void {
  const [name] = operands
  const example = `Write: ${commandLine(command)} [flags] -- npm test`
  if (name !== undefined) {
    const message = `"${shown(name)}" stands before the -- that parts ${titleOf(command)} from the command`
    throw new VideosdkTokenError('argument-extra', message, { hint: example })
  }
  if (line.length === 0)
    throw new VideosdkTokenError('argument-missing', `${titleOf(command)} needs -- and a command`, {
      hint: example,
    })
  if (line[0] === '')
    throw new VideosdkTokenError('value-empty', 'the command is empty', { hint: 'Is a variable unset?' })
}

function missingValue(option: Option, name: string, next: string | undefined): VideosdkTokenError {
  if (next === undefined) {
    return new VideosdkTokenError('value-missing', `${name} needs a value`, { hint: option.flags })
  }
  if (/^-[\d.]+(?:ms|(?:[smhdw]\d+)*[smhdw])?$/.test(next)) {
    return new VideosdkTokenError('value-invalid', `${name} was given ${shown(next)}, which is negative`, {
      hint: `A duration or a count is positive; text that begins with "-" is joined: ${name}=${shown(next)}`,
    })
  }
  const cut = shown(next.replace(/=.*$/s, ''))
  return new VideosdkTokenError('value-missing', `${name} needs a value, and is followed by ${cut}`, {
    hint: `A value that begins with "-" is joined with "=": ${name}=<value>`,
  })
}

function noValue(name: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', `${name} takes no value`, { hint: `Write ${name} alone.` })
}

function unknownFlag(name: string, command: Command): VideosdkTokenError {
  if (name === '--secret') {
    return new VideosdkTokenError('secret-on-command-line', 'a secret does not belong on the command line', {
      reason:
        'A process list and the history of the shell would show it. If it is a real one, make a new one.',
      hint: 'Use --secret-file <path>, --secret-file - for stdin, VIDEOSDK_SECRET, or videosdk-token profile add',
    })
  }
  const names = optionsOf(command).flatMap(({ long }) => long ?? [])
  const match = nearest(name, [...names, '--help', '--version'])
  return new VideosdkTokenError('flag-unknown', `${titleOf(command)} has no flag ${shown(name)}`, {
    hint: match === undefined ? `See: ${commandLine(command)} --help` : `Did you mean ${match}?`,
  })
}

/** The command as it is typed, without the program's name. */
export function titleOf(command: Command): string {
  return command.parent === null ? command.name() : commandLine(command).replace(/^\S+ /, '')
}

/** The command as it is typed. */
export function commandLine(command: Command): string {
  return command.parent === null ? command.name() : `${commandLine(command.parent)} ${command.name()}`
}

function usage(command: Command): string {
  return `Usage: ${commandLine(command)} ${usageOf(command)}`
}
