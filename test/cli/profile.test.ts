import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import {
  API_KEY,
  createWorld,
  OTHER_KEY,
  OTHER_SECRET,
  run,
  SECRET,
  type World,
  withCredentials,
} from '../support/world.ts'

const files = { a: `${SECRET}\n`, b: OTHER_SECRET }
const addA = `profile add a --api-key ${API_KEY} --secret-file a`
const addB = `profile add b --api-key ${OTHER_KEY} --secret-file b`
const storeOf = (world: World) => join(world.folder, 'config', 'config.json')
const read = (world: World) => JSON.parse(readFileSync(storeOf(world), 'utf8'))

async function withTwo(): Promise<World> {
  const world = createWorld({ files })
  await run(addA, world)
  await run(addB, world)
  return world
}

test('add stores a profile, and the first one becomes the current one', async () => {
  const world = createWorld({ files })
  expect(await run(addA, world)).toEqual({
    code: 0,
    stdout: '',
    stderr: `Stored a, the current profile, in ${storeOf(world)}\n`,
  })
  expect(await run(addB, world)).toEqual({ code: 0, stdout: '', stderr: `Stored b, in ${storeOf(world)}\n` })
  expect(read(world)).toEqual({
    version: 1,
    current: 'a',
    profiles: [
      { name: 'a', apiKey: API_KEY, secret: SECRET },
      { name: 'b', apiKey: OTHER_KEY, secret: OTHER_SECRET },
    ],
  })
  expect((await run('token --json', world)).stdout).toContain('"credentials":"profile:a"')
})

test('add reads the secret from stdin, keeps an endpoint, and answers with --json', async () => {
  const world = createWorld({ stdin: SECRET })
  const { stdout } = await run(
    `profile add a --api-key ${API_KEY} --secret-file - --endpoint https://x.example --json`,
    world,
  )
  expect(JSON.parse(stdout)).toEqual({
    name: 'a',
    apiKey: API_KEY,
    secret: '…masked…',
    secretCommand: null,
    endpoint: 'https://x.example',
    current: true,
  })
})

