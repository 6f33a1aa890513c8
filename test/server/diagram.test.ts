/** The sequence diagram of the "Server setup" page: app → server → token → VideoSDK, which lets in or refuses. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Listening } from '../../src/http/listen.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { startTokenServer } from '../../src/server/start-token-server.ts'
import type { Permission } from '../../src/token/lists.ts'
import { createSigner } from '../../src/token/sign.ts'
import { createWorld, OTHER_KEY, OTHER_SECRET, run } from '../support/world.ts'

let videosdk: StartedSandbox
let server: Listening

beforeAll(async () => {
  videosdk = await startSandbox()
  server = await startTokenServer({
    ...videosdk.credentials,
    accessKey: false,
    endpoint: videosdk.url,
    fetch,
    port: 0,
    host: '127.0.0.1',
  })
})
afterAll(async () => {
  await server.close()
  await videosdk.close()
})

const appAsksForToken = async (query = ''): Promise<string> => {
  const answer = (await (await fetch(`${server.url}/get-token${query}`)).json()) as { token: string }
  return answer.token
}

const videosdkIsAsked = (token: string) =>
  fetch(`${videosdk.url}/v2/rooms`, { method: 'POST', headers: { authorization: token } })

const inspectForJoin = async (token: string, now = new Date()) => {
  const { code, stdout } = await run(
    ['inspect', token, '--sandbox', '--for', 'join', '--json'],
    createWorld({ now }),
  )
  return { code, ...JSON.parse(stdout) }
}

it('the app gets a token, inspect says that it joins, and VideoSDK takes it', async () => {
  const token = await appAsksForToken()
  expect(await inspectForJoin(token)).toMatchObject({
    code: 0,
    signature: 'valid',
    status: 'active',
    canJoin: true,
  })
  expect((await videosdkIsAsked(token)).status).toBe(200)
  const made = await fetch(`${server.url}/create-meeting`, {
    method: 'POST',
    headers: { authorization: token },
  })
  const { meetingId } = (await made.json()) as { meetingId: string }
  const valid = await fetch(`${videosdk.url}/v2/rooms/validate/${meetingId}`, {
    headers: { authorization: token },
  })
  expect(valid.status).toBe(200)
})

it('a token of one room joins that room, and VideoSDK keeps its REST API from it', async () => {
  const token = await appAsksForToken('?roomId=abcd-efgh-ijkl&participantId=ann')
  expect(await inspectForJoin(token)).toMatchObject({ code: 0, canJoin: true, canCallApi: false })
  expect((await videosdkIsAsked(token)).status).toBe(401)
})

describe('what VideoSDK would do with others', () => {
  const past = new Date(Date.now() - 3_600_000)
  test.each<[string, () => string, string, number]>([
    [
      'of another key',
      () => createSigner({ apiKey: OTHER_KEY, secret: OTHER_SECRET }).sign(),
      'apikey-mismatch',
      4001,
    ],
    [
      'expired',
      () => createSigner(videosdk.credentials).sign({ now: past, expiresIn: '10m' }),
      'expired',
      4002,
    ],
  ])(
    '%s: refused, with the reason and the code, by each of the three',
    async (_name, make, code, videosdkCode) => {
      const token = make()
      const read = await inspectForJoin(token)
      expect(read).toMatchObject({ code: 1, canJoin: false })
      expect(read.problems).toContainEqual(expect.objectContaining({ code, videosdk: videosdkCode }))
      expect((await videosdkIsAsked(token)).status).toBe(401)
      const refused = await fetch(`${server.url}/create-meeting`, {
        method: 'POST',
        headers: { authorization: token },
      })
      expect(refused.status).toBe(401)
      const { message } = (await refused.json()) as { message: string }
      expect(message).toContain(code)
      expect(message).toContain(`VideoSDK answers 401 to it, and ${videosdkCode} to a participant`)
    },
  )

  it('of ask_join: it waits in the lobby until somebody lets it in, and may call the API', async () => {
    const permissions: Permission[] = ['ask_join']
    const token = await appAsksForToken(`?permissions=${permissions.join()}`)
    expect(await inspectForJoin(token)).toMatchObject({ code: 0, canJoin: true, claims: { permissions } })
    expect((await videosdkIsAsked(token)).status).toBe(200)
    const { stdout } = await run(
      ['inspect', token, '--sandbox', '--for', 'join'],
      createWorld({ now: new Date() }),
    )
    expect(stdout).toContain('yes, once somebody with allow_join lets them in')
  })
})
