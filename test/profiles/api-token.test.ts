/** Which token a call carries, and to which endpoint it goes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { Fetch } from '../../src/meetings/fetch.ts'
import {
  API_KEY,
  claimsOf,
  createWorld,
  NOW,
  OTHER_KEY,
  OTHER_SECRET,
  run,
  SECRET,
  tokenOf,
  type World,
  withCredentials,
} from '../support/world.ts'

const S = NOW.getTime() / 1000
const DAY = 86_400

const sign = (jti: string, claims: object = {}, pair = { apiKey: API_KEY, secret: SECRET }) =>
  tokenOf({ jti, ...claims }, pair)

async function ask(
  flags: string | readonly string[],
  overrides: Partial<World> & { files?: Record<string, string> } = {},
) {
  const asked: { url: string; token: string }[] = []
  const fetch: Fetch = async (url, init) => {
    asked.push({ url, token: (init.headers as Record<string, string>).authorization ?? '' })
    return Response.json({ roomId: 'abcd-efgh-ijkl' })
  }
  const world = createWorld({ ...overrides, fetch })
  const args = typeof flags === 'string' ? flags.split(' ').filter(Boolean) : flags
  const result = await run(['validate', 'a', ...args], world)
  return { ...result, ...asked[0], claims: asked[0] && claimsOf(asked[0].token), count: asked.length }
}

/** A world with profiles `one` (current, with an endpoint) and `two`. */
async function withProfiles() {
  const world = createWorld({ files: { secret: OTHER_SECRET } })
  const add = (name: string, ...flags: string[]) =>
    run(
      ['profile', 'add', name, '--offline', '--api-key', OTHER_KEY, '--secret-file', 'secret', ...flags],
      world,
    )
  await add('one', '--endpoint', 'https://one.example/v2')
  await add('two')
  return { folder: world.folder, env: world.env }
}

describe('the token, the first of', () => {
  const good = sign('ready')
  const ready = { VIDEOSDK_TOKEN: good, VIDEOSDK_AUTH_TOKEN: sign('auth') }

  test.each<[string, string, Record<string, string>, string]>([
    ['--token', `--token ${sign('flag')}`, { ...ready, ...withCredentials }, 'flag'],
    ['VIDEOSDK_TOKEN', '', { ...ready, ...withCredentials }, 'ready'],
    ['VIDEOSDK_TOKEN without credentials', '', ready, 'ready'],
    ['VIDEOSDK_AUTH_TOKEN, where the other is blank', '', { ...ready, VIDEOSDK_TOKEN: ' ' }, 'auth'],
    [
      'VIDEOSDK_AUTH_TOKEN, where the other is refused',
      '',
      { ...ready, VIDEOSDK_TOKEN: 'undefined' },
      'auth',
    ],
    ['what stands around it is taken off', '', { VIDEOSDK_TOKEN: `"Bearer ${good}" ` }, 'ready'],
  ])('%s', async (_name, flags, env, jti) => {
    const { code, claims, token } = await ask(flags, { env })
    expect(code).toBe(0)
    expect(claims?.jti).toBe(jti)
    expect(token).toMatch(/^[\w.-]+$/)
  })

  it('signed with the credentials in use: a crawler of ten minutes', async () => {
    const { claims } = await ask('', { env: withCredentials })
    expect(claims).toMatchObject({ apikey: API_KEY, roles: ['crawler'], permissions: ['allow_join'] })
    expect(Number(claims?.exp) - Number(claims?.iat)).toBe(600)
  })

  it('signed where a flag names the credentials, though a token is there', async () => {
    const { env, folder } = await withProfiles()
    const all = { ...env, ...ready, ...withCredentials }
    expect((await ask('--profile two', { folder, env: all })).claims).toMatchObject({ apikey: OTHER_KEY })
    const flags = ['--api-key', 'k', '--secret-file', 'secret']
    expect((await ask(flags, { folder, env: all })).claims).toMatchObject({ apikey: 'k' })
  })

  it('read from a file and from stdin', async () => {
    const files = { 'token.txt': `VIDEOSDK_TOKEN=${good}\n` }
    expect((await ask('--token @token.txt', { files })).claims?.jti).toBe('ready')
    expect((await ask('--token -', { stdin: `${good}\n` })).claims?.jti).toBe('ready')
  })

  it('from the --dotenv file, behind the environment', async () => {
    const files = { '.env': `VIDEOSDK_AUTH_TOKEN=${good}\nnonsense\n` }
    const { claims, stderr } = await ask('--dotenv .env', { files })
    expect(claims?.jti).toBe('ready')
    expect(stderr).toContain('line 2 of .env')
    expect((await ask('--dotenv .env', { files, env: { VIDEOSDK_TOKEN: sign('env') } })).claims?.jti).toBe(
      'env',
    )
  })
})

