/** Inputs by HTTP and at the sandbox's door, and VideoSDK's answers: all that a network can bring. */
import fc from 'fast-check'
import protobuf from 'protobufjs/minimal.js'
import { createClient } from '../../../src/index.ts'
import { parseEndpoint } from '../../../src/meetings/endpoint.ts'
import { readFrame } from '../../../src/sandbox/chat/wire.ts'
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts'
import { Refused } from '../../../src/sandbox/door/requests.ts'
import { createSessions } from '../../../src/sandbox/door/sessions.ts'
import { Dropped, FAULT_HEADER, parseFault } from '../../../src/sandbox/fault.ts'
import { createTokenServer } from '../../../src/server/create-token-server.ts'
import { fieldsOfBody } from '../../../src/server/fields.ts'
import { parseHost } from '../../../src/server/hosts.ts'
import { parseOrigin } from '../../../src/server/origins.ts'
import { SANDBOX_CREDENTIALS } from '../../../src/token/sandbox-credentials.ts'
import { sandboxFor } from '../../support/token-server.ts'
import { API_KEY, SECRET } from '../../support/world.ts'
import {
  anything,
  deepJson,
  hostileText,
  jsonText,
  nearly,
  objectText,
  swollen,
  wellFormed,
} from './hostile.ts'
import { insist, isOurs, isTaken, isTakenAtOnce, type Kind, kind } from './inputs.ts'
import { duration, list, signsAsSandbox, tokenText } from './token-inputs.ts'

const ACCESS_KEY = 'k'.repeat(20)
const PAIR = { apiKey: API_KEY, secret: SECRET }

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | undefined
}

const id = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('abcd-efgh-ijkl', 'ann', '__proto__', 'constructor') },
  { weight: 1, arbitrary: hostileText },
)
const permissions = fc.oneof(
  list,
  fc.array(fc.constantFrom<unknown>('allow_join', 'ask_join', 'allow_mod', null, 1, {})),
)
const WISHES = {
  roomId: id,
  participantId: id,
  peerId: id,
  permissions,
  expiresIn: fc.oneof<fc.Arbitrary<unknown>[]>(
    duration,
    fc.integer(),
    fc.constantFrom(600, Number.POSITIVE_INFINITY, 1.5),
  ),
  token: tokenText,
  region: id,
  customRoomId: id,
  userMeetingId: id,
  geoFence: jsonText,
  webhook: fc.record({
    endPoint: fc.constantFrom('https://example.org', 'http://x', ''),
    events: fc.array(fc.string()),
  }),
  participantName: id,
  sessionId: id,
  entry: id,
  decision: fc.constantFrom('allowed', 'denied', ''),
} satisfies Record<string, fc.Arbitrary<unknown>>

const escaped = (text: string): string => encodeURIComponent(wellFormed(text))
const form = fc
  .array(
    fc.tuple(fc.oneof(fc.constantFrom(...Object.keys(WISHES)), hostileText), fc.oneof(id, list, duration)),
    { maxLength: 4 },
  )
  .map((fields) => fields.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&'))
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: form.map((text) => `?${text}`) },
  { weight: 2, arbitrary: nearly(form).map((text) => `?${text}`) },
)
const body = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 5, arbitrary: objectText(WISHES) },
  { weight: 2, arbitrary: nearly(form) },
  { weight: 1, arbitrary: jsonText },
)

