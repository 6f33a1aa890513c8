import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { createSigner } from '../../src/token/sign.ts'
import {
  API_KEY,
  createWorld,
  forge,
  NOW,
  OTHER_KEY,
  OTHER_SECRET,
  run,
  SECRET,
  withCredentials,
} from '../support/world.ts'

const inEnv = (overrides = {}) => createWorld({ env: withCredentials, ...overrides })
const token = createSigner({ apiKey: API_KEY, secret: SECRET }).sign({ now: NOW, jti: 'x', roomId: 'r' })
const expired = createSigner({ apiKey: API_KEY, secret: SECRET }).sign({
  now: new Date(NOW.getTime() - 103_800_000),
  jti: 'x',
})

test('prints what it says and what it is worth', async () => {
  const { code, stdout, stderr } = await run(['inspect', token], inEnv())
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(`header            {"alg":"HS256","typ":"JWT"}
apikey            "${API_KEY}"
permissions       ["allow_join"]
version           2
roomId            "r"
jti               "x"
iat               1795608000  2026-11-25T12:00:00Z, issued 0 s ago
exp               1795694400  2026-11-26T12:00:00Z, expires in 1 d

signature         valid, tried with VIDEOSDK_API_KEY and its secret, from the environment
can join          yes
can call the API  yes
`)
})

test('prints each reason why not, with its codes and its cure', async () => {
  const { code, stdout } = await run(['inspect', expired], inEnv())
  expect(code).toBe(1)
  expect(stdout).toContain('expired 4 h 50 min ago')
  expect(stdout).toContain(`can join          no
can call the API  no

error: it expired 4 h 50 min ago  [expired, VideoSDK 4002]
  Sign it again with the same claims: videosdk-token token --from -
`)
})

describe('where the token comes from', () => {
  test.each([
    ['an argument', [token], undefined],
    ['-', ['-'], token],
    ['stdin', [], `${token}\n`],
    ['a file', ['@token.txt'], undefined],
    ['a header line', [`Authorization: ${token}`], undefined],
    ['decode', [token], undefined],
  ])('%s', async (name, operand, stdin) => {
    const world = inEnv({ stdin, files: { 'token.txt': `VIDEOSDK_TOKEN="${token}"\n` } })
    const { code, stdout } = await run(
      [name === 'decode' ? 'decode' : 'inspect', ...operand, '--json'],
      world,
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      signature: 'valid',
      status: 'active',
      expiresInSeconds: 86_400,
    })
  })

  it('says what it peeled off', async () => {
    const { stderr } = await run(['inspect', `export T="${token}";`], inEnv())
    expect(stderr).toBe('note: read past an export, an assignment, punctuation and quotes around the token\n')
  })

  test.each([
    ['nothing, on a terminal', ['inspect'], undefined, 'argument-missing'],
    ['an empty argument', ['inspect', ''], undefined, 'value-empty'],
    ['an empty stdin', ['inspect', '-'], ' \n', 'value-empty'],
    ['a file that is not there', ['inspect', '@nowhere'], undefined, 'file-unreadable'],
    ['two arguments', ['inspect', 'Bearer', token], undefined, 'argument-extra'],
    ['stdin twice', ['inspect', '-', '--api-key', 'k', '--secret-file', '-'], token, 'stdin-twice'],
  ])('%s is an error', async (_name, args, stdin, code) => {
    const result = await run(args, inEnv({ stdin }))
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).not.toContain(token)
  })
})

describe('several tokens', () => {
  it('are inspected one by one, and one that is refused decides', async () => {
    const all = await run('inspect --json', inEnv({ stdin: `${token}\nBearer ${token}\n` }))
    expect(all.code).toBe(0)
    expect(
      all.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).problems.length),
    ).toEqual([0, 1])
    expect(await run('inspect --json', inEnv({ stdin: `${token}\n${expired}\n` }))).toMatchObject({ code: 1 })
  })
})

describe('credentials', () => {
  it('are not needed', async () => {
    const { code, stdout } = await run(['inspect', token])
    expect(code).toBe(0)
    expect(stdout).toContain('signature         unchecked: no credentials were given\n')
  })

  it('of another key are an error where they were asked for, a warning where they are merely current', async () => {
    const world = createWorld({ files: { secret: OTHER_SECRET } })
    await run(`profile add other --api-key ${OTHER_KEY} --secret-file secret`, world)
    const merely = await run(['inspect', token, '--json'], world)
    expect(merely.code).toBe(0)
    expect(JSON.parse(merely.stdout)).toMatchObject({
      signature: 'unchecked',
      canJoin: true,
      problems: [{ code: 'apikey-mismatch', severity: 'warning' }],
    })
    const asked = [
      await run(['inspect', token, '--profile', 'other'], world),
      await run(['inspect', token], { ...world, env: { ...world.env, VIDEOSDK_PROFILE: 'other' } }),
      await run(['inspect', token, '--sandbox'], world),
    ]
    for (const { code, stdout } of asked) {
      expect(code).toBe(1)
      expect(stdout).toContain('unchecked: it is for another API key')
      expect(stdout).toContain('[apikey-mismatch, VideoSDK 4001]')
    }
  })

  it('that are half are an error', async () => {
    expect(await run(['inspect', token], createWorld({ env: { VIDEOSDK_API_KEY: API_KEY } }))).toMatchObject({
      code: 3,
      stdout: '',
    })
  })

  it('run their command only for a token of theirs', async () => {
    const world = createWorld({ env: { PATH: process.env.PATH } })
    const ran = join(world.folder, 'ran')
    await run(
      [
        'profile',
        'add',
        'cmd',
        '--offline',
        '--api-key',
        API_KEY,
        '--secret-command',
        `echo ran >> ${ran}; echo ${SECRET}`,
      ],
      world,
    )
    const other = forge(
      { alg: 'HS256' },
      { apikey: OTHER_KEY, permissions: ['allow_join'], version: 2, exp: 4e9 },
      'x',
    )
    for (const args of [
      ['inspect', other],
      ['profile', 'show'],
      ['profile', 'list'],
    ]) {
      expect(await run(args, world)).toMatchObject({ code: 0 })
    }
    expect(existsSync(ran)).toBe(false)
    expect((await run(['inspect', token], world)).stdout).toContain(
      'signature         valid, tried with profile cmd',
    )
    expect(readFileSync(ran, 'utf8')).toBe('ran\n')
  })
})

test.each([
  [['--for', 'join', '--room', 'r'], 0],
  [['--for', 'join', '--room', 'other'], 1],
  [['--for', 'api'], 0],
  [['--participant', 'anna'], 0],
  [['--min-ttl', '23h'], 0],
  [['--min-ttl', '2d'], 1],
  [['--min-ttl', 'soon'], 2],
  [['--for', 'fun'], 2],
  [['--room', 'a b'], 2],
])('%j: %d', async (args, code) => {
  expect((await run(['inspect', token, ...args], inEnv())).code).toBe(code)
})

test('what a claim holds is printed, not obeyed', async () => {
  const evil = forge({ alg: 'HS256' }, { apikey: 'a\u001b[2J', 'na\u202eme': 'x\u009b31m' }, 'x')
  const { stdout } = await run(['inspect', evil])
  for (const obeyed of ['\u001b', '\u009b', '\u202e']) expect(stdout).not.toContain(obeyed)
})

test('colour goes where the terminal is', async () => {
  const { stdout } = await run(['inspect', token], inEnv({ tty: { stdout: true } }))
  expect(stdout).toContain('can join          \u001b[32myes\u001b[39m')
})
