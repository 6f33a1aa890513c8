/** Command lines by the program's own grammar: its commands, its flags, values that each takes, and what is wrong with them. */
import fc from 'fast-check'
import { optionsOf } from '../../../src/cli/arguments.ts'
import { COMMANDS } from '../../../src/cli/commands.ts'
import { createProgram, enterCommand } from '../../../src/cli/program.ts'
import { FAULT_NAMES } from '../../../src/token/fault.ts'
import { FORMAT_NAMES } from '../../../src/token/format.ts'
import { API_KEY, SECRET } from '../../support/world.ts'
import { envText } from './file-inputs.ts'
import { hostileText, jsonText, nearly, odd } from './hostile.ts'
import { dateTime, duration, list, rightToken, tokenText } from './token-inputs.ts'

interface Grammar {
  readonly words: readonly string[]
  /** As they are declared: `-p, --perm <permissions>`. */
  readonly flags: readonly string[]
  readonly operands: readonly string[]
}

async function grammarOf(name: string): Promise<Grammar[]> {
  const command = await enterCommand(
    createProgram(() => 80),
    name,
    () => {},
  )
  return [command, ...command.commands].map((one) => ({
    words: one === command ? [name] : [name, one.name()],
    flags: optionsOf(one).map(({ flags }) => flags),
    operands: one.registeredArguments.map((argument) => argument.name()),
  }))
}
export const GRAMMARS = (await Promise.all(COMMANDS.map(({ name }) => grammarOf(name)))).flat()

/** What is never run: nobody knows what a generated shell line does. */
const SAFE_COMMANDS = ['true', 'false', 'echo x', 'exit 3'] as const
const FILES = ['ids', 'secret', '.env', 'token.jwt', 'data.json', 'blob', 'local.properties'] as const
const file = fc.oneof(
  fc.constantFrom(...FILES, 'missing', '.', 'a/b', '/dev/null', '/dev/zero', '-'),
  hostileText,
)
const id = fc.oneof(fc.constantFrom('abcd-efgh-ijkl', 'ann', 'p-%n', '__proto__', 'a b'), hostileText)
const HOSTS = ['127.0.0.1', 'localhost', '::1', '127.0.0.2', '[::1]']
const CLOSED = 'http://127.0.0.1:1'

const VALUES: readonly (readonly [placeholder: RegExp, value: fc.Arbitrary<string>])[] = [
  [/permissions|roles/, list],
  [/duration/, duration],
  [/when/, fc.oneof(duration, dateTime)],
  [/date-time/, dateTime],
  [/jwt|token/, fc.oneof(tokenText, fc.constantFrom('-', '@token.jwt', '@blob', '@missing', rightToken))],
  [/json/, fc.oneof(jsonText, fc.constantFrom('@data.json', '@blob', '-', '{"a":1}'))],
  [
    /path|file|\|->/,
    fc.oneof(
      file,
      file.map((one) => `@${one}`),
    ),
  ],
  [/kind/, nearly(fc.constantFrom(...FAULT_NAMES))],
  [/format|form/, nearly(fc.constantFrom(...FORMAT_NAMES, 'text', 'none'))],
  [
    /key=value/,
    fc
      .tuple(nearly(fc.constantFrom('name', 'roomId', 'peerId', '__proto__')), jsonText)
      .map((parts) => parts.join('=')),
  ],
  [/1\|2/, fc.constantFrom('1', '2', '3', '01')],
  [/<n>|number/, nearly(fc.constantFrom('1', '3', '60', '0', '1.5'))],
  [/url/, nearly(fc.constantFrom(CLOSED, `${CLOSED}/v2/`, 'https://example.org/x', 'ftp://x'))],
  [/origins|names/, nearly(fc.constantFrom('https://a.example', 'null', 'a.example', 'a.example,b.example'))],
  [/addr/, fc.constantFrom(...HOSTS)],
  [/purpose/, nearly(fc.constantFrom('join', 'api'))],
  [/<key>/, nearly(fc.constantFrom(API_KEY, 'your_api_key'))],
  [/command/, fc.constantFrom(...SAFE_COMMANDS)],
  [
    /topic|language|shell/,
    nearly(
      fc.constantFrom('node', 'curl', 'docker', 'bash', 'zsh', 'fish', 'exit-codes', 'token', 'profile'),
    ),
  ],
  [/name|old|new|id/i, nearly(fc.constantFrom('dev', 'ci', 'VIDEOSDK_TOKEN', 'abcd-efgh-ijkl'))],
  [/./, hostileText],
]
const valueFor = (text: string): fc.Arbitrary<string> =>
  VALUES.find(([placeholder]) => placeholder.test(text))?.[1] ?? id

/** A flag in one of its spellings, with its value joined or parted. */
function flag(declared: string): fc.Arbitrary<string[]> {
  const [names = '', value] = declared.split(/ (?=<)/)
  const name = fc.constantFrom(...names.split(', '))
  if (value === undefined) return name.map((one) => [one])
  return fc
    .tuple(name, valueFor(value), fc.constantFrom('parted', 'parted', 'joined', 'alone'))
    .map(([one, text, how]) =>
      how === 'parted' ? [one, text] : how === 'joined' ? [`${one}=${text}`] : [one],
    )
}

const oddArgument = fc.oneof(
  odd,
  hostileText,
  fc.constantFrom('--', '-', '--json', '-qq', `--secret=${SECRET}`, '--x', '-o', 'json', '--no-jti'),
)

