/**
 * `--help`, README and the types of the library say the same. Each is read itself: the program as commander has it,
 * README.md, and the types with their comments by TypeScript.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../src/cli/commands.ts'
import { EXIT_CODES } from '../src/cli/exit-codes.ts'
import { TOPICS } from '../src/cli/topics.ts'
import { createSigner } from '../src/index.ts'
import { ERROR_CODES } from '../src/token/errors.ts'
import { FAULT_NAMES } from '../src/token/fault.ts'
import { FORMAT_NAMES } from '../src/token/format.ts'
import { allFlags } from './support/flags.ts'
import { pagesOfHelp } from './support/help-pages.ts'
import { publicTypes } from './support/types.ts'
import { NOW } from './support/world.ts'

const README = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8')
const LIBRARY = README.slice(README.indexOf('\n## The library'))
const TYPES = publicTypes()
const FLAGS = await allFlags()
const HELP = new Map((await pagesOfHelp(1_000)).map(({ line, text }) => [line, text]))

const helpOf = (line: string): string => HELP.get(line) ?? ''
const typeOf = (name: string) => {
  const found = TYPES.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no public type ${name}`)
  return found
}
/** The words of README that match; each once. */
const inReadme = (pattern: RegExp): string[] => [
  ...new Set([...README.matchAll(pattern)].map(([, word]) => word ?? '')),
]
const flag = (command: string, long: string): string =>
  FLAGS.find((one) => one.command === command && one.long === long)?.description ?? ''

describe('commands and flags', () => {
  it('README names each command, and none that is not there', () => {
    const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases])
    const named = inReadme(/(?:videosdk-token |`)([a-z]+(?:-[a-z]+)*)\b/g)
    expect(COMMANDS.map(({ name }) => name).filter((name) => !named.includes(name))).toEqual([])
    const called = inReadme(/^(?:\$ )?(?:npx )?videosdk-token ([a-z][a-z-]*)/gm)
    expect(called.length).toBeGreaterThan(6)
    expect(called.filter((name) => !names.includes(name))).toEqual([])
    for (const { name, summary } of COMMANDS)
      expect(helpOf('--help')).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'))
  })

  it('each flag of README is one of the program', () => {
    const named = inReadme(/(?<![\w-])(--[a-z][a-z-]*)/g)
    expect(named.length).toBeGreaterThan(25)
    expect(named.filter((name) => !FLAGS.some(({ long }) => long === name))).toEqual([])
    const short = inReadme(/`(-[a-z])[` ]/g)
    expect(short.filter((name) => !FLAGS.some((one) => one.short === name))).toEqual([])
  })

  it('each flag of a line of README belongs to the command of that line', () => {
    const calls = [...README.matchAll(/videosdk-token ((?:profile )?[a-z-]+)((?: (?!\|)[^\n`|;]*)?)/g)]
    for (const [line, command = '', rest = ''] of calls) {
      if (!COMMANDS.some(({ name }) => name === command.split(' ')[0])) continue
      const flags = (rest.split(' -- ')[0] ?? '').match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []
      for (const long of flags) {
        const known = FLAGS.filter((one) => ['', command].includes(one.command)).map((one) => one.long)
        expect(known, line).toContain(long)
      }
    }
  })

  it('each topic and error that README sends to is there', () => {
    const pages = [...Object.keys(TOPICS), ...COMMANDS.map(({ name }) => name)]
    for (const topic of inReadme(/help ([a-z][a-z-]*)[`\n]/g)) expect(pages).toContain(topic)
    for (const code of inReadme(/ {10}\[([a-z-]+)\]/g)) expect(Object.keys(ERROR_CODES)).toContain(code)
  })

  it('each variable of README is one that help names', () => {
    const named = inReadme(/\b(VIDEOSDK_[A-Z_]+)\b/g)
    const all = [...HELP.values()].join('\n')
    expect(named.length).toBeGreaterThan(4)
    expect(named.filter((name) => !all.includes(name))).toEqual([])
  })
})

describe('lists', () => {
  it('permissions', () => {
    const { literals, comment } = typeOf('Permission')
    const listed = flag('token', '--perm').split(' [')[0]?.split(', ')
    expect(listed).toEqual(literals)
    for (const name of literals) {
      expect(comment).toContain(`\`${name}\``)
      expect(README).toContain(name)
    }
    // One stands there to be refused.
    const named = inReadme(/\b((?:allow|ask)_[a-z_]+)\b/g).filter((name) => name !== 'allow_live_stream')
    expect(named.sort()).toEqual([...literals].sort())
  })

  it('roles', () => {
    const { literals, comment } = typeOf('Role')
    expect(flag('token', '--role').split(' [')[0]?.split(', ')).toEqual(literals)
    expect(flag('serve', '--role')).toContain(literals.join(', '))
    for (const name of literals) expect(comment).toContain(`\`${name}\``)
    expect(inReadme(/role `([a-z]+)`/g).filter((name) => !literals.includes(name))).toEqual([])
  })

  it('formats and faults', () => {
    for (const name of FORMAT_NAMES) expect(helpOf('help formats')).toMatch(new RegExp(`^  ${name} `, 'm'))
    for (const name of FAULT_NAMES) expect(helpOf('help formats')).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(flag('token', '--format')).toContain(FORMAT_NAMES.join(', '))
    expect(
      inReadme(/(?:-o|--format) ([a-z]+)/g).filter((name) => !FORMAT_NAMES.some((one) => one === name)),
    ).toEqual([])
    expect(inReadme(/--fault ([a-z-]+)/g).filter((name) => !FAULT_NAMES.some((one) => one === name))).toEqual(
      [],
    )
    // A fault is named as inspect names it.
    expect(FAULT_NAMES.filter((name) => !typeOf('ProblemCode').literals.includes(name))).toEqual([])
  })

  it('exit codes, with the same words', () => {
    const table = [...README.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, exit, text]) => [
      exit,
      text?.replaceAll('`', ''),
    ])
    expect(table).toEqual(Object.entries(EXIT_CODES))
    const help = helpOf('help exit-codes')
    for (const [exit, text] of Object.entries(EXIT_CODES))
      expect(help).toContain(`${exit.padStart(3)}  ${text}`)
  })

  it('error codes', () => {
    expect([...typeOf('ErrorCode').literals].sort()).toEqual(Object.keys(ERROR_CODES).sort())
    const comments = TYPES.flatMap(({ comment, members }) => [comment, ...members.map((one) => one.comment)])
    const thrown = comments
      .flatMap((comment) => comment.match(/(?:Throws|@throws)[\s\S]*?(?=@|\*\/|\. [A-Z])/g) ?? [])
      .flatMap((text) => text.match(/`[a-z]+(?:-[a-z]+)+`/g) ?? [])
    expect(thrown.length).toBeGreaterThan(25)
    for (const code of thrown) expect(Object.keys(ERROR_CODES)).toContain(code.replaceAll('`', ''))
  })
})

