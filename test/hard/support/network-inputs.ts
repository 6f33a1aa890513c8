/** What else a network brings: VideoSDK's answers, what is said at the sandbox's door, and long texts. */
import fc from 'fast-check'
import protobuf from 'protobufjs/minimal.js'
import { createClient } from '../../../src/index.ts'
import { parseEndpoint } from '../../../src/meetings/endpoint.ts'
import { readFrame } from '../../../src/sandbox/chat/wire.ts'
import { Refused } from '../../../src/sandbox/door/requests.ts'
import { createSessions } from '../../../src/sandbox/door/sessions.ts'
import { parseFault } from '../../../src/sandbox/fault.ts'
import { fieldsOfBody } from '../../../src/server/fields.ts'
import { parseHost } from '../../../src/server/hosts.ts'
import { parseOrigin } from '../../../src/server/origins.ts'
import { VideosdkTokenError } from '../../../src/token/errors.ts'
import { API_KEY, SECRET } from '../../support/world.ts'
import { anything, deepJson, hostileText, jsonText, objectText, swollen, wellFormed } from './hostile.ts'
import { id, inHeader } from './http-inputs.ts'
import { insist, isTaken, isTakenAtOnce, type Kind, kind } from './inputs.ts'

const PAIR = { apiKey: API_KEY, secret: SECRET }

/** What may stand where VideoSDK answers. */
const answer = fc.record({
  status: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(200, 200, 400, 402, 404) },
    { weight: 2, arbitrary: fc.constantFrom(201, 301, 401, 403, 409, 429, 500, 503) },
  ),
  body: fc.oneof(
    fc.constantFrom('{"roomId":"abcd-efgh-ijkl"}', '{"data":[{"roomId":"abcd-efgh-ijkl"}]}'),
    objectText({
      roomId: id,
      meetingId: id,
      disabled: fc.constantFrom<unknown>(true, false, 'no'),
      data: fc.array(fc.constantFrom<unknown>({ roomId: 'abcd-efgh-ijkl' }, { roomId: 1 }, null, {}), {
        maxLength: 3,
      }),
      pageInfo: fc.constantFrom<unknown>({ currentPage: 1, lastPage: 1 }, { lastPage: 1e308 }, null),
      message: fc.oneof(id, jsonText),
      error: id,
    }),
    hostileText,
    deepJson,
  ),
  headers: fc.dictionary(fc.constantFrom('retry-after', 'location', 'content-type'), inHeader(hostileText), {
    maxKeys: 2,
  }),
})

const CALLS = ['createMeeting', 'validateMeeting', 'deactivateMeeting', 'listMeetings'] as const
export type HostileAnswer = { status: number; body: string; headers: Record<string, string> }
export const hostileAnswer: fc.Arbitrary<HostileAnswer> = answer

/** @param given - what createMeeting is asked for. */
async function asked(
  call: (typeof CALLS)[number],
  { status, body: text, headers }: HostileAnswer,
  given: unknown = {},
): Promise<boolean> {
  const client = createClient(PAIR, {
    retries: 0,
    fetch: async () => new Response(wellFormed(text), { status, headers }),
  })
  return isTaken(async () => {
    try {
      if (call === 'listMeetings') for await (const room of client.listMeetings()) JSON.stringify(room)
      else JSON.stringify(await client[call](given as never))
    } catch (error) {
      insist(!isNetworkFailure(error), 'it blames the network, which did not fail')
      throw error
    }
  })
}

function isNetworkFailure(error: unknown): boolean {
  return error instanceof VideosdkTokenError && error.code === 'network-failed'
}

const ROOM: HostileAnswer = { status: 200, body: '{"roomId":"abcd-efgh-ijkl"}', headers: {} }
const meeting = fc.record(
  {
    customRoomId: fc.oneof<fc.Arbitrary<unknown>[]>(id, anything),
    geoFence: fc.oneof<fc.Arbitrary<unknown>[]>(fc.constant('in002'), anything),
    webhook: fc.oneof<fc.Arbitrary<unknown>[]>(
      fc.constant({ endPoint: 'https://example.org/x' }),
      fc.record({ endPoint: anything, events: anything }),
    ),
    autoCloseConfig: fc.oneof<fc.Arbitrary<unknown>[]>(
      fc.constant({ duration: 60 }),
      fc.record({ type: anything, duration: anything }),
    ),
    autoStartConfig: anything,
    multiComposition: deepJson.map((text) => JSON.parse(text) as unknown),
  },
  { requiredKeys: [] },
)

