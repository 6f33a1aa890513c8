/** `doctor --room`: is somebody with these credentials let into that room? */
import { expect, it, test } from 'vitest'
import { createNodeFetch, proxiesOf } from '../../src/meetings/node-fetch.ts'
import { NOT_FOUND } from '../../src/sandbox/answers.ts'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { inEnv } from '../support/upstream.ts'
import { API_KEY, createWorld, run, SECRET, unreachable, type World } from '../support/world.ts'

const PAIR = { apiKey: API_KEY, secret: SECRET }
const sandbox = createSandbox({ credentials: [PAIR] })
const authorization = createSigner(PAIR).sign()

async function roomOf(): Promise<string> {
  const made = await sandbox.fetch('https://x/v2/rooms', { method: 'POST', headers: { authorization } })
  return ((await made.json()) as { roomId: string }).roomId
}

/** In a world of today, whose VideoSDK is the sandbox. */
const today = (overrides: Partial<World> = {}): World =>
  inEnv({ now: new Date(), fetch: (url, init) => sandbox.fetch(url, init), ...overrides })

async function findingOf(line: string, world: World) {
  const { code, stdout } = await run(`doctor --json ${line}`, world)
  const findings = JSON.parse(stdout) as { check: string; status: string; message: string; hint: string }[]
  return { code, room: findings.find(({ check }) => check === 'room') }
}

it('is said of a room that is there', async () => {
  const room = await roomOf()
  expect(await findingOf(`--room ${room}`, today())).toEqual({
    code: 0,
    room: {
      check: 'room',
      status: 'ok',
      message: `${room} lets in who has a token of these credentials`,
      hint: null,
    },
  })
})

it('and of one that is not, with its cure', async () => {
  const { code, room } = await findingOf('--room nowhere', today())
  expect(code).toBe(1)
  expect(room).toMatchObject({
    status: 'error',
    message: `nowhere does not let in who has a token of these credentials: ${NOT_FOUND.room} (HTTP 404, VideoSDK 4003)`,
    hint: expect.stringContaining('videosdk-token validate'),
  })
})

test('a token of the environment is tried where there are no credentials', async () => {
  const room = await roomOf()
  const { room: found } = await findingOf(`--room ${room}`, today({ env: { VIDEOSDK_TOKEN: authorization } }))
  expect(found).toMatchObject({
    status: 'ok',
    message: `${room} lets in who has the token of VIDEOSDK_TOKEN`,
  })
})

test('without any token it is not asked for', async () => {
  const { room } = await findingOf('--room r', today({ env: {} }))
  expect(room).toMatchObject({ status: 'warning', message: expect.stringContaining('no token to try') })
})

test('nor where the endpoint does not answer', async () => {
  const { room } = await findingOf('--room r', today({ fetch: unreachable }))
  expect(room).toMatchObject({ status: 'warning', message: expect.stringContaining('did not answer') })
  const badProxy = { ...today().env, https_proxy: 'socks5://proxy.example' }
  const openFetch = () => createNodeFetch(proxiesOf(badProxy))
  const { room: unasked } = await findingOf('--room r', today({ env: badProxy, openFetch }))
  expect(unasked).toMatchObject({ status: 'warning', message: expect.stringContaining('the proxy is none') })
  const lostEnv = { ...today().env, VIDEOSDK_API_ENDPOINT: 'ftp://x' }
  const { room: lost } = await findingOf('--room r', today({ env: lostEnv }))
  expect(lost).toMatchObject({ status: 'warning', message: expect.stringContaining('no endpoint') })
})

test('a token that is given for a room is not shown', async () => {
  const { stdout } = await run(['doctor', '--room', authorization], today())
  expect(stdout).toContain('\u2717 room')
  expect(stdout).not.toContain(authorization)
})

test('what is slow is not mended by a flag of other commands', async () => {
  const fetch = async (url: string) =>
    url.includes('/infra/') ? Response.json({}, { status: 429 }) : Response.json({ data: [] })
  const { room } = await findingOf('--room r', today({ fetch }))
  expect(room?.hint).toBe('Wait a little, then try again.')
})

test('a door that is none is an error', async () => {
  const fetch = async (url: string) =>
    url.includes('/infra/') ? new Response('<html>') : Response.json({ data: [] })
  const { code, room } = await findingOf('--room r', today({ fetch }))
  expect(code).toBe(1)
  expect(room).toMatchObject({ status: 'error', message: expect.stringContaining('answered with HTML') })
})

test('--offline asks nobody', async () => {
  const { code, stderr } = await run('doctor --room r --offline', createWorld())
  expect(code).toBe(2)
  expect(stderr).toContain('--room cannot be used with --offline')
})
