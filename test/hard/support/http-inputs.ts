/** Inputs by HTTP: requests at the token server and at the sandbox, several at one. */
import fc from 'fast-check'
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts'
import { Dropped, FAULT_HEADER } from '../../../src/sandbox/fault.ts'
import { createTokenServer } from '../../../src/server/create-token-server.ts'
import { SANDBOX_CREDENTIALS } from '../../../src/token/sandbox-credentials.ts'
import { sandboxFor } from '../../support/token-server.ts'
import { API_KEY, SECRET } from '../../support/world.ts'
import { hostileText, jsonText, nearly, objectText, wellFormed } from './hostile.ts'
import { insist, isOurs, type Kind, kind } from './inputs.ts'
import { duration, list, signsAsSandbox, tokenText } from './token-inputs.ts'

const ACCESS_KEY = 'k'.repeat(20)
const PAIR = { apiKey: API_KEY, secret: SECRET }

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | undefined
}

export const id = fc.oneof(
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
export const inHeader = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
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

export const HTTP_KINDS: readonly Kind[] = [
  kind('requests at the token server', 7_000, serverRequests, served),
  kind('requests at the sandbox', 6_000, sandboxRequests, atSandbox),
]
