/** What goes wrong for people in the field, as small inputs with the right answer; each names where it was seen. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import {
  API_KEY,
  claimsOf,
  createWorld,
  forge,
  NOW,
  OTHER_KEY,
  OTHER_SECRET,
  run,
  SECRET,
  withCredentials,
} from './support/world.ts'

const S = NOW.getTime() / 1000

describe('videosdk-live/quickstart, lobby', () => {
  test.each([
    ['--role crawler', 0, 1],
    ['--perm allow_join', 0, 0],
    ['--perm ask_join', 0, 0],
  ])('%s: for api %d, for join %d', async (flags, api, join) => {
    const { code, stdout } = await run(`token --sandbox ${flags}`)
    expect(code).toBe(0)
    expect((await run(['inspect', stdout, '--sandbox', '--for', 'api'])).code).toBe(api)
    expect((await run(['inspect', stdout, '--sandbox', '--for', 'join'])).code).toBe(join)
  })
})

test('a React app: allow_live_stream', async () => {
  const made = await run(
    'token -p allow_join,allow_mod,allow_live_stream',
    createWorld({ env: withCredentials }),
  )
  expect(made).toMatchObject({ code: 2, stdout: '' })
  expect(made.stderr).toContain('allow_live_stream')
  const claims = {
    apikey: API_KEY,
    permissions: ['allow_join', 'allow_live_stream'],
    version: 2,
    exp: S + 60,
  }
  const { code, stdout } = await run(['inspect', forge({ alg: 'HS256' }, claims, SECRET), '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(stdout).problems).toMatchObject([{ code: 'permission-unknown', severity: 'error' }])
})

test('javascript-sdk-example 11, prebuilt-ui 30: an API key where a token belongs', async () => {
  const { code, stdout } = await run(['inspect', `Bearer ${API_KEY}`])
  expect(code).toBe(1)
  for (const words of ['malformed', 'bearer-prefix', 'looks like an API key', 'videosdk-token token'])
    expect(stdout).toContain(words)
})

describe("agents' .env.example", () => {
  const file = (secret: string) =>
    `VIDEOSDK_AUTH_TOKEN=\nVIDEOSDK_TOKEN=\nVIDEOSDK_API_KEY=${secret && API_KEY}\nVIDEOSDK_SECRET_KEY=${secret}\n`
  test.each([
    ['all blank', file(''), 3, 'profile add'],
    ['only the secret blank', file(' '), 3, 'VIDEOSDK_SECRET is blank'],
    ['only the token blank', file(SECRET), 0, ''],
  ])('%s', async (_name, text, code, words) => {
    const world = createWorld({
      files: { '.env': text.replace('VIDEOSDK_SECRET_KEY= ', 'VIDEOSDK_SECRET=') },
    })
    const result = await run('token --dotenv .env', world)
    expect(result.code).toBe(code)
    expect(result.stderr).toContain(words)
  })
})

test('stripe-cli 1581, 1316, livekit-cli 98: which credentials', async () => {
  const env = { VIDEOSDK_API_KEY: OTHER_KEY, VIDEOSDK_SECRET: OTHER_SECRET }
  const world = createWorld({ env, files: { f: SECRET } })
  await run(`profile add p --api-key ${API_KEY} --secret-file f`, world)
  const who = async (line: string) => JSON.parse((await run(`${line} --json`, world)).stdout).credentials
  expect(await who('token')).toBe('env')
  expect(await who('token --profile p')).toBe('profile:p')
  expect(await who('token --api-key K2 --secret-file f')).toBe('flags')
  const half = await run('token --api-key K2', world)
  expect(half).toMatchObject({ code: 3, stdout: '' })
  expect(half.stderr).toContain('--secret-file')
})

test('twilio-cli 175, 375: removing the current profile', async () => {
  const world = createWorld({ files: { s: SECRET } })
  for (const name of ['a', 'b']) await run(`profile add ${name} --api-key ${API_KEY} --secret-file s`, world)
  await run('profile use a', world)
  expect((await run('profile remove a', world)).stderr).toContain('No profile is the current one now')
  expect((await run('profile list', world)).stdout).not.toContain('*')
  const token = await run('token', world)
  expect(token).toMatchObject({ code: 3, stdout: '' })
  expect(token.stderr).toContain('profile use')
  const again = await run('profile remove a', world)
  expect(again.code).toBe(3)
  expect(again.stderr).toContain('One of: b')
})

test('caddy-jwt 26, jwt-go 81, OpenTok-PHP 370: a path for a secret', async () => {
  const env = { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: '/run/secrets/videosdk' }
  const { code, stderr } = await run('token', createWorld({ env }))
  expect(code).toBe(0)
  expect(stderr).toContain('looks like a path')
})

test('flutter-example .env.example: a comment stands where the token belongs', async () => {
  const before = '#### OR ####\nAUTH_TOKEN=  #PASTE_HERE\nAUTH_URL=  #PASTE_HERE\n'
  for (const text of [before, 'AUTH_TOKEN=#PASTE_HERE\n']) {
    const world = createWorld({ files: { '.env': text } })
    expect((await run('token --sandbox --into .env --env-name AUTH_TOKEN', world)).code).toBe(0)
    const after = readFileSync(join(world.folder, '.env'), 'utf8')
    const token = execFileSync(process.execPath, ['--env-file=.env', '-p', 'process.env.AUTH_TOKEN'], {
      cwd: world.folder,
      env: {},
      encoding: 'utf8',
    }).trim()
    expect((await run(['inspect', '--sandbox', token])).code).toBe(0)
    expect(after.replace(token, '').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    expect(after.split('\n').slice(2)).toEqual(text.split('\n').slice(2))
  }
})

test('android-kotlin-example: local.properties with CRLF, twice', async () => {
  const before = 'sdk.dir=C\\:\\\\Android\\\\Sdk\r\nauth_token = TEMPORARY\r\n'
  const world = createWorld({ files: { 'local.properties': before } })
  const line =
    'token --sandbox --into local.properties --env-name auth_token --jti 1 --now 2026-01-01T00:00:00Z'
  for (const _ of [1, 2]) {
    await run(line, world)
    const after = readFileSync(join(world.folder, 'local.properties'), 'utf8')
    expect(after).toMatch(/^sdk\.dir=C\\:\\\\Android\\\\Sdk\r\nauth_token = eyJ[\w.-]+\r\n$/)
  }
})

describe('node-jsonwebtoken 293, DevToys 1479, golang-jwt 526: times', () => {
  const base = { apikey: API_KEY, permissions: ['allow_join'], version: 2 }
  test.each<[string, object, number, string[], string]>([
    ['exp as text', { exp: '1795695538' }, 1, ['claim-wrong-type'], 'malformed'],
    ['exp in milliseconds', { exp: 1_795_695_538_000 }, 1, ['exp-in-milliseconds'], 'active'],
    ['exp 1e19, iat -1', { exp: 1e19, iat: -1 }, 1, ['exp-in-milliseconds'], 'active'],
    ['nbf 1e19', { exp: S + 60, nbf: 1e19 }, 1, ['not-yet-valid'], 'not-yet-valid'],
    ['a fraction ahead', { exp: S + 0.25 }, 0, [], 'active'],
  ])('%s', async (_name, times, code, codes, status) => {
    const result = await run(['inspect', forge({ alg: 'HS256' }, { ...base, ...times }, SECRET), '--json'])
    const read = JSON.parse(result.stdout)
    expect(result.code).toBe(code)
    expect(read.status).toBe(status)
    expect(read.problems.map((problem: { code: string }) => problem.code)).toEqual(codes)
  })
})

describe('jwt-cli 10, 69, 87, 120, 461; stripe-cli 872, 1353: pipes', () => {
  it('token | inspect, with white space round it, too', async () => {
    const { stdout } = await run('token', createWorld({ env: withCredentials }))
    for (const stdin of [stdout, `\n  ${stdout} \r\n`]) {
      const read = await run('inspect --json', createWorld({ env: withCredentials, stdin }))
      expect(read.code).toBe(0)
      expect(JSON.parse(read.stdout).signature).toBe('valid')
    }
  })
})

test('nexmo-cli 153, pyjwt 413: claims', async () => {
  const claims = ['acl={"paths":{"/v1/**":{}}}', 'n=42', 'name=guest', 'q="x"', 'eq=a=b', 'b=x, y']
  const { stdout } = await run(['token', '--sandbox', ...claims.flatMap((claim) => ['--claim', claim])])
  expect(claimsOf(stdout)).toMatchObject({
    acl: { paths: { '/v1/**': {} } },
    n: 42,
    name: 'guest',
    q: 'x',
    eq: 'a=b',
    b: 'x, y',
  })
  for (const claim of ['exp=1', 'apikey=x', '__proto__=1', '=1', 'novalue']) {
    expect(await run(['token', '--sandbox', '--claim', claim])).toMatchObject({ code: 2, stdout: '' })
  }
})
