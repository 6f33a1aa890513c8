/** A suite as a user of the package writes it: a sandbox for all, and each test minds its own business. */
import { createClient, createSigner, inspectToken, VideosdkTokenError } from 'videosdk-token'
import { createSandbox, type StartedSandbox, startSandbox } from 'videosdk-token/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let sandbox: StartedSandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

/** The code under test: it makes a room, and tries once more where VideoSDK is busy. */
async function openRoom(customRoomId: string, headers: Record<string, string> = {}): Promise<string> {
  const authorization = createSigner(sandbox.credentials).sign({ roles: ['crawler'], expiresIn: '1m' })
  const response = await fetch(`${sandbox.url}/v2/rooms`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ customRoomId }),
  })
  if (!response.ok) throw new Error(`VideoSDK answered ${response.status}`)
  return ((await response.json()) as { roomId: string }).roomId
}

describe.concurrent('an app', () => {
  it('opens a room', async () => {
    expect(await openRoom('one')).toBe(await openRoom('one'))
  })

  it('shows that VideoSDK is down, which no other test feels', async () => {
    await expect(openRoom('two', { 'X-Sandbox-Fault': 'status=503' })).rejects.toThrow(
      'VideoSDK answered 503',
    )
    await expect(openRoom('two', { 'X-Sandbox-Fault': 'drop' })).rejects.toThrow('fetch failed')
  })

  it.each(Array.from({ length: 20 }, (_, n) => `room-${n}`))('opens %s meanwhile', async (id) => {
    expect(await openRoom(id)).toMatch(/^\w{4}-\w{4}-\w{4}$/)
  })

  it('lists what it made', async () => {
    const client = createClient(sandbox.credentials, { endpoint: sandbox.url, retries: 0 })
    const { roomId } = await client.createMeeting({ customRoomId: 'three' })
    const listed: string[] = []
    for await (const room of client.listMeetings({ query: 'three' })) listed.push(room.roomId)
    expect(listed).toEqual([roomId])
    expect(await client.validateMeeting('three')).toMatchObject({ valid: true })
    await client.deactivateMeeting('three')
    expect(await client.validateMeeting('three')).toMatchObject({ valid: false, reason: 'deactivated' })
  })
})

it('needs no port where the code takes a fetch', async () => {
  const { fetch, credentials } = createSandbox()
  const client = createClient(credentials, { fetch })
  expect(await client.validateMeeting('nobody')).toEqual({
    meetingId: 'nobody',
    valid: false,
    reason: 'not-found',
  })
})

it('knows the errors of both entries by one class', async () => {
  const { fetch } = createSandbox()
  const stranger = createClient({ apiKey: 'k', secret: 's'.repeat(32) }, { fetch })
  await expect(stranger.createMeeting()).rejects.toSatisfy(
    (error) => error instanceof VideosdkTokenError && error.code === 'token-refused' && error.status === 401,
  )
  expect(() => createSandbox({ nope: 1 } as object)).toThrow(VideosdkTokenError)
  expect(inspectToken('x').canJoin).toBe(false)
})