/** An option of the library, what its comment says of its default, and the flag that is the same with its own. */
const DEFAULTS = [
  ['TokenRequest', 'permissions', "Default `['allow_join']`", 'token', '--perm', '[allow_join]'],
  ['TokenRequest', 'expiresIn', "Default `'24h'`", 'token', '--expires', '[24h]'],
  ['TokenRequest', 'version', 'Default 2', 'token', '--token-version', '[2]'],
  ['TokenRequest', 'jti', 'Default a random UUID', 'token', '--jti', '[a random UUID]'],
  ['TokenRequest', 'roles', 'both joining and the REST API', 'token', '--role', '[both]'],
  ['ClientOptions', 'timeoutMs', 'Default 30,000', 'validate', '--timeout', '[30s]'],
  ['ClientOptions', 'retries', 'Default 2', 'validate', '--retries', '[2]'],
  ['ClientOptions', 'apiVersion', '2: rooms, the default', 'validate', '--api-version', '[2]'],
  ['TokenServerOptions', 'permissions', "Default `['allow_join']`", 'serve', '--perm', '[allow_join]'],
  [
    'TokenServerOptions',
    'maxPermissions',
    'Default `permissions`',
    'serve',
    '--max-perm',
    '[the same as --perm]',
  ],
  ['TokenServerOptions', 'expiresIn', "Default `'10m'`", 'serve', '--expires', '[10m]'],
  ['TokenServerOptions', 'rateLimiter', 'Default: nobody counts', 'serve', '--rate-limit', '[no limit]'],
] as const

describe('options of the library', () => {
  it.each(DEFAULTS)('%s.%s: %s, as %s %s has %s', (type, option, said, command, long, shown) => {
    const member = typeOf(type).members.find(({ name }) => name === option)
    expect(member?.comment).toContain(said)
    expect(flag(command, long)).toContain(shown)
  })

  it('what is signed without asking for more is what README says', () => {
    const { claims } = createSigner({ apiKey: 'key', secret: 's'.repeat(32) }).signWithClaims({ now: NOW })
    expect(LIBRARY).toMatch(/Without asking for more, a token is\s+good for `allow_join`, for a day/)
    expect(claims).toMatchObject({
      permissions: ['allow_join'],
      version: 2,
      jti: expect.stringMatching(/^[\w-]{36}$/),
    })
    expect(claims.exp - claims.iat).toBe(86_400)
    expect(claims).not.toHaveProperty('roles')
  })

  it('README uses no option that the types do not have', () => {
    const members = new Set(TYPES.flatMap(({ members }) => members.map(({ name }) => name)))
    const used = [...README.matchAll(/```[jt]s\n([\s\S]*?)```/g)]
      .flatMap(
        ([, code = '']) => code.match(/(?:create\w+|inspectToken|startSandbox|sign)\(\{?[\s\S]*?\}\)/g) ?? [],
      )
      .flatMap((call) => [...call.matchAll(/[{,]\s*(\w+)(?=[:,\s}])/g)].map(([, name]) => name ?? ''))
    expect(used.length).toBeGreaterThan(8)
    const others = ['token', 'request']
    expect(used.filter((name) => !members.has(name) && !others.includes(name))).toEqual([])
  })
})

describe('public names', () => {
  it.each(TYPES.map((type) => [type.entry, type.name, type] as const))(
    '%s: %s is documented',
    (_, __, type) => {
      expect(type.comment).toMatch(/^\/\*\*/)
      for (const { name, comment } of type.members) expect(`${name} ${comment}`).toMatch(/\/\*\*/)
    },
  )

  it('README imports nothing that is not exported, and names what is thrown', () => {
    const imports = [...README.matchAll(/import \{([^}]*)\} from '(videosdk-token[\w/]*)'/g)]
    expect(new Set(imports.map(([, , entry]) => entry))).toEqual(new Set(TYPES.map(({ entry }) => entry)))
    for (const [, names = '', entry] of imports)
      for (const name of names.split(',').map((one) => one.trim()))
        expect(
          TYPES.some((one) => one.entry === entry && one.name === name),
          name,
        ).toBe(true)
    expect(LIBRARY).toContain('VideosdkTokenError')
  })
})