describe('a token of the environment that the API would refuse', () => {
  test.each<[string, string]>([
    ['expired', sign('x', { iat: S - 2 * DAY, exp: S - DAY })],
    ['for joining alone', sign('x', { roles: ['rtc'] })],
    ['of another key', sign('x', {}, { apiKey: OTHER_KEY, secret: OTHER_SECRET })],
    ['of another secret', sign('x', {}, { apiKey: API_KEY, secret: OTHER_SECRET })],
    ['no token', 'undefined'],
  ])('%s, is passed over with a warning where credentials are', async (_name, token) => {
    const { code, claims, stderr } = await ask('', { env: { VIDEOSDK_TOKEN: token, ...withCredentials } })
    expect({ code, roles: claims?.roles }).toEqual({ code: 0, roles: ['crawler'] })
    expect(stderr).toMatch(
      /^warning: VIDEOSDK_TOKEN was passed over, since VideoSDK would refuse it: .*\[token-passed-over\]\n$/,
    )
    expect(stderr).not.toContain(token.length > 20 ? token : '\0')
  })

  it('is 4 without credentials, by its name, and nothing is sent', async () => {
    const { code, stdout, stderr, count } = await ask('', { env: { VIDEOSDK_AUTH_TOKEN: 'undefined' } })
    expect({ code, stdout, count }).toEqual({ code: 4, stdout: '', count: 0 })
    expect(stderr).toMatch(
      /^error: VideoSDK would refuse the token of VIDEOSDK_AUTH_TOKEN: .*undefined.*\[token-refused\]/,
    )
  })

  it('of another project than the current profile is used all the same', async () => {
    const { env, folder } = await withProfiles()
    const { claims, stderr } = await ask('', { folder, env: { ...env, VIDEOSDK_TOKEN: sign('ready') } })
    expect({ jti: claims?.jti, stderr }).toEqual({ jti: 'ready', stderr: '' })
  })

  it('gives way to a good one of the --dotenv file', async () => {
    const files = { '.env': `VIDEOSDK_TOKEN=${sign('file')}\n` }
    const { claims, stderr } = await ask('--dotenv .env', { files, env: { VIDEOSDK_TOKEN: 'undefined' } })
    expect(claims?.jti).toBe('file')
    expect(stderr).toContain('VIDEOSDK_TOKEN was passed over')
  })

  it('runs the command of a profile no more than once, and never to judge a token', async () => {
    const world = createWorld()
    const command = 'echo x >> ran; printf %064d 7'
    await run(
      [
        'profile',
        'add',
        'c',
        '--offline',
        '--api-key',
        API_KEY,
        '--secret-command',
        `cd ${world.folder}; ${command}`,
      ],
      world,
    )
    const expired = sign('x', { iat: S - 2 * DAY, exp: S - DAY })
    const env = { ...world.env, VIDEOSDK_PROFILE: 'c' }
    const ready = { ...env, VIDEOSDK_TOKEN: sign('ready') }
    expect((await ask('', { folder: world.folder, env: ready })).claims?.jti).toBe('ready')
    const refused = { ...env, VIDEOSDK_TOKEN: expired, VIDEOSDK_AUTH_TOKEN: expired }
    expect((await ask('', { folder: world.folder, env: refused })).code).toBe(0)
    expect(readFileSync(join(world.folder, 'ran'), 'utf8')).toBe('x\n')
  })

  it('says what a good one won over', async () => {
    const env = { VIDEOSDK_TOKEN: sign('ready'), VIDEOSDK_PROFILE: 'p' }
    const { stderr } = await ask('--dotenv nowhere', { env })
    expect(stderr).toMatch(/the file nowhere was not used: VIDEOSDK_TOKEN in the environment comes first/)
    expect(stderr).toMatch(/VIDEOSDK_PROFILE was not used/)
  })

  it('hides no half pair behind it', async () => {
    const env = { VIDEOSDK_TOKEN: sign('ready'), VIDEOSDK_API_KEY: API_KEY }
    expect((await ask('', { env })).claims?.jti).toBe('ready')
  })
})

