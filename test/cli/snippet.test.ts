/** `snippet`: what is run by Node alone; the other languages are in test/system. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { validate } from 'dockerfile-utils'
import { describe, expect, it, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { startTokenServer } from '../../src/server/start-token-server.ts'
import { LANGUAGES } from '../../src/snippets/languages.ts'
import { inspectToken } from '../../src/token/inspect-token.ts'
import { askJson, during } from '../support/serving.ts'
import { openShell, sh } from '../support/shell.ts'
import { checkTokens, PAIR, snippet, VARIABLES, WISHES } from '../support/snippet.ts'
import { createWorld, emptyFolder, run, withCredentials } from '../support/world.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** A project that has installed what this one has, and this one. */
function project(files: Record<string, string>): string {
  const folder = emptyFolder()
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  symlinkSync(join(ROOT, 'node_modules/jsonwebtoken'), join(modules, 'jsonwebtoken'))
  symlinkSync(ROOT, join(modules, 'videosdk-token'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe.concurrent('node', () => {
  test.each(WISHES)('%j', async (flags, claims) => {
    const folder = project({ 'token.mjs': await snippet('node', flags) })
    const { env } = openShell(VARIABLES)
    const ended = await sh('node token.mjs; node token.mjs', { folder, env })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    checkTokens(ended.stdout.trim().split('\n'), claims)
  })

  it('prints nothing to who imports it', async () => {
    const folder = project({
      'token.mjs': await snippet('node'),
      'app.mjs': "import { createToken } from './token.mjs'",
    })
    expect(await sh('node app.mjs', { folder, env: openShell().env })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    })
  })

  it('says which variables it wants', async () => {
    const folder = project({ 'token.mjs': await snippet('node') })
    expect((await sh('node token.mjs', { folder, env: openShell().env })).stderr).toContain(
      'Set VIDEOSDK_API_KEY and VIDEOSDK_SECRET.',
    )
  })
})

test('js is a client of serve', async () => {
  const sandbox = await startSandbox()
  const server = await startTokenServer({
    ...sandbox.credentials,
    endpoint: sandbox.url,
    accessKey: 'a-key-of-sixteen-or-more',
    maxPermissions: ['allow_join', 'allow_mod'],
    port: 0,
    host: '127.0.0.1',
  })
  try {
    const code = (await snippet('js')).replace(/^const SERVER = '.*'$/m, `const SERVER = '${server.url}'`)
    const file = join(project({ 'client.mjs': code }), 'client.mjs')
    const { fetchToken, createMeeting, validateMeeting } = await import(/* @vite-ignore */ file)
    const token = await fetchToken({ permissions: ['allow_join', 'allow_mod'], roomId: 'a-b-c' })
    expect(inspectToken(token, sandbox.credentials).claims).toMatchObject({
      roomId: 'a-b-c',
      permissions: ['allow_join', 'allow_mod'],
    })
    const anyRoom = inspectToken(await fetchToken(), sandbox.credentials)
    expect(anyRoom.canCallApi).toBe(true)
    const meetingId = await createMeeting()
    expect(await validateMeeting(meetingId)).toBe(true)
    expect(await validateMeeting('nobody')).toBe(false)
    await expect(fetchToken({ permissions: ['ask_everything'] })).rejects.toMatchObject({
      status: 400,
      code: 'permission-unknown',
    })
  } finally {
    await server.close()
    await sandbox.close()
  }
})

test('workers is a handler that gives tokens to who has the key', async () => {
  const flags = ['--perm=allow_join,allow_mod', '--expires=1h', '--room=a"b', '--role=rtc']
  const folder = project({ 'worker.mjs': await snippet('workers', flags) })
  const { default: worker } = await import(/* @vite-ignore */ join(folder, 'worker.mjs'))
  const env = { ...VARIABLES, ACCESS_KEY: 'a-key-of-sixteen-or-more' }
  const ask = (path: string): Promise<Response> =>
    worker.fetch(new Request(`https://videosdk-tokens.example.workers.dev${path}`), env)
  expect((await ask('/get-token')).status).toBe(401)
  const { token } = (await (await ask('/k/a-key-of-sixteen-or-more/get-token')).json()) as { token: string }
  const { signature, claims } = inspectToken(token, PAIR)
  expect(signature).toBe('valid')
  expect(claims).toMatchObject({ permissions: ['allow_join', 'allow_mod'], roomId: 'a"b', roles: ['rtc'] })
  expect(Number(claims?.exp) - Number(claims?.iat)).toBe(3_600)
  const headers = { origin: 'https://app.example.com' }
  const url = 'https://videosdk-tokens.example.workers.dev/k/a-key-of-sixteen-or-more/get-token'
  const page: Response = await worker.fetch(new Request(url, { headers }), env)
  expect(page.headers.get('access-control-allow-origin')).toBe(headers.origin)
})

test('docker is a Dockerfile whose command serves', async () => {
  const text = await snippet('docker', ['--perm=allow_join,allow_mod', '--expires=1h', '--room=a"b'])
  expect(validate(text)).toEqual([])
  const [, line = ''] = /^CMD (.*)$/m.exec(text) ?? []
  const [program, ...args] = JSON.parse(line) as string[]
  expect(program).toBe('videosdk-token')
  const key = { VIDEOSDK_TOKEN_ACCESS_KEY: 'a-key-of-sixteen-or-more' }
  const world = { env: { ...withCredentials, ...key } }
  const ended = await during(
    args,
    async (url) => {
      const { body } = await askJson(url, '/get-token')
      const { claims } = inspectToken(String(body.token))
      expect(claims).toMatchObject({ permissions: ['allow_join', 'allow_mod'], roomId: 'a"b' })
      expect((await fetch(`${new URL(url).origin}/healthz`)).status).toBe(200)
      expect((await fetch(`${new URL(url).origin}/get-token`)).status).toBe(401)
    },
    world,
  )
  expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('allow_join,allow_mod, 1h') })
})