describe('add refuses', () => {
  test.each<[string, string[], string, number]>([
    [
      'an existing name',
      ['profile', 'add', 'a', '--api-key', API_KEY, '--secret-file', 'a'],
      'profile-exists',
      2,
    ],
    ['no key, where nobody can be asked', ['profile', 'add', 'x'], 'argument-missing', 2],
    [
      'no secret, where nobody can be asked',
      ['profile', 'add', 'x', '--api-key', API_KEY],
      'argument-missing',
      2,
    ],
    [
      'two secrets',
      ['profile', 'add', 'x', '--api-key', API_KEY, '--secret-file', 'a', '--secret-command', 'x'],
      'flag-conflict',
      2,
    ],
    ['no name', ['profile', 'add'], 'argument-missing', 2],
    [
      'a name with a space',
      ['profile', 'add', 'a b', '--api-key', API_KEY, '--secret-file', 'a'],
      'profile-name-invalid',
      2,
    ],
    [
      'a name of 300 letters',
      ['profile', 'add', 'x'.repeat(300), '--api-key', API_KEY, '--secret-file', 'a'],
      'profile-name-invalid',
      2,
    ],
    ['a name that begins like a flag', ['profile', 'add', '--', '-x'], 'profile-name-invalid', 2],
    ['--profile', ['profile', 'add', 'x', '--profile', 'y'], 'flag-conflict', 2],
    [
      'a key and a secret that look swapped',
      ['profile', 'add', 'x', '--api-key', SECRET, '--secret-file', 'key'],
      'credentials-swapped',
      2,
    ],
    [
      'a secret file that is not there',
      ['profile', 'add', 'x', '--api-key', API_KEY, '--secret-file', 'nowhere'],
      'secret-unreadable',
      3,
    ],
    [
      'an empty secret',
      ['profile', 'add', 'x', '--api-key', API_KEY, '--secret-file', 'empty'],
      'secret-invalid',
      3,
    ],
    ['a blank key', ['profile', 'add', 'x', '--api-key', ' ', '--secret-file', 'a'], 'secret-invalid', 3],
    [
      'a typed secret',
      ['profile', 'add', 'x', '--api-key', API_KEY, '--secret', SECRET],
      'secret-on-command-line',
      2,
    ],
  ])('%s', async (_name, args, code, exit) => {
    const world = createWorld({ files: { ...files, key: API_KEY, empty: '\n' } })
    await run(addA, world)
    const before = readFileSync(storeOf(world), 'utf8')
    const result = await run(args, world)
    expect(result).toMatchObject({ code: exit, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).not.toContain(SECRET)
    expect(readFileSync(storeOf(world), 'utf8')).toBe(before)
  })
})

test('add --force overwrites, and stores what looks swapped', async () => {
  const world = createWorld({ files: { ...files, key: API_KEY } })
  await run(addA, world)
  expect((await run(`profile add a --api-key ${OTHER_KEY} --secret-file b --force`, world)).code).toBe(0)
  expect(read(world)).toMatchObject({ current: 'a', profiles: [{ name: 'a', apiKey: OTHER_KEY }] })
  const swapped = await run(`profile add s --api-key ${SECRET} --secret-file key --force`, world)
  expect(swapped.code).toBe(0)
  expect(swapped.stderr).toContain('[credentials-swapped]')
})

describe('import', () => {
  it('takes the pair of the environment', async () => {
    const world = createWorld({ env: withCredentials })
    expect((await run('profile import ci', world)).code).toBe(0)
    expect(read(world).profiles).toEqual([{ name: 'ci', apiKey: API_KEY, secret: SECRET }])
  })

  it('takes the pair of a --dotenv file, and says so where it lost', async () => {
    const dotenv = `VIDEOSDK_API_KEY=${OTHER_KEY}\nVIDEOSDK_SECRET_KEY=${OTHER_SECRET}\n`
    const world = createWorld({ files: { '.env': dotenv } })
    expect((await run('profile import ci --dotenv .env', world)).code).toBe(0)
    expect(read(world).profiles).toEqual([{ name: 'ci', apiKey: OTHER_KEY, secret: OTHER_SECRET }])
    const both = createWorld({ files: { '.env': dotenv }, env: withCredentials })
    expect((await run('profile import ci --dotenv .env', both)).stderr).toContain(
      'the file .env was not used',
    )
    expect(read(both).profiles[0].apiKey).toBe(API_KEY)
  })

  test.each([
    [{}, 'profile import ci', 'credentials-missing'],
    [{}, 'profile import ci --dotenv empty', 'credentials-missing'],
    [{}, 'profile import ci --dotenv nowhere', 'dotenv-unreadable'],
    [{ VIDEOSDK_API_KEY: API_KEY }, 'profile import ci', 'credentials-incomplete'],
  ])('with %j, %s is %s', async (env, line, code) => {
    const world = createWorld({ env, files: { empty: '' } })
    const { code: exit, stderr } = await run(line, world)
    expect(exit).toBe(3)
    expect(stderr).toContain(`[${code}]`)
    expect(existsSync(storeOf(world))).toBe(false)
  })
})

describe('list and show', () => {
  it('for people: * marks the current one, the secret is masked', async () => {
    const world = await withTwo()
    expect(await run('profile list', world)).toEqual({
      code: 0,
      stdout: `* a  ${API_KEY}  stored\n  b  ${OTHER_KEY}  stored\n`,
      stderr: '',
    })
    expect((await run('profile show', world)).stdout).toBe(
      `name            a (current)\nAPI key         ${API_KEY}\nsecret          …masked…\nendpoint        https://api.videosdk.live\n`,
    )
    expect((await run('profile show b --reveal', world)).stdout).toContain(
      `secret          ${OTHER_SECRET}\n`,
    )
  })

  it('for scripts', async () => {
    const world = await withTwo()
    await run(`profile add c --offline --api-key ${API_KEY} --secret-command false`, world)
    expect(JSON.parse((await run('profile list --json', world)).stdout)).toEqual([
      { name: 'a', apiKey: API_KEY, current: true, source: 'stored' },
      { name: 'b', apiKey: OTHER_KEY, current: false, source: 'stored' },
      { name: 'c', apiKey: API_KEY, current: false, source: 'command' },
    ])
    expect(JSON.parse((await run('profile show c --json', world)).stdout)).toEqual({
      name: 'c',
      apiKey: API_KEY,
      secret: '…masked…',
      secretCommand: 'false',
      endpoint: null,
      current: false,
    })
    expect((await run('profile show c', world)).stdout).toContain('secret command  false\n')
    expect(JSON.parse((await run('profile show a --reveal --json', world)).stdout).secret).toBe(SECRET)
  })

  it('where there is nothing', async () => {
    const empty = createWorld()
    expect(await run('profile list', empty)).toMatchObject({ code: 0, stdout: '' })
    expect(await run('profile list --json', empty)).toEqual({ code: 0, stdout: '[]\n', stderr: '' })
    expect(await run('profile show', empty)).toMatchObject({ code: 3, stdout: '' })
    expect(existsSync(join(empty.folder, 'config'))).toBe(false)
  })
})

test('the life of a current profile', async () => {
  const world = await withTwo()
  expect((await run('profile use b', world)).stderr).toBe('The current profile is b.\n')
  expect((await run('token --json', world)).stdout).toContain('"credentials":"profile:b"')
  expect((await run('profile rename b c', world)).stderr).toBe('The profile b is now c.\n')
  expect(read(world).current).toBe('c')
  expect(await run('profile rename c a', world)).toMatchObject({ code: 2 })
  expect((await run('profile remove c', world)).stderr).toBe(
    'Removed the profile c. No profile is the current one now. Choose one: videosdk-token profile use <name>\n',
  )
  expect((await run('profile list', world)).stdout).toBe(`  a  ${API_KEY}  stored\n`)
  const none = await run('token', world)
  expect(none).toMatchObject({ code: 3, stdout: '' })
  expect(none.stderr).toContain('videosdk-token profile use a')
  const again = await run('profile remove aa', world)
  expect(again).toMatchObject({ code: 3 })
  expect(again.stderr).toContain('Did you mean a?')
  expect(await run('profile show', world)).toMatchObject({ code: 3 })
  expect(await run('profile use nowhere', world)).toMatchObject({ code: 3 })
  expect(await run('profile rename nowhere x', world)).toMatchObject({ code: 3 })
  expect((await run('profile remove a', world)).stderr).toBe('Removed the profile a.\n')
})

test.each([
  ['profile use b --json', { name: 'b', current: true }],
  ['profile rename a z --json', { name: 'z', current: true }],
  ['profile remove b --json', { name: 'b', current: false }],
])('%s answers with the profile', async (line, profile) => {
  const { stdout } = await run(line, await withTwo())
  expect(JSON.parse(stdout)).toMatchObject({ ...profile, secret: '…masked…' })
})

test('path prints where the store is', async () => {
  const world = createWorld()
  expect(await run('profile path', world)).toEqual({ code: 0, stdout: `${storeOf(world)}\n`, stderr: '' })
  expect(JSON.parse((await run('profile path --json', world)).stdout)).toEqual({ path: storeOf(world) })
})

describe('names that a store in JSON might trip over', () => {
  test.each(['a.b', '__proto__', 'constructor', '../x', '🎉', 'é', 'C:\\x', '*', "'"])(
    '%s is stored and found again',
    async (name) => {
      const world = createWorld({ files })
      expect(
        (await run(['profile', 'add', name, '--api-key', API_KEY, '--secret-file', 'a'], world)).code,
      ).toBe(0)
      const { stdout } = await run(['token', '--profile', name.normalize('NFD'), '--json'], world)
      expect(JSON.parse(stdout).credentials).toBe(`profile:${name.normalize('NFC')}`)
      expect((await run(['profile', 'remove', name], world)).code).toBe(0)
      expect(readdirSync(world.folder).sort()).toEqual(['a', 'b', 'config'])
    },
  )
})

describe('a store that is not readable as one is an error that names it, and is left as it is', () => {
  const profile = { name: 'a', apiKey: API_KEY, secret: SECRET }
  const store = (value: object) => JSON.stringify({ version: 1, current: 'a', profiles: [profile], ...value })
  test.each<[string, string | Uint8Array]>([
    ['cut short', store({}).slice(0, -20)],
    ['empty', ''],
    ['with a NUL', `${store({})}\0`],
    ['with a BOM', `\ufeff${store({})}`],
    ['a list', '[]'],
    ['a number', '7'],
    ['null', 'null'],
    ['without a version', '{"profiles":[],"current":null}'],
    ['of a newer version', store({ version: 2 })],
    ['without profiles', store({ profiles: undefined })],
    ['with profiles that are an object', store({ profiles: { a: profile } })],
    ['with a profile that is none', store({ profiles: [profile, 7] })],
    ['with a profile without a secret', store({ profiles: [{ name: 'a', apiKey: API_KEY }] })],
    ['with bytes that are no UTF-8', Buffer.concat([Buffer.from(store({})), Uint8Array.of(0xff)])],
    ['of version 0', store({ version: 0 })],
    ['with a secret that is null', store({ profiles: [{ ...profile, secret: null, secretCommand: 'x' }] })],
    ['with an empty secret', store({ profiles: [{ ...profile, secret: '' }] })],
    ['with a profile of two secrets', store({ profiles: [{ ...profile, secretCommand: 'x' }] })],
    ['with an endpoint that is a number', store({ profiles: [{ ...profile, endpoint: 7 }] })],
    ['with a profile twice', store({ profiles: [profile, profile] })],
    ['with a current profile that is not there', store({ current: 'z' })],
  ])('%s', async (_name, text) => {
    const world = createWorld({ files })
    mkdirSync(join(world.folder, 'config'))
    writeFileSync(storeOf(world), text)
    for (const line of ['token', 'profile list', addB, 'profile remove a', 'inspect x']) {
      const { code, stdout, stderr } = await run(line, world)
      expect([line, code, stdout]).toEqual([line, 3, ''])
      expect(stderr).toContain(storeOf(world))
      expect(stderr).toContain('[store-invalid]')
      expect(stderr).not.toContain(SECRET)
    }
    expect(readFileSync(storeOf(world))).toEqual(Buffer.from(text))
    expect(await run('token', { ...world, env: { ...world.env, ...withCredentials } })).toMatchObject({
      code: 0,
    })
    expect(await run('token --sandbox', world)).toMatchObject({ code: 0 })
  })
})

test('a folder where the store should be is an error', async () => {
  const world = createWorld({ files })
  mkdirSync(storeOf(world), { recursive: true })
  for (const line of ['token', addA]) {
    const { code, stderr } = await run(line, world)
    expect(code).toBe(3)
    expect(stderr).toContain(`${storeOf(world)} cannot be read: it is a folder (EISDIR)`)
  }
})

test('a file where the folder should be is an error', async () => {
  const world = createWorld({ files: { ...files, config: 'x' } })
  const { code, stderr } = await run(addA, world)
  expect(code).toBe(3)
  expect(stderr).toContain('[store-failed]')
})

describe('on disk', () => {
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

  it('nobody else may read it, also where they could before', async () => {
    const world = createWorld({ files })
    await run(addA, world)
    expect([mode(join(world.folder, 'config')), mode(storeOf(world))]).toEqual(['700', '600'])
    chmodSync(join(world.folder, 'config'), 0o755)
    chmodSync(storeOf(world), 0o644)
    await run(addB, world)
    expect([mode(join(world.folder, 'config')), mode(storeOf(world))]).toEqual(['700', '600'])
  })

  it('a shared folder stays shared', async () => {
    const world = createWorld({ files })
    mkdirSync(join(world.folder, 'config'))
    chmodSync(join(world.folder, 'config'), 0o1777)
    await run(addA, world)
    expect(statSync(join(world.folder, 'config')).mode & 0o7777).toBe(0o1777)
    expect(mode(storeOf(world))).toBe('600')
  })

  it('a symlink that leads to nothing yet leads to the store', async () => {
    const world = createWorld({ files })
    mkdirSync(join(world.folder, 'config'))
    symlinkSync('../real.json', storeOf(world))
    await run(addA, world)
    expect(lstatSync(storeOf(world)).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(world.folder, 'real.json'), 'utf8')).toContain(API_KEY)
  })

  it('a symlink stays one, and what killed writers left goes', async () => {
    const world = createWorld({ files })
    mkdirSync(join(world.folder, 'config'))
    writeFileSync(join(world.folder, 'real.json'), '{"version":1,"current":null,"profiles":[]}')
    symlinkSync('../real.json', storeOf(world))
    writeFileSync(`${storeOf(world)}.tmp-0123456789abcdef`, 'half')
    await run(addA, world)
    expect(lstatSync(storeOf(world)).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(world.folder, 'real.json'), 'utf8')).toContain(API_KEY)
    expect(readdirSync(join(world.folder, 'config'))).toEqual(['config.json'])
  })
})