/** Whoever joined a meeting says something; what the others are told can be written. */
const METHODS = [
  'requestEntry',
  'respondEntry',
  'join',
  'enablePeerMic',
  'removePeer',
  'closeRoom',
  'changeDisplayName',
  'definePeerLeftReason',
  'pubsubSubscribe',
  'pubsubUnsubscribe',
  'pubsubPublish',
  'getRouterRtpCapabilities',
  'createWebRtcTransport',
  'produce',
  'closeProducer',
  '__proto__',
  'constructor',
]
const said = fc.tuple(
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...METHODS) }, { weight: 1, arbitrary: hostileText }),
  objectText({
    id: fc.constantFrom('ann', 'eve', '__proto__'),
    peerId: fc.constantFrom('ann', 'eve'),
    decision: fc.constantFrom('allowed', 'denied'),
    name: id,
    displayName: id,
    metaData: jsonText,
    topic: id,
    message: hostileText,
    payload: jsonText,
    options: fc.record({
      persist: fc.constantFrom<unknown>(true, 1),
      sendOnly: fc.constantFrom<unknown>(['ann'], [1], 'x'),
    }),
    leaveReason: id,
    kind: id,
    appData: jsonText,
  }),
)

function joined(requests: readonly (readonly [string, string])[]): boolean {
  const sessions = createSessions({ now: () => new Date() })
  const written = (...heard: unknown[]): void => void JSON.stringify(heard)
  const enter = (participantId: string) =>
    sessions.enter({
      roomId: 'r',
      participantId,
      permissions: ['allow_join', 'allow_mod'],
      connection: { notify: written, ask: written, close: written },
      openChat: () => ({ url: 'ws://x', revoke: () => {} }),
    })
  const [ann, eve] = [enter('ann'), enter('eve')]
  for (const one of [ann, eve]) for (const method of ['requestEntry', 'join']) one.request(method, {})
  let good = false
  for (const [method, text] of requests) {
    let data: unknown
    try {
      data = JSON.parse(text)
    } catch {
      data = text
    }
    try {
      written(eve.request(method, data))
      good = true
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
  eve.gone()
  return good
}

const FRAME_PARTS = [
  [0x0a, 0x03, 0x0a, 0x01, 0x74],
  [0x1a, 0x08, 0x0a, 0x01, 0x74, 0x1a, 0x03, 0x61, 0x62, 0x63],
  [0x2a, 0x00],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x08, 0x80],
]
const frame = fc
  .array(
    fc.oneof(fc.constantFrom(...FRAME_PARTS), fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 6 })),
    { maxLength: 6 },
  )
  .map((parts) => Uint8Array.from(parts.flat()))

const LONG: Readonly<Record<string, readonly [read: (text: string) => unknown, pieces: readonly string[]]>> =
  {
    endpoint: [parseEndpoint, ['https://a', '/', '/v2', 'x', ':', '@', '.']],
    host: [parseHost, ['a', '.', '-', ':', '1', '[', 'a.']],
    origin: [parseOrigin, ['http://a', '/', ':', '1', '.', '[', '+']],
    fault: [parseFault, ['status=503', ';', '; ', ' ', '=', 'latency=1ms;']],
    body: [
      (text) => {
        try {
          return fieldsOfBody(text)
        } catch {
          return undefined
        }
      },
      ['{"a":', '"a":1,', 'a=1&', 'a', '=', '&', '%', '[', ' ', '"'],
    ],
  }
const long = fc
  .constantFrom(...Object.keys(LONG))
  .chain((one) => fc.tuple(fc.constant(one), swollen(LONG[one]?.[1] ?? [])))

export const NETWORK_KINDS: readonly Kind[] = [
  kind("VideoSDK's answers", 4_000, fc.tuple(fc.constantFrom(...CALLS), answer), ([call, one]) =>
    asked(call, one),
  ),
  kind('options of createMeeting', 2_000, fc.oneof(meeting, anything), (given) =>
    asked('createMeeting', ROOM, given),
  ),
  kind('requests at the door', 3_000, fc.array(said, { minLength: 1, maxLength: 5 }), joined),
  kind('frames of chat', 3_000, frame, (bytes) => readFrame(bytes, protobuf) !== undefined),
  kind('long texts by HTTP', 200, long, ([one, text]) => isTakenAtOnce(() => LONG[one]?.[0](text))),
]