describe('flags', () => {
  it.each([
    [['python', '-p', 'ask_join,allow_mod'], 'ask_join cannot be combined with allow_mod'],
    [['python', '-p', 'allow_all'], '"allow_all" is no permission'],
    [['python', '--expires', '0s'], 'a duration of 0s is zero'],
    [['python', '--room', 'a b'], 'white space'],
    [['curl', '-p', 'allow_join'], '--perm cannot be used with snippet curl'],
    [['js', '--room', 'a'], '--room cannot be used with snippet js'],
    [['docker', '--participant', 'a'], '--participant cannot be used with snippet docker'],
    [['workers', '--token-version', '1'], '--token-version cannot be used with snippet workers'],
    [['pyton'], 'Did you mean python?'],
    [['cobol'], 'One of: node, python'],
    [[], 'snippet needs a language'],
    [['node', '--list'], '--list cannot be used with a language'],
    [['--list', '--perm', 'allow_join'], '--list cannot be used with --perm'],
    [['javascript'], 'Did you mean node, or js for a client of serve?'],
    [['dart'], 'Did you mean flutter?'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await run(['snippet', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('a long life is warned of, and no more', async () => {
    const { code, stdout, stderr } = await run('snippet java --expires 30000d')
    expect([code, stdout.includes('now + 2592000000L')]).toEqual([0, true])
    expect(stderr).toContain('[expires-late]')
  })

  it('what is probably not meant is said', async () => {
    expect((await run('snippet node -p allow_mod')).stderr).toContain('[permission-cannot-join]')
  })
})

test('--list says what there is, and what each needs', async () => {
  const { code, stdout } = await run('snippet --list')
  expect(code).toBe(0)
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual([...LANGUAGES])
  expect(stdout).toMatch(/^python +a token function +Python 3, pip install PyJWT/m)
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true)
  const list = JSON.parse((await run('snippet --list --json')).stdout)
  expect(list[0]).toEqual({
    language: 'node',
    what: 'a token function',
    needs: expect.stringContaining('jsonwebtoken'),
  })
})

test('--json has the code in it', async () => {
  const { stdout } = await run('snippet php --json')
  expect(JSON.parse(stdout)).toEqual({
    language: 'php',
    needs: 'PHP 7.3, nothing else',
    code: await snippet('php'),
  })
})

test.each(LANGUAGES)('%s holds no credentials, though there are some', async (language) => {
  const { stdout } = await run(['snippet', language], createWorld({ env: withCredentials }))
  expect(stdout).not.toContain(withCredentials.VIDEOSDK_SECRET)
  expect(stdout).not.toContain(withCredentials.VIDEOSDK_API_KEY)
})
