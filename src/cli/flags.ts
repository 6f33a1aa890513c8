/** How flags are declared: text becomes a typed value as it is read, and an error names the flag. */
import { type Argument, type Command, Option } from 'commander'
import { parseEndpoint } from '../meetings/endpoint.ts'
import { naming, VideosdkTokenError } from '../token/errors.ts'
import { splitList } from '../token/lists.ts'
import { shown, suggestion } from '../token/text.ts'

/** A flag of one value. */
export function flag<T>(flags: string, description: string, parse: (text: string) => T): Option {
  const option = new Option(flags, description)
  return option.argParser((text: string) => naming(option.long ?? flags, () => parse(text)))
}

/** What may stand for the value of a flag or an argument, where that is known. */
export interface Choices {
  readonly names: readonly string[] | 'profiles'
  /** Several may stand there, parted by commas. */
  readonly list: boolean
}

/** For completion; filled by `withChoices`. */
export const CHOICES = new WeakMap<Option | Argument, Choices>()

export function withChoices<T extends Option | Argument>(
  parameter: T,
  names: Choices['names'],
  list = false,
): T {
  CHOICES.set(parameter, { names, list })
  return parameter
}

/** A flag whose value is one of a closed list of names, which its description ends with. */
export function choiceFlag<T extends string>(
  flags: string,
  description: string,
  names: readonly T[],
  note = '',
): Option {
  return withChoices(flag(flags, `${description}${names.join(', ')}${note}`, oneOf(names)), names)
}

/** A flag whose value is a list, and which may be repeated. */
export function listFlag(flags: string, description: string, known: readonly string[] = []): Option {
  const option = withChoices(new Option(flags, description), known, true)
  return option.argParser((text: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...naming(option.long ?? flags, () => splitList(text)),
  ])
}

/** A flag that may be repeated, and whose values are kept in order. */
export function repeatedFlag<T>(flags: string, description: string, parse: (text: string) => T): Option {
  const option = new Option(flags, description)
  return option.argParser((text: string, before: T[] | undefined) => [
    ...(before ?? []),
    naming(option.long ?? flags, () => parse(text)),
  ])
}

/** Takes the text as it is. */
export const text = (value: string): string => value

/** Two flags that cannot be used together. */
export function conflict(flagName: string, other: string): VideosdkTokenError {
  return new VideosdkTokenError('flag-conflict', `${flagName} cannot be used with ${other}`, {
    hint: 'Leave one of them out.',
  })
}

/** One of a closed list of names. */
export function oneOf<T extends string>(names: readonly T[]): (value: string) => T {
  return (value) => {
    const match = names.find((name) => name === value)
    if (match !== undefined) return match
    throw new VideosdkTokenError('value-invalid', `"${shown(value)}" is not one that there is`, {
      hint: suggestion(value, names),
    })
  }
}

/** The flags that stand before or after any command. */
export function addGlobalFlags(program: Command): void {
  program
    .optionsGroup('Everywhere:')
    .addOption(withChoices(flag('--profile <name>', 'the profile to use', text), 'profiles'))
    .addOption(flag('--dotenv <path>', 'a file that has VIDEOSDK_API_KEY and its secret', parseDotenvPath))
    .addOption(flag('--endpoint <url>', 'where the API is', checkEndpoint))
    .option('--json', 'print the whole result as JSON, errors too')
    .option('-q, --quiet', 'print nothing but errors on stderr')
    .option('--verbose', 'print details, and where an error was raised')
    .option('--no-color', 'print without colour')
}

/** The flags that say which credentials to use, for every command that needs some. */
export function addCredentialFlags(command: Command): Command {
  return command
    .optionsGroup('Credentials:')
    .addOption(flag('--api-key <key>', 'the API key, with --secret-file', text))
    .addOption(flag('--secret-file <path|->', 'the file that holds the secret, or stdin', text))
    .option('--sandbox', "the sandbox's built-in credentials")
}

function parseDotenvPath(path: string): string {
  if (path !== '-') return path
  throw new VideosdkTokenError('value-invalid', '"-" is no file: --dotenv does not read stdin', {
    hint: 'Give the path of the file.',
  })
}

/** Kept as it was given: a profile shows it again so. */
function checkEndpoint(value: string): string {
  parseEndpoint(value)
  return value
}

/** A whole number, from 1 unless it may be less. */
export function wholeNumber(most: number, least = 1): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= least && number <= most) return number
    throw new VideosdkTokenError(
      'count-invalid',
      `"${shown(value)}" is no whole number from ${least} to ${most}`,
      {
        hint: 'Write it in digits.',
      },
    )
  }
}

/** The `version` claim of a token. */
export function parseTokenVersion(text: string): 1 | 2 {
  if (text === '1') return 1
  if (text === '2') return 2
  throw new VideosdkTokenError('value-invalid', `there is no token version ${shown(text)}`, {
    hint: 'Give 1 or 2.',
  })
}
