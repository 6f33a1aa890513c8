/** `profile add` tries what it is given against VideoSDK, before it is stored. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import {
  API_KEY,
  claimsOf,
  createWorld,
  NOW,
  run,
  SECRET,
  unreachable,
  type World,
} from '../support/world.ts'

const storeOf = ({ folder }: World) => join(folder, 'config/config.json')
const add = `profile add dev --api-key ${API_KEY} --secret-file -`

/** A VideoSDK that knows this key and secret. */
function knowing(secret: string) {
  const asked: { url: string; token: string }[] = []
  const sandbox = createSandbox({ credentials: [{ apiKey: API_KEY, secret }], now: () => NOW })
  const fetch: Fetch = (url, init) => {
    asked.push({ url, token: new Headers(init.headers).get('authorization') ?? '' })
    return sandbox.fetch(url, init)
  }
  return { asked, fetch }
}

it('stores what VideoSDK takes, asked with a token that can do little', async () => {
  const { asked, fetch } = knowing(SECRET)
  const world = createWorld({ fetch, stdin: SECRET })
  const { code, stderr } = await run(`${add} --endpoint https://proxy.example/v2`, world)
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `Stored dev, the current profile, in ${storeOf(world)}\n`,
  })
  expect(asked.map(({ url }) => url)).toEqual(['https://proxy.example/v2/rooms?page=1&perPage=1'])
  expect(claimsOf(asked[0]?.token ?? '')).toMatchObject({ apikey: API_KEY, roles: ['crawler'] })
})

it('stores nothing that VideoSDK refuses', async () => {
  const world = createWorld({ fetch: knowing('another').fetch, stdin: SECRET })
  const { code, stdout, stderr } = await run(add, world)
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
  expect(stderr).toMatch(
    /refused the token from this key and secret: Token is invalid or expired \(HTTP 401\); nothing was stored +\[token-refused\]/,
  )
  expect(stderr).toContain('--offline')
  expect(stderr).not.toContain(SECRET)
  expect(existsSync(storeOf(world))).toBe(false)
})

it('keeps what was there where the new one is refused', async () => {
  const world = createWorld({ fetch: knowing(SECRET).fetch, stdin: SECRET })
  await run(add, world)
  const before = readFileSync(storeOf(world), 'utf8')
  expect((await run(`${add} --force`, { ...world, stdin: 'x'.repeat(64) })).code).toBe(4)
  expect(readFileSync(storeOf(world), 'utf8')).toBe(before)
})

test.each<[string, Fetch]>([
  ['cannot be reached', unreachable],
  ['fails', async () => new Response('', { status: 503 })],
  ['is no VideoSDK', async () => new Response('<html>hotel</html>')],
])('that it %s is said, and the profile is stored', async (_name, fetch) => {
  const world = createWorld({ fetch, stdin: SECRET })
  const { code, stderr } = await run(add, world)
  expect(code).toBe(0)
  expect(stderr).toMatch(/^warning: the credentials could not be tried: .*\n/)
  expect(existsSync(storeOf(world))).toBe(true)
})

it('asks nothing with --offline', async () => {
  const { asked, fetch } = knowing('another')
  expect((await run(`${add} --offline`, createWorld({ fetch, stdin: SECRET }))).code).toBe(0)
  expect(asked).toEqual([])
})

it('asks where VIDEOSDK_API_ENDPOINT leads, too', async () => {
  const { asked, fetch } = knowing(SECRET)
  const world = createWorld({ fetch, stdin: SECRET })
  await run(add, { ...world, env: { ...world.env, VIDEOSDK_API_ENDPOINT: 'https://env.example' } })
  expect(asked[0]?.url).toMatch(/^https:\/\/env\.example\//)
})

it('runs a command once, and stores nothing where that fails', async () => {
  const world = createWorld({ fetch: knowing(SECRET).fetch })
  const withCommand = (name: string, command: string) =>
    run(['profile', 'add', name, '--api-key', API_KEY, '--secret-command', command], world)
  const ran = join(world.folder, 'ran')
  expect((await withCommand('good', `echo x >> '${ran}'; printf %s ${SECRET}`)).code).toBe(0)
  expect(readFileSync(ran, 'utf8')).toBe('x\n')
  const bad = await withCommand('bad', 'exit 9')
  expect(bad).toMatchObject({ code: 3, stdout: '' })
  expect(bad.stderr).toMatch(/failed with exit code 9; nothing was stored.*\n.*\n? *.*--offline/)
  expect(readFileSync(storeOf(world), 'utf8')).not.toContain('"bad"')
})