/** What stands in a header: bytes, without the ends of lines. */
const inHeader = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  text.map((one) => one.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').trim())

const fault = nearly(
  fc
    .array(
      fc.constantFrom(
        'status=503',
        'status=204',
        'status=304',
        'status=429',
        'status=200',
        'retry-after=1',
        'latency=2ms',
        'drop',
        'truncate',
        'html',
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.join('; ')),
  // A long wait that was asked for is no hang.
).map((text) => text.replace(/latency.*/gs, 'latency=1ms'))

const header = fc.oneof(
  fc.tuple(fc.constant('authorization'), inHeader(tokenText)),
  fc.tuple(
    fc.constant('host'),
    inHeader(
      nearly(fc.constantFrom('localhost:9000', '127.0.0.1', '[::1]:9000', 'evil.example', 'a.localhost')),
    ),
  ),
  fc.tuple(
    fc.constant('origin'),
    inHeader(
      nearly(
        fc.constantFrom('http://localhost:3000', 'https://evil.example', 'null', 'capacitor://localhost'),
      ),
    ),
  ),
  fc.tuple(fc.constant('x-access-key'), inHeader(nearly(fc.constant(ACCESS_KEY)))),
  fc.tuple(
    fc.constant('content-type'),
    inHeader(
      nearly(
        fc.constantFrom(
          'application/json',
          'application/x-www-form-urlencoded',
          'text/plain; charset=utf-16',
        ),
      ),
    ),
  ),
  fc.tuple(
    fc.constantFrom(
      'content-length',
      'sec-fetch-site',
      'sec-fetch-mode',
      'access-control-request-headers',
      'x-forwarded-host',
    ),
    inHeader(fc.oneof(fc.constantFrom('cross-site', 'navigate', '7', '-1', '1e9'), hostileText)),
  ),
  fc.tuple(fc.constant(FAULT_HEADER), inHeader(fault)),
)

function sent(paths: readonly string[], authorization: fc.Arbitrary<string>): fc.Arbitrary<Sent> {
  const path = nearly(fc.constantFrom(...paths))
  return fc.record({
    method: fc.constantFrom(
      'GET',
      'GET',
      'POST',
      'POST',
      'POST',
      'PUT',
      'DELETE',
      'OPTIONS',
      'HEAD',
      'PATCH',
      'QUERY',
    ),
    path: fc.tuple(path, query).map((parts) => parts.join('')),
    headers: fc
      .tuple(authorization, fc.array(header, { maxLength: 3 }))
      .map(([token, more]) => [...(token === '' ? [] : [['authorization', token] as const]), ...more]),
    body,
  })
}

/** Undefined where fetch itself makes no request of it. */
function requestOf({ method, path, headers, body: text }: Sent): Request | undefined {
  const url = `http://localhost:9000${path.startsWith('/') ? '' : '/'}${path}`
  if (!URL.canParse(url) || new URL(url).host !== 'localhost:9000') return undefined
  const bodiless = method === 'GET' || method === 'HEAD' || text === undefined
  return new Request(url, {
    method,
    headers: [...headers.map((one) => [...one] as [string, string])],
    ...(!bodiless && { body: wellFormed(text) }),
  })
}

const SERVER_PATHS = [
  '/get-token',
  '/get-token/',
  '/create-meeting',
  '/validate-meeting/abcd-efgh-ijkl',
  '/validate-meeting/',
  '/healthz',
  '/',
  `/k/${ACCESS_KEY}/get-token`,
  `/k/${ACCESS_KEY}`,
  `/k/${ACCESS_KEY}/`,
  '/k/wrong/get-token',
  '/__proto__',
]
const SANDBOX_PATHS = [
  '/v2/rooms',
  '/v2/rooms',
  '/rooms',
  '/v2/rooms/abcd-efgh-ijkl',
  '/v2/rooms/validate/abcd-efgh-ijkl',
  '/v2/rooms/deactivate',
  '/v2/sessions',
  '/v2/sessions/x/participants/active',
  '/v2/sessions/end',
  '/v2/sessions/participants/remove',
  '/v1/meetings',
  '/api/meetings/x',
  '/infra/v1/meetings/init-config',
  '/test-upload-speed',
  '/test-download-speed?bytes=1000',
  '/sandbox/state',
  '/sandbox/entries',
  '/',
  '/__proto__',
]

const STATUSES = [200, 204, 308, 400, 401, 403, 404, 405, 413, 421, 502]
/** The page, and answers that have no body. */
const isJson = (answer: Response): boolean => /json/.test(answer.headers.get('content-type') ?? '')

/** Several requests at one server: what one leaves behind must not break the next. */
async function served([requests, keyed]: readonly [readonly Sent[], boolean]): Promise<boolean> {
  const bugs: unknown[] = []
  const server = createTokenServer({
    ...PAIR,
    accessKey: keyed && ACCESS_KEY,
    maxPermissions: ['allow_join', 'allow_mod'],
    fetch: sandboxFor().fetch,
    onError: (error) => void (isOurs(error) || bugs.push(error)),
  })
  let good = false
  for (const request of requests.map(requestOf)) {
    if (request === undefined) continue
    const answer = await server.fetch(request)
    const text = await answer.text()
    insist(STATUSES.includes(answer.status), `it answered ${answer.status}: ${text.slice(0, 200)}`)
    if (bugs.length > 0) throw bugs[0]
    insist(!text.includes(SECRET), 'the secret is in the answer')
    insist(
      answer.status === 308 || !JSON.stringify([text, ...answer.headers]).includes(ACCESS_KEY),
      'the access key is in it',
    )
    if (text !== '' && answer.status !== 200) {
      const { message, code } = JSON.parse(text) as Record<string, unknown>
      insist(typeof message === 'string' && typeof code === 'string', `an error without words: ${text}`)
    } else if (isJson(answer) && text !== '') JSON.parse(text)
    good ||= answer.status === 200
  }
  return good
}

async function atSandbox(requests: readonly Sent[]): Promise<boolean> {
  const sandbox = createSandbox({ credentials: [PAIR] })
  let good = false
  for (const one of requests) {
    const request = requestOf(one)
    if (request === undefined) continue
    const asked = request.headers.get(FAULT_HEADER) ?? ''
    try {
      const answer = await sandbox.fetch(request)
      const text = await answer.text()
      insist(answer.status < 500 || asked !== '', `it answered ${answer.status}: ${text.slice(0, 200)}`)
      insist(
        ![SECRET, SANDBOX_CREDENTIALS.secret].some((secret) => text.includes(secret)),
        'a secret is in the answer',
      )
      if (isJson(answer) && text !== '') JSON.parse(text)
      if (answer.status >= 400 && answer.status !== 402 && !/html/.test(asked) && request.method !== 'HEAD')
        insist(isJson(answer), `an error of ${answer.status} that is no JSON`)
      good ||= answer.status === 200
    } catch (error) {
      const wanted = (error instanceof Dropped && /drop/.test(asked)) || /truncated, as/.test(String(error))
      if (!wanted) throw error
    }
  }
  return good
}

const serverRequests = fc.tuple(
  fc.array(sent(SERVER_PATHS, fc.constant('')), { minLength: 1, maxLength: 3 }),
  fc.boolean(),
)
const authorization = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0).map(signsAsSandbox) },
  { weight: 1, arbitrary: fc.constant('') },
)
const sandboxRequests = fc.array(sent(SANDBOX_PATHS, authorization), { minLength: 1, maxLength: 4 })

/** What may stand where VideoSDK answers. */
const answer = fc.record({
  status: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(200, 200, 400, 402, 404) },
    { weight: 2, arbitrary: fc.constantFrom(201, 301, 401, 403, 409, 429, 500, 503) },
  ),
  body: fc.oneof(
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
    if (call === 'listMeetings') for await (const room of client.listMeetings()) JSON.stringify(room)
    else JSON.stringify(await client[call](given as never))
  })
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

export const HTTP_KINDS: readonly Kind[] = [
  kind('requests at the token server', 7_000, serverRequests, served),
  kind('requests at the sandbox', 6_000, sandboxRequests, atSandbox),
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
