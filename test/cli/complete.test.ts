/** What may stand next, made from the program itself. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { TOPICS } from '../../src/cli/topics.ts'
import { LANGUAGES } from '../../src/snippets/languages.ts'
import { FAULT_NAMES } from '../../src/token/fault.ts'
import { FORMAT_NAMES } from '../../src/token/format.ts'
import { PERMISSION_NAMES } from '../../src/token/lists.ts'
import { API_KEY, createWorld, run, SECRET } from '../support/world.ts'

const BEGUN = PERMISSION_NAMES.filter((name) => name.startsWith('allow_'))
const AFTER_JOIN = PERMISSION_NAMES.filter((name) => name !== 'allow_join').map(
  (name) => `allow_join,${name}`,
)

function worldWithProfiles() {
  const world = createWorld({ files: { 'my-secret': SECRET, 'my token.txt': '', '.hidden': '' } })
  mkdirSync(join(world.folder, 'my-folder'))
  writeFileSync(join(world.folder, 'my-folder/inside'), '')
  mkdirSync(join(world.folder, 'bin'))
  for (const [name, mode] of [
    ['my-program', 0o755],
    ['my-notes', 0o644],
  ] as const)
    writeFileSync(join(world.folder, 'bin', name), '', { mode })
  const profiles = ['work', 'home'].map((name) => ({ name, apiKey: API_KEY, secret: SECRET }))
  mkdirSync(join(world.folder, 'config'))
  writeFileSync(
    join(world.folder, 'config/config.json'),
    JSON.stringify({ version: 1, current: null, profiles }),
  )
  return { ...world, env: { ...world.env, PATH: join(world.folder, 'bin'), HOME: world.folder } }
}

/** The values; words are parted by single spaces, so that a space at the end begins an empty one. */
async function next(line: string): Promise<string[]> {
  const words = ['videosdk-token', ...line.split(' ')]
  const { code, stdout, stderr } = await run(['__complete', '--', 'zsh', ...words], worldWithProfiles())
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
    .split('\n')
    .filter((one) => one !== '')
    .map((one) => one.replace(/\t.*/, ''))
}

test.each([
  ['', COMMANDS.map(({ name }) => name)],
  ['t', ['token']],
  ['profile ', ['add', 'import', 'show', 'list', 'use', 'rename', 'remove', 'path']],
  ['profile use ', ['work', 'home']],
  ['profile rename w', ['work']],
  ['profile rename work ', []],
  ['profile add ', []],
  ['--profile ', ['work', 'home']],
  ['token --profile=h', ['--profile=home']],
  ['token --perm ', PERMISSION_NAMES],
  ['token -p ', PERMISSION_NAMES],
  ['token --perm allow_', BEGUN],
  ['token --perm allow_join,', AFTER_JOIN],
  ['token --perm=allow_join,allow_m', ['--perm=allow_join,allow_mod']],
  ['serve --max-perm ', PERMISSION_NAMES],
  ['token --role ', ['rtc', 'crawler']],
  ['token --format ', [...FORMAT_NAMES]],
  ['token -o r', ['raw']],
  ['token --fault ', [...FAULT_NAMES]],
  ['token --token-version ', ['1', '2']],
  ['inspect --for ', ['join', 'api']],
  ['decode --for ', ['join', 'api']],
  ['serve --log ', ['text', 'json', 'none']],
  ['create-meeting --api-version ', ['1', '2']],
  ['create-meeting --webhook-event session-', ['session-started', 'session-ended']],
  ['help ', [...new Set([...COMMANDS.map(({ name }) => name), ...Object.keys(TOPICS)])]],
  ['help exit', ['exit-codes']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['snippet ', [...LANGUAGES]],
  ['snippet -p ask', ['ask_join']],
  ['token --sandbox --in', ['--into']],
  ['token --into ', ['bin/', 'config/', 'my token.txt', 'my-folder/', 'my-secret']],
  ['token --into .', ['.hidden']],
  ['token --dotenv=my-s', ['--dotenv=my-secret']],
  ['token --secret-file my-folder/', ['my-folder/inside']],
  ['token --secret-file ~/my-s', ['~/my-secret']],
  ['token --secret-file nowhere/', []],
  ['token --from @my-s', ['@my-secret']],
  ['token --from my-s', []],
  ['inspect @my-f', ['@my-folder/']],
  ['token --expires ', []],
  ['token --room --perm ', []],
  ['token ', []],
  ['token -- --pe', []],
  ['nonsense --perm ', []],
  ['exec --sandbox -- ', ['my-program']],
  ['exec -- ./bin/my', ['./bin/my-program']],
  ['exec -- npm my-s', ['my-secret']],
  ['exec --perm ask', ['ask_join']],
])('%j', async (line, values) => {
  expect(await next(line)).toEqual(values)
})

describe('flags', () => {
  it('are those of the command and of all, each with what it is', async () => {
    const { stdout } = await run(['__complete', '--', 'zsh', 'v', 'exec', '--'], createWorld())
    expect(stdout).toMatch(/^--perm\tallow_join, ask_join, allow_mod/m)
    expect(stdout).toMatch(/^--sandbox\t/m)
    expect(stdout).toMatch(/^--json\t/m)
    expect(stdout).toMatch(/^--help\tshow help$/m)
    expect(stdout).not.toContain('--count')
  })

  it.each(COMMANDS.map(({ name }) => name))('of %s are all that its help names', async (name) => {
    const help = (await run([name, '--help'])).stdout
    const named = [...help.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm)].map(([, long]) => long ?? '')
    const offered = await next(`${name} -`)
    if (name !== 'profile') expect(offered).toEqual(expect.arrayContaining(named))
    else expect(offered).toContain('--help')
  })
})

