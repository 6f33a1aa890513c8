/**
 * `serve` and `sandbox` a minute each under attacks of every kind at once: good clients notice nothing, and no memory
 * stays behind. Attackers come from 127.0.0.2 to 127.0.0.5, since `serve` limits each address by itself.
 */
import { afterEach, expect, it } from 'vitest'
import { SANDBOX_CREDENTIALS } from '../../src/token/sandbox-credentials.ts'
import { signToken } from '../support/sandbox-process.ts'
import { API_KEY, SECRET } from '../support/world.ts'
import { type ServingProcess, startServing } from './support/child.ts'
import { holdUnderFire } from './support/under-fire.ts'
import { startWrongUpstream } from './support/wrong-upstream.ts'

/** More than a good client takes in a minute, and less than the attackers do. */
const TOKENS_A_MINUTE = '5000'

const BY_HTTP = [
  'slow headers',
  'slow bodies',
  'half-closed',
  'a thousand connections',
  'pipelining',
  'two lengths',
  'huge headers',
  'nonsense',
  'deep JSON',
  'bodies without an end',
]
const AT_THE_DOOR = [
  'nonsense packets',
  'a flood of packets',
  'oversized frames',
  'frames that are none',
  'deep packets',
  'strangers at the door',
  'nonsense in the chat',
  'topics without an end',
  'deaf visitors',
  'shouts',
]

const started: ServingProcess[] = []
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL')
})
const start = async (...asked: Parameters<typeof startServing>): Promise<ServingProcess> => {
  const server = await startServing(...asked)
  started.push(server)
  return server
}

it('serve holds, with a VideoSDK behind it that is broken for some', async () => {
  const pair = { apiKey: API_KEY, secret: SECRET }
  const upstream = await startWrongUpstream(pair)
  const server = await start(['serve', '--endpoint', upstream.url, '--rate-limit', TOKENS_A_MINUTE], {
    VIDEOSDK_API_KEY: API_KEY,
    VIDEOSDK_SECRET: SECRET,
  })
  const paths = { path: '/get-token', pathStatus: '200', postPath: '/get-token' }
  await holdUnderFire({
    server,
    attacks: [...BY_HTTP, 'a wrong upstream', 'an upstream that hangs'],
    good: { clients: 'token-server', ...pair },
    attackers: { on: 'token-server', ...paths, deepPath: '/create-meeting', bigPath: '/get-token' },
  })
  process.stdout.write(`fire: calls that the upstream broke: ${JSON.stringify(upstream.wronged)}\n`)
  for (const [how, calls] of Object.entries(upstream.wronged)) expect(calls, how).toBeGreaterThan(10)
  upstream.close()
})

it('sandbox holds, its REST API and its door', async () => {
  const server = await start(['sandbox'])
  const token = signToken()
  const answer = await fetch(`${server.url}/v2/rooms`, { method: 'POST', headers: { authorization: token } })
  const { roomId } = (await answer.json()) as { roomId: string }
  const init = '/infra/v1/meetings/init-config'
  const paths = { path: '/test-download-speed?bytes=10', pathStatus: '200', postPath: init }
  await holdUnderFire({
    server,
    attacks: [...BY_HTTP, 'fault headers', ...AT_THE_DOOR],
    good: { clients: 'sandbox', ...SANDBOX_CREDENTIALS },
    attackers: {
      on: 'sandbox',
      ...paths,
      deepPath: '/v2/rooms',
      bigPath: '/test-upload-speed',
      token,
      roomId,
    },
  })
})