describe('the command of a profile', () => {
  const withCommand = async (command: string) => {
    const world = createWorld({ env: { PATH: process.env.PATH } })
    await run(['profile', 'add', 'c', '--offline', '--api-key', API_KEY, '--secret-command', command], world)
    return world
  }

  it('prints the secret when it is needed, its stderr shown', async () => {
    const world = await withCommand(`echo unlocking >&2; printf '%s\\n' ${SECRET}`)
    const { code, stdout, stderr } = await run('token --json', world)
    expect(code).toBe(0)
    expect(stderr).toBe('unlocking\n')
    expect((await run(['inspect', JSON.parse(stdout).token], world)).stdout).toContain(
      'signature         valid',
    )
    expect((await run('profile show --reveal', world)).stdout).toContain(SECRET)
  })

  test.each([
    ['exit 3', 'failed with exit code 3', 'secret-command-failed'],
    ['echo hunter2; exit 1', 'failed with exit code 1', 'secret-command-failed'],
    ['kill -9 $$', 'was ended by SIGKILL', 'secret-command-failed'],
    ['yes', 'far more than a secret', 'secret-command-failed'],
    ['true', 'is empty', 'secret-invalid'],
    ['printf "a\\nb"', 'more than one line', 'secret-invalid'],
    ["printf 'a\\000b'", 'NUL', 'secret-invalid'],
  ])('%s: %s', async (command, words, code) => {
    const result = await run('token', await withCommand(command))
    expect(result).toMatchObject({ code: 3, stdout: '' })
    expect(result.stderr).toContain(words)
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).not.toContain('hunter2')
  })

  it('has no other secret in its environment, and no stdin', async () => {
    const world = await withCommand(`cat; printf '%s' "\${VIDEOSDK_SECRET:-none}-${SECRET}"`)
    world.env.VIDEOSDK_SECRET = OTHER_SECRET
    const { stdout } = await run('profile show --reveal --json', world)
    expect(JSON.parse(stdout).secret).toBe(`none-${SECRET}`)
  })

  it('is not run from a store that others may have written', async () => {
    const world = await withCommand(`echo ${SECRET}`)
    chmodSync(storeOf(world), 0o622)
    const { code, stderr } = await run('token', world)
    expect(code).toBe(3)
    expect(stderr).toContain('[secret-command-untrusted]')
    chmodSync(storeOf(world), 0o600)
    chmodSync(join(world.folder, 'config'), 0o777)
    expect(await run('token', world)).toMatchObject({ code: 3 })
    chmodSync(join(world.folder, 'config'), 0o700)
    expect(await run('token', world)).toMatchObject({ code: 0 })
  })
})

test('the group alone shows its help, and an unknown command the nearest', async () => {
  expect((await run('profile')).stdout).toContain('rename')
  const { code, stderr } = await run('profile lst')
  expect(code).toBe(2)
  expect(stderr).toContain('Did you mean videosdk-token profile list?')
})