describe('what bash is told', () => {
  const breaks = /[\s"'><=;|&(:@]/
  /** What stands in COMP_LINE, and the word that bash replaces by its own breaks. */
  const replacements = async (line: string, wordBreaks = breaks): Promise<string[]> => {
    const [quoted] = /["'][^"']*$/.exec(line) ?? []
    const current = quoted ?? line.split(wordBreaks).at(-1) ?? ''
    const { stdout } = await run(['__complete', '--', 'bash', line, current], worldWithProfiles())
    return stdout.split('\n').filter((one) => one !== '')
  }

  test.each([
    ['videosdk-token tok', ['token']],
    ['TOKEN=1 videosdk-token tok', ['token']],
    ['videosdk-token token --perm=ask', ['ask_join']],
    ['videosdk-token token --perm allow_join,allow_m', ['allow_join,allow_mod']],
    ['videosdk-token token --perm allow_join,', AFTER_JOIN],
    ['videosdk-token token --perm "allow_join,allow_m', ['allow_join,allow_mod']],
    ["videosdk-token token --perm 'allow_join ask", ['allow_join ask_join']],
    ['videosdk-token token --perm="allow_m', ['allow_mod']],

    ['videosdk-token token --secret-file "my to', ['my token.txt']],
    ['videosdk-token token --into=my-f', ['my-folder/']],
    ['videosdk-token inspect @my-f', ['@my-folder/']],
    ['videosdk-token --endpoint http://127.0.0.1:9010 tok', ['token']],
    ['videosdk-token --profile "wo', ['work']],
  ])('for %j', async (line, values) => {
    expect(await replacements(line)).toEqual(values)
  })

  it('keeps what bash does not break at', async () => {
    expect(await replacements('videosdk-token token --perm=ask', /\s/)).toEqual(['--perm=ask_join'])
    expect(await replacements('videosdk-token inspect @my-f', /\s/)).toEqual(['@my-folder/'])
  })
})

test('fish asks with the line as it stands', async () => {
  const { stdout } = await run(
    ['__complete', '--', 'fish', 'videosdk-token token --perm "allow_join,allow_m'],
    createWorld(),
  )
  expect(stdout).toBe('allow_join,allow_mod\t\n')
})

test('a store that is no file is not waited for', async () => {
  const world = createWorld()
  mkdirSync(join(world.folder, 'config'))
  execFileSync('mkfifo', [join(world.folder, 'config/config.json')])
  expect((await run(['__complete', '--', 'zsh', 'v', '--profile', ''], world)).stdout).toBe('')
  expect((await run('profile list', world)).stderr).toContain('[store-failed]')
})

test('a store that cannot be read has no names, and nothing is said', async () => {
  const world = createWorld({ env: { VIDEOSDK_TOKEN_CONFIG_DIR: '/dev/null' } })
  const ended = await run(['__complete', '--', 'zsh', 'v', '--profile', ''], world)
  expect(ended).toEqual({ code: 0, stdout: '', stderr: '' })
})

test('completion prints a script for a shell, and refuses others', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await run(`completion ${shell}`)
    expect([code, stdout.includes('__complete --')]).toEqual([0, true])
  }
  expect(await run('completion tcsh')).toMatchObject({ code: 2, stdout: '' })
  expect(await run('completion')).toMatchObject({ code: 2, stdout: '' })
})

test('what completion asks is in no list', async () => {
  expect((await run('--help')).stdout).not.toContain('__complete')
  expect((await run('__complet')).stderr).not.toContain('__complete --')
})
