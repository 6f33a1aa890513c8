/** The token server in the runtime of Cloudflare Workers (workerd), built from the packed tarball. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { inspectToken } from '../../src/token/inspect-token.ts'
import { installPacked } from '../support/packed.ts'

/** As a user writes it; README shows the same. */
const WORKER = `
import { createTokenServer } from 'videosdk-token/server'

let server

export default {
  fetch(request, env) {
    server ??= createTokenServer({
      apiKey: env.VIDEOSDK_API_KEY,
      secret: env.VIDEOSDK_SECRET,
      accessKey: env.ACCESS_KEY,
      allowHosts: ['tokens.example.workers.dev'],
      endpoint: env.ENDPOINT,
      maxPermissions: ['allow_join', 'allow_mod'],
      rateLimiter: env.LIMITER,
      clientKey: (request) => request.headers.get('cf-connecting-ip') ?? '',
    })
    return server.fetch(request)
  },
}
`
const ACCESS_KEY = 'a-very-long-access-key'
const TOKENS_A_MINUTE = 20

let sandbox: StartedSandbox
let workers: Miniflare

beforeAll(async () => {
  const folder = installPacked()
  writeFileSync(join(folder, 'worker.js'), WORKER)
  // What wrangler does with the flag nodejs_compat: Node's modules are the runtime's.
  await build({
    entryPoints: [join(folder, 'worker.js')],
    outfile: join(folder, 'out.mjs'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    external: ['node:*'],
    logLevel: 'error',
  })
  sandbox = await startSandbox()
  workers = new Miniflare({
    modules: true,
    modulesRoot: folder,
    scriptPath: join(folder, 'out.mjs'),
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['nodejs_compat'],
    bindings: {
      VIDEOSDK_API_KEY: sandbox.credentials.apiKey,
      VIDEOSDK_SECRET: sandbox.credentials.secret,
      ACCESS_KEY,
      ENDPOINT: sandbox.url,
    },
    ratelimits: { LIMITER: { simple: { limit: TOKENS_A_MINUTE, period: 60 } } },
  })
  await workers.ready
})
afterAll(async () => {
  await workers?.dispose()
  await sandbox?.close()
})

async function ask(
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const headers = { 'x-access-key': ACCESS_KEY, 'cf-connecting-ip': '192.0.2.1', ...init.headers }
  const response = await workers.dispatchFetch(`https://tokens.example.workers.dev${path}`, {
    ...init,
    headers,
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json'
  return { status: response.status, text, body: isJson ? (JSON.parse(text) as Record<string, string>) : {} }
}

it('gives tokens, with the secret as a binding, within its limits', async () => {
  const { status, body } = await ask('/get-token?permissions=allow_join,allow_mod&roomId=abcd&expiresIn=1m')
  expect(status).toBe(200)
  const read = inspectToken(String(body.token), { ...sandbox.credentials, for: 'join', roomId: 'abcd' })
  expect(read).toMatchObject({ signature: 'valid', canJoin: true, expiresInSeconds: expect.closeTo(60, -1) })
  expect(read.claims?.permissions).toEqual(['allow_join', 'allow_mod'])
  expect(await ask('/get-token?expiresIn=1h')).toMatchObject({ status: 403, body: { code: 'beyond-limits' } })
})

it('makes and validates meetings, by the runtime’s own fetch', async () => {
  const { body } = await ask('/get-token')
  const made = await ask('/create-meeting', {
    method: 'POST',
    headers: { authorization: String(body.token) },
  })
  expect(made.status).toBe(200)
  expect(made.body.meetingId).toBe(made.body.roomId)
  const valid = await ask(`/validate-meeting/${made.body.meetingId}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  expect(valid.status).toBe(200)
  expect((await ask('/validate-meeting/nobody')).status).toBe(404)
  expect((await ask('/create-meeting', { method: 'POST', body: '{"token":"undefined"}' })).status).toBe(401)
})

it('has the page, and its rules of host, origin and key', async () => {
  const page = await ask('/')
  expect(page.status).toBe(200)
  expect(page.text).toContain('<title>')
  expect((await ask('/get-token', { headers: { 'x-access-key': 'wrong-wrong-wrong-wrong' } })).status).toBe(
    401,
  )
  expect((await ask('/get-token', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  const elsewhere = await workers.dispatchFetch('https://evil.example/get-token', {
    headers: { 'x-access-key': ACCESS_KEY },
  })
  expect(elsewhere.status).toBe(421)
  await elsewhere.text()
})

it('is limited by the binding, each client by itself', async () => {
  const client = { 'cf-connecting-ip': '192.0.2.2' }
  const statuses: number[] = []
  for (let n = 0; n <= TOKENS_A_MINUTE; n++)
    statuses.push((await ask('/get-token', { headers: client })).status)
  expect(statuses).toEqual([...Array(TOKENS_A_MINUTE).fill(200), 429])
  expect((await ask('/get-token', { headers: { 'cf-connecting-ip': '192.0.2.3' } })).status).toBe(200)
})
