/** VideoSDK's official server SDK as a client of the sandbox: its own defaults, nothing patched. */
import { isVideoSDKError, VideoSDK } from '@videosdk.live/server-sdk'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { NOT_FOUND } from '../../src/sandbox/answers.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'

let sandbox: StartedSandbox
let sdk: VideoSDK

beforeAll(async () => {
  sandbox = await startSandbox()
  sdk = new VideoSDK({ ...sandbox.credentials, apiEndpoint: sandbox.url })
})
afterAll(() => sandbox.close())

const fault = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown) => thrown)
  expect(isVideoSDKError(error)).toBe(true)
  return error as Error & { httpStatus: number }
}

describe('rooms', () => {
  it('are created, and with a customRoomId only once', async () => {
    const room = await sdk.rooms.create()
    expect(room).toMatchObject({ roomId: expect.stringMatching(/^\w{4}-\w{4}-\w{4}$/), disabled: false })
    const first = await sdk.rooms.create({ customRoomId: 'standup' })
    expect((await sdk.rooms.create({ customRoomId: 'standup' })).roomId).toBe(first.roomId)
    expect(first.roomId).not.toBe(room.roomId)
  })

  it('keep their webhook and their settings', async () => {
    const { roomId } = await sdk.rooms.create({
      geoFence: 'in002',
      webhook: { url: 'https://example.org/hook', events: ['session*'] },
      autoCloseConfig: { afterInactiveSeconds: 60, type: 'session-ends' },
    })
    expect(await sdk.rooms.get(roomId)).toMatchObject({
      geoFence: 'in002',
      webhook: { endPoint: 'https://example.org/hook', events: ['session*'] },
      autoCloseConfig: { duration: 60, type: 'session-ends' },
    })
  })

  it('are validated by id, by customRoomId, and where unknown', async () => {
    const { roomId } = await sdk.rooms.create({ customRoomId: 'daily' })
    expect(await sdk.rooms.validate(roomId)).toMatchObject({ valid: true, roomId })
    expect(await sdk.rooms.validate('daily')).toMatchObject({ valid: true, roomId })
    expect(await sdk.rooms.validate('nobody')).toEqual({ valid: false, roomId: 'nobody' })
  })

  it('are found by each of their ids, or not', async () => {
    const { roomId, id } = await sdk.rooms.create({ customRoomId: 'weekly' })
    for (const one of [roomId, id, 'weekly']) expect((await sdk.rooms.get(one)).roomId).toBe(roomId)
    expect(await fault(sdk.rooms.get('nobody'))).toMatchObject({
      name: 'RoomNotFoundError',
      message: NOT_FOUND.room,
    })
  })

  it('are listed over pages', async () => {
    const made = new Set<string>()
    for (let n = 0; n < 5; n++) made.add((await sdk.rooms.create()).roomId)
    const first = await sdk.rooms.list({ perPage: 2 })
    expect(first.data).toHaveLength(2)
    const listed = new Set<string>()
    for await (const { roomId } of first) listed.add(roomId)
    for (const roomId of made) expect(listed).toContain(roomId)
    expect(listed.size).toBe(first.total)
    expect((await sdk.rooms.list({ query: [...made][0] ?? '' })).data).toHaveLength(1)
  })

  it('are ended by their roomId alone', async () => {
    const { roomId } = await sdk.rooms.create({ customRoomId: 'over' })
    expect(await fault(sdk.rooms.end('over'))).toMatchObject({ name: 'RoomNotFoundError', httpStatus: 402 })
    expect(await sdk.rooms.end(roomId)).toMatchObject({ roomId, disabled: true })
    expect((await sdk.rooms.validate('over')).room).toMatchObject({ disabled: true })
  })

  it('have no sessions yet', async () => {
    const { roomId } = await sdk.rooms.create()
    expect((await sdk.sessions.list({ roomId })).data).toEqual([])
  })
})

describe('refused, by the SDK as AuthenticationError', () => {
  test('a wrong secret', async () => {
    const wrong = new VideoSDK({ apiKey: 'sandbox', secret: 'wrong', apiEndpoint: sandbox.url })
    expect(await fault(wrong.rooms.create())).toMatchObject({
      name: 'AuthenticationError',
      httpStatus: 401,
      message: 'Token is invalid or expired',
    })
  })

  test('a token of role rtc', async () => {
    const rtc = sdk.accessToken().toJwt()
    const client = new VideoSDK({ token: rtc, apiEndpoint: sandbox.url })
    expect(await fault(client.rooms.create())).toMatchObject({ name: 'AuthenticationError', httpStatus: 401 })
  })

  test('what VideoSDK refuses in a request is ValidationError', async () => {
    const webhook = { url: 'http://example.org', events: ['session*'] }
    expect(await fault(sdk.rooms.create({ webhook }))).toMatchObject({
      name: 'ValidationError',
      httpStatus: 400,
    })
  })
})
