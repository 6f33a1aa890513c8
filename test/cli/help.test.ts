import { describe, expect, it, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { EXIT_CODE_OF, EXIT_CODES } from '../../src/cli/exit-codes.ts'
import { TOPICS } from '../../src/cli/topics.ts'
import { ERROR_CODES } from '../../src/token/errors.ts'
import { FAULT_NAMES } from '../../src/token/fault.ts'
import { FORMATS } from '../../src/token/format.ts'
import { PROBLEMS, VIDEOSDK_CODES } from '../../src/token/problems.ts'
import { WARNING_CODES } from '../../src/token/warnings.ts'
import { COMMAND_LINES } from '../support/help-pages.ts'
import { API_KEY, createWorld, run, withCredentials } from '../support/world.ts'

describe('without a command', () => {
  it('a first run says what to do in a few lines', async () => {
    const { code, stdout, stderr } = await run('')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(7)
    for (const word of ['videosdk.live', 'app.videosdk.live', 'VIDEOSDK_API_KEY', '--sandbox', '--help']) {
      expect(stdout).toContain(word)
    }
  })

  it('later ones show the help, whatever was configured', async () => {
    const list = /^Usage: videosdk-token <command>/
    expect((await run('', createWorld({ env: withCredentials }))).stdout).toMatch(list)
    const world = createWorld({ stdin: 'x'.repeat(40) })
    await run(`profile add a --api-key ${API_KEY} --secret-file -`, world)
    expect((await run('', world)).stdout).toMatch(list)
    expect((await run('', createWorld({ env: { VIDEOSDK_TOKEN_CONFIG_DIR: '/dev/null' } }))).stdout).toMatch(
      list,
    )
  })

  it('--json is an error', async () => {
    const { code, stdout } = await run('--json')
    expect(code).toBe(2)
    expect(JSON.parse(stdout).error.code).toBe('argument-missing')
  })
})

test('--version prints it, before or after a command', async () => {
  expect(await run('--version')).toEqual({ code: 0, stdout: '0.0.0-test\n', stderr: '' })
  expect(await run('token --version')).toEqual({ code: 0, stdout: '0.0.0-test\n', stderr: '' })
})

test('--help lists every command', async () => {
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`  ${name} +${summary}`))
})

test.each(COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]))(
  '%s has help, by --help, -h and help',
  async (name) => {
    const { code, stdout } = await run(`${name} --help`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Usage: videosdk-token /)
    expect(await run(`${name} -h --nonsense`)).toEqual({ code: 0, stdout, stderr: '' })
    // `help sandbox` is the topic, which leads to the flags.
    const helped = await run(`help ${name}`)
    if (Object.hasOwn(TOPICS, name)) expect(helped.stdout).toContain(`${name} --help`)
    else expect(helped).toEqual({ code: 0, stdout, stderr: '' })
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true)
  },
)

test('help of a command within a group', async () => {
  const { stdout } = await run('help profile add')
  expect(stdout).toContain('--secret-command <command>')
  expect(await run('profile add --help')).toMatchObject({ stdout })
})

describe.each([80, 60])('at %d columns', (columns) => {
  test.each([
    '--help',
    ...COMMAND_LINES.map((line) => `${line} --help`),
    ...Object.keys(TOPICS).map((topic) => `help ${topic}`),
  ])(
    '%s fits, in under forty lines where there are eighty columns, and has a purpose and two examples',
    async (line) => {
      const { stdout } = await run(line, createWorld({ columns }))
      const lines = stdout.trimEnd().split('\n')
      const copied = lines.filter((one) => one.startsWith('  $ videosdk-token ') || one.startsWith('  $ ls '))
      expect(copied.length).toBe(2)
      // A word that is wider than the terminal cannot be broken.
      const wide = lines.filter((one) => one.length > columns && !copied.includes(one) && /\S \S/.test(one))
      expect(wide).toEqual([])
      if (columns < 80) return
      expect(lines.length).toBeLessThan(40)
      if (line.endsWith('--help') && line !== '--help') expect(lines[2]).toMatch(/^[A-Z].*[a-z,.]$/)
    },
  )
})

test('flags are grouped: the token, output, credentials', async () => {
  const { stdout } = await run('token --help')
  const groups = [...stdout.matchAll(/^([A-Z][\w ]+):/gm)].map(([, name]) => name)
  expect(groups).toEqual(['Usage', 'The token', 'Output', 'Credentials', 'Everywhere', 'Examples'])
})

describe('topics', () => {
  it('credentials names each place', async () => {
    const { stdout } = await run('help credentials')
    for (const word of ['--api-key', '--profile', 'VIDEOSDK_SECRET_KEY', '--dotenv', 'VIDEOSDK_PROFILE'])
      expect(stdout).toContain(word)
  })

  it('exit-codes has every exit code and every error code', async () => {
    const { stdout } = await run('help exit-codes')
    for (const [exit, meaning] of Object.entries(EXIT_CODES))
      expect(stdout.replace(/\s+/g, ' ')).toContain(`${exit} ${meaning}`)
    for (const code of Object.keys(ERROR_CODES)) expect(stdout).toMatch(new RegExp(`\\s${code}\\s`))
    expect(Object.keys(EXIT_CODE_OF).sort()).toEqual(Object.keys(ERROR_CODES).sort())
  })

  it.each(Object.entries(ERROR_CODES))('%s is explained, as an error', async (code, text) => {
    const { stdout } = await run(`help ${code}`)
    const exit = EXIT_CODE_OF[code as keyof typeof ERROR_CODES]
    const [asError = '', asProblem] = stdout.replace(/\s+/g, ' ').split(/(?<=\.) inspect: /)
    expect(asError.trimEnd()).toBe(`${code}: ${text} Exit code ${exit}: ${EXIT_CODES[exit]}.`)
    expect(asProblem !== undefined).toBe(code in PROBLEMS)
  })

  it.each(Object.entries(PROBLEMS))(
    '%s is explained, as a problem of a token',
    async (code, { subject, denies }) => {
      const { stdout } = await run(`help ${code}`)
      const videosdk = (denies as string) === 'nothing' ? undefined : VIDEOSDK_CODES[subject]
      expect(stdout).toContain(code)
      if (videosdk === undefined) expect(stdout).not.toContain("VideoSDK's code")
      else expect(stdout.replace(/\s+/g, ' ')).toContain(`VideoSDK's code: ${videosdk}.`)
    },
  )

  it.each(Object.entries(WARNING_CODES))('%s is explained, as a warning', async (code, text) => {
    const { stdout } = await run(`help ${code}`)
    expect(stdout.replace(/\s+/g, ' ')).toBe(`${code}: ${text} A warning: nothing failed for it. `)
  })

  it('formats has every format and every fault', async () => {
    const { stdout } = await run('help formats')
    for (const name of [...Object.keys(FORMATS), ...FAULT_NAMES]) expect(stdout).toContain(`  ${name} `)
  })

  it('an unknown one gets the nearest', async () => {
    const { code, stderr } = await run('help exitcodes')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean exit-codes?')
    expect((await run('help')).stdout).toContain('Commands:')
  })
})

test.each([
  ['tokne', 'Did you mean videosdk-token token?'],
  ['Token', 'Did you mean videosdk-token token?'],
  ['zzzz', 'See: videosdk-token --help'],
])('the unknown command %s', async (name, hint) => {
  const { code, stdout, stderr } = await run(name)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`there is no command "${name}"          [command-unknown]\n  ${hint}\n`)
})

test('an unknown flag before the command', async () => {
  expect((await run('--perm allow_mod token')).stderr).toContain('videosdk-token has no flag --perm')
})