function lineOf({ words, flags, operands }: Grammar): fc.Arbitrary<string[]> {
  const given = fc.array(fc.constantFrom(...flags).chain(flag), { maxLength: 4 })
  const credentials = fc.constantFrom(
    [],
    ['--sandbox'],
    ['--sandbox'],
    ['--api-key', API_KEY, '--secret-file', 'secret'],
  )
  const right = fc.tuple(...operands.map(valueFor))
  const more = fc.oneof(
    { weight: 3, arbitrary: right },
    { weight: 1, arbitrary: fc.array(fc.oneof(id, tokenText), { maxLength: 3 }) },
  )
  const end =
    words[0] === 'exec'
      ? fc.constantFrom([], ['--', 'true'], ['--', 'nobody-has-this'], ['--', '', 'x'])
      : fc.constant([])
  return fc
    .tuple(given, credentials, more, end)
    .map(([one, pair, rest, last]) => [
      ...words,
      ...pair,
      ...one.flat(),
      ...(words[0] === 'exec' ? [] : rest),
      ...last,
    ])
}

type Change = (args: readonly string[]) => readonly string[]
const place = fc.nat(12)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, oddArgument).map(
    ([at, arg]) =>
      (args: readonly string[]) =>
        args.toSpliced(at % (args.length + 1), 0, arg),
  ),
  place.map((at) => (args: readonly string[]) => args.toSpliced(at % (args.length + 1), 1)),
  fc.tuple(place, place).map(
    ([from, to]) =>
      (args: readonly string[]) =>
        args.toSpliced(to % (args.length + 1), 0, ...args.slice(from % (args.length + 1))),
  ),
  place.map((at) => (args: readonly string[]) => {
    const n = at % (args.length + 1)
    return args.toSpliced(n, 2, args.slice(n, n + 2).join(''))
  }),
)

/** A flag, an operand and a bundle of short flags, as long as a kernel lets them be. */
const huge = fc
  .tuple(
    fc.constantFrom(...GRAMMARS),
    fc.constantFrom('-q', 'a', '=', '-', '/', 'eyJ', ' ', ',', 'allow_join,', '\r', '['),
    fc.integer({ min: 1_000, max: 60_000 }),
    fc.nat(30),
  )
  .map(([{ words, flags }, unit, count, at]) => {
    const value =
      unit === '-q' ? `-${'q'.repeat(count)}` : unit.repeat(Math.min(count, 100_000 / unit.length))
    const [name = ''] = (flags[at % flags.length] ?? '').split(/[, ]/)
    return at % 3 === 0 ? [...words, value] : [...words, name, value]
  })

const anyLine = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...GRAMMARS).chain(lineOf) },
  { weight: 1, arbitrary: fc.array(oddArgument, { maxLength: 5 }) },
  { weight: 1, arbitrary: huge },
)

/** Command lines that no harm comes of, whatever was generated. */
export const commandLine: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    anyLine,
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(change, { maxLength: 3 }) },
    ),
  )
  .map(([line, changes]) => tamed(changes.reduce((args: readonly string[], one) => one(args), line)))

/** No port of others, no host but this one, no shell line, no path outside of the folder, no day-long series. */
function tamed(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--')
  const [ours, theirs] = end === -1 ? [args, []] : [args.slice(0, end), args.slice(end)]
  const plain = ours.flatMap((arg, at) => {
    const [name, value] = /^--[\w-]+=/.test(arg)
      ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]
      : [ours[at - 1] ?? '', arg]
    const safe = harmless(name, value)
    return value === arg ? safe : `${name}=${safe}`
  })
  const serves = args.some((arg) => arg === 'serve' || arg === 'sandbox')
  const asks = args.some((arg) => /^(validate|(create|list|deactivate)-meeting)/.test(arg))
  const more = [...(serves ? ['--port=0'] : []), ...(asks ? ['--retries=0'] : [])]
  const line = args.includes('exec')
    ? theirs.map((arg, at) => (at === 1 && !['true', 'nobody-has-this', ''].includes(arg) ? 'false' : arg))
    : theirs
  return [...plain, ...more, ...line]
}

const READ_ONLY = ['/dev/null', '/dev/zero', '@/dev/null', '@/dev/zero']

function harmless(name: string, value: string): string {
  if (name === '--secret-command') return SAFE_COMMANDS.find((one) => one === value) ?? 'true'
  if (name === '--host') return HOSTS.find((one) => one === value) ?? '127.0.0.1'
  if (
    name === '--endpoint' &&
    URL.canParse(value) &&
    !/^(127\.|\[::1\]|localhost)/.test(new URL(value).hostname)
  )
    return CLOSED
  const count = /^(-\w*n=?|--count=)?(\d+)$/.exec(value)
  if (count && (count[1] !== undefined || /^(-\w*n|--count)$/.test(name)) && Number(count[2]) > 200)
    return `${count[1] ?? ''}3`
  if (READ_ONLY.includes(value) && name !== '--into') return value
  return value.replaceAll('..', '_').replace(/^(@?)[/~]/, '$1_')
}

/** Files that stand in the folder of a command line. */
export const files = fc.record({
  ids: nearly(fc.constantFrom('ann\nbob\n', 'ann\r\n\r\nbob')),
  secret: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(SECRET, `${SECRET}\n`) },
    { weight: 1, arbitrary: hostileText },
  ),
  '.env': envText,
  'token.jwt': tokenText,
  'data.json': jsonText,
  blob: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  'local.properties': envText,
})

export const stdin = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: tokenText },
  { weight: 2, arbitrary: nearly(fc.constantFrom('ann\nbob\n', SECRET, 'abcd-efgh-ijkl\nb\n')) },
)