describe('--token', () => {
  test.each<[string, string[], number, RegExp]>([
    ['with --api-key', ['--token', sign('x'), '--api-key', 'k'], 2, /--token cannot be used with --api-key/],
    [
      'with --secret-file',
      ['--token', sign('x'), '--secret-file', 'f'],
      2,
      /--token cannot be used with --secret-file/,
    ],
    ['that is none', ['--token', 'undefined'], 4, /refuse the token of --token: .*undefined/],
    ['that is an API key', ['--token', API_KEY], 4, /looks like an API key/],
    ['of a file that is not there', ['--token', '@nowhere'], 2, /cannot be read/],
    ['that is blank', ['--token', ' '], 2, /empty/],
    ['of an empty file', ['--token', '@/dev/null'], 2, /empty/],
  ])('%s', async (_name, flags, exit, message) => {
    const { code, stdout, stderr, count } = await ask(flags)
    expect({ code, stdout, count }).toEqual({ code: exit, stdout: '', count: 0 })
    expect(stderr).toMatch(message)
  })

  it('is sent though it is expired: VideoSDK has the last word', async () => {
    const old = sign('old', { iat: 1, exp: 1 + DAY })
    expect((await ask(['--token', old])).claims?.jti).toBe('old')
  })
})

test('no token and no credentials is 3, with the ways', async () => {
  const { code, stdout, stderr } = await ask('')
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toContain('[credentials-missing]')
})

describe('the endpoint, the first of', () => {
  const inEnv = { VIDEOSDK_API_ENDPOINT: 'https://env.example/v2/' }
  const file = { '.env': 'VIDEOSDK_API_ENDPOINT=https://file.example\n' }
  const at = async (flags: string, env: Record<string, string | undefined> = {}) => {
    const profiles = await withProfiles()
    const overrides = { ...profiles, files: file, env: { ...profiles.env, ...env } }
    return (await ask(flags, overrides)).url?.replace('/v2/rooms/validate/a', '')
  }

  test.each<[string, string, Record<string, string>, string]>([
    ['--endpoint', '--endpoint https://flag.example --profile one', inEnv, 'https://flag.example'],
    ["the named profile's", '--profile one', inEnv, 'https://one.example'],
    [
      'VIDEOSDK_API_ENDPOINT, where the named profile has none',
      '--profile two',
      inEnv,
      'https://env.example',
    ],
    ['VIDEOSDK_API_ENDPOINT', '--dotenv .env', inEnv, 'https://env.example'],
    ['that of the --dotenv file', '--dotenv .env', {}, 'https://file.example'],
    ["the current profile's, where it won", '', {}, 'https://one.example'],
    ["VideoSDK's, where another pair won", '', withCredentials, 'https://api.videosdk.live'],
    ["VideoSDK's, where a ready token won", '', { VIDEOSDK_TOKEN: sign('x') }, 'https://api.videosdk.live'],
    ["the named profile's, with a token", `--token ${sign('x')} --profile one`, {}, 'https://one.example'],
  ])('%s', async (_name, flags, env, endpoint) => {
    expect(await at(flags, env)).toBe(endpoint)
  })

  it('is named where it is wrong', async () => {
    const { code, stderr } = await ask('', {
      env: { ...withCredentials, VIDEOSDK_API_ENDPOINT: 'api.videosdk.live' },
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(/"api\.videosdk\.live" is no http or https URL.*\(from VIDEOSDK_API_ENDPOINT\)/)
  })
})
