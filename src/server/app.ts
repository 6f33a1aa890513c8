/** The routes of the "Server setup" page, as one Hono app. */
import { type Context, Hono } from 'hono'
import { type OnRequest, recording } from '../http/record.ts'
import { andThen, attempt, type Soon } from '../http/soon.ts'
import type { MeetingsClient } from '../meetings/client.ts'
import { API_TOKEN } from '../token/api-token.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import type { KeyPair, Signer } from '../token/sign.ts'
import { shown } from '../token/text.ts'
import { KEY_ALONE, keyIn, pathOf, withKey } from './address.ts'
import { readBody } from './body.ts'
import { checkToken, findToken } from './client-token.ts'
import { type Fields, fieldsOfBody, fieldsOfQuery } from './fields.ts'
import { checkRequest, checkSender, type GuardRules, withCors } from './guard.ts'
import { grant, type Limits } from './limits.ts'
import { readMeetingFields } from './meeting-fields.ts'
import { pageAnswer } from './page.ts'
import type { RateLimiter } from './rate-limit.ts'
import { jsonAnswer, RequestRefused, refusalAnswer } from './refused.ts'
import { readWish } from './wish.ts'

export interface ServerWorld {
  readonly credentials: KeyPair
  readonly signer: Signer
  readonly limits: Limits
  readonly rules: GuardRules
  readonly rateLimiter: RateLimiter | undefined
  /** The client of VideoSDK's API that carries a token; its source is for messages. */
  readonly clientWith: (token: string, source?: string) => MeetingsClient
  readonly now: () => Date
  readonly onRequest: OnRequest | undefined
  readonly onError: (error: unknown) => void
}

/** What is known of a request besides itself. */
export interface Env {
  readonly Bindings: { readonly clientKey: () => string }
}

/** Seconds until the client may come again, where the limiter does not say. */
const USUAL_RETRY_AFTER = 60

type Answer = (c: Context<Env>) => Soon<Response>

/** What each method of a path is answered with. */
type Answers = Partial<Record<string, Answer>>

function routesOf(world: ServerWorld): Readonly<Record<string, Answers>> {
  const token: Answer = (c) => giveToken(c, world)
  const validate: Answer = (c) => validateMeeting(c, world)
  return {
    '/': { GET: () => pageAnswer(world.limits) },
    '/healthz': { GET: () => jsonAnswer(200, { status: 'ok' }) },
    '/get-token': { GET: token, POST: token },
    '/create-meeting': { POST: (c) => createMeeting(c, world) },
    '/validate-meeting/:meetingId': { GET: validate, POST: validate },
  }
}

export function createApp(world: ServerWorld): Hono<Env> {
  const keyed = world.rules.accessKey !== false
  const app = new Hono<Env>({ getPath: (request) => pathOf(request, keyed) })
  const handle = handling(world)
  const routes = Object.entries(routesOf(world))
  // One handler for all methods of a path: where Hono finds two, it makes promises.
  for (const [path, answers] of routes) app.all(path, (c) => handle(c, path, answerFor(c, answers)))
  if (keyed) app.get(KEY_ALONE, (c) => handle(c, KEY_ALONE, leadToPage))
  // The path that was asked for is not repeated: it may hold an access key, misplaced.
  const noSuchPath = `There is no such path here. There are: ${routes.map(([path]) => path).join(', ')}`
  app.notFound((c) =>
    handle(c, null, () => {
      throw new RequestRefused('route-unknown', noSuchPath)
    }),
  )
  // Only what onRequest and onError throw comes here, and is their caller's.
  app.onError((error) => {
    throw error
  })
  return app
}

/** The way of every request: it is looked at, answered or refused, and told of. */
function handling({ rules, onRequest, onError }: ServerWorld) {
  const failed = (error: unknown): Response => {
    const refusal = refusalAnswer(error)
    if (refusal.status >= 500 || isRefusalOfVideosdk(error)) onError(error)
    return refusal
  }
  const respond = (c: Context<Env>, answer: Answer): Soon<Response> => {
    try {
      checkSender(c, rules)
    } catch (error) {
      return failed(error)
    }
    return withCors(c, () =>
      attempt(() => {
        checkRequest(c, rules)
        return answer(c)
      }, failed),
    )
  }
  return (c: Context<Env>, route: string | null, answer: Answer): Soon<Response> => {
    if (onRequest === undefined) return respond(c, answer)
    const tell = recording(onRequest, c.req.method)
    const broken = (error: unknown): never => {
      tell(route, null)
      throw error
    }
    return andThen(
      attempt(() => respond(c, answer), broken),
      (response) => {
        tell(route, response.status)
        return response
      },
    )
  }
}

/** HEAD is a GET without its body, which Hono takes off. */
function answerFor(c: Context<Env>, answers: Answers): Answer {
  const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
  const answer = Object.hasOwn(answers, method) ? answers[method] : undefined
  return answer ?? (() => otherMethod(c, Object.keys(answers)))
}

/** A token that looked right here: whoever runs the server has a key or a secret that VideoSDK does not take. */
function isRefusalOfVideosdk(error: unknown): boolean {
  return error instanceof VideosdkTokenError && error.code === 'token-refused'
}

function giveToken(c: Context<Env>, world: ServerWorld): Soon<Response> {
  return andThen(fieldsIn(c), (body) => {
    const request = grant(readWish(fieldsOfQuery(c.req.url), body), world.limits, world.now())
    return andThen(countToken(c, world), () => jsonAnswer(200, { token: world.signer.sign(request) }))
  })
}

async function createMeeting(c: Context<Env>, world: ServerWorld): Promise<Response> {
  const fields = await fieldsIn(c)
  const client = await clientFor(c, fields, world)
  return jsonAnswer(200, await client.createMeeting({}, readMeetingFields(fields)))
}

async function validateMeeting(c: Context<Env>, world: ServerWorld): Promise<Response> {
  const client = await clientFor(c, await fieldsIn(c), world)
  const { room } = await client.validateMeeting(c.req.param('meetingId') ?? '')
  return room === undefined
    ? jsonAnswer(404, { message: 'There is no such meeting', code: 'meeting-unknown' })
    : jsonAnswer(200, room)
}

/** With the token that the client sent; where it sent none, with one that is signed here and not handed out. */
async function clientFor(c: Context<Env>, body: Fields, world: ServerWorld): Promise<MeetingsClient> {
  const [unread] = fieldsOfQuery(c.req.url)
  if (unread !== undefined) {
    const message = `"${shown(unread[0])}" is in the query, which is not read here: send a token in the Authorization header, and the rest in the body`
    throw new RequestRefused('parameter-unknown', message)
  }
  const { credentials, signer, clientWith, now } = world
  const sent = findToken(c.req.header('authorization'), body)
  if (sent !== undefined) return clientWith(checkToken(sent, credentials, now()))
  await countToken(c, world)
  return clientWith(signer.sign({ ...API_TOKEN, now: now() }), "this server's own API key")
}

function fieldsIn(c: Context): Soon<Fields> {
  return c.req.method === 'POST' ? readBody(c.req.raw).then(fieldsOfBody) : []
}

function countToken(c: Context<Env>, { rateLimiter }: ServerWorld): Soon<void> {
  return rateLimiter === undefined ? undefined : countBy(rateLimiter, c.env.clientKey())
}

async function countBy(rateLimiter: RateLimiter, key: string): Promise<void> {
  const { success, retryAfter = USUAL_RETRY_AFTER } = await rateLimiter.limit({ key })
  if (success) return
  const message = `Those were too many tokens for a minute: ask again in ${retryAfter} s`
  throw new RequestRefused('rate-limited', message, { 'Retry-After': String(retryAfter) })
}

function otherMethod(c: Context, allowed: readonly string[]): Response {
  const Allow = [...allowed, 'OPTIONS'].join(', ')
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow } })
  throw new RequestRefused('method-unknown', `This path takes ${allowed.join(' or ')}`, { Allow })
}

/** `/k/<key>` is the page's folder, and what stands in the page is relative to it. */
function leadToPage(c: Context): Response {
  const key = keyIn(c.req.url)
  if (key === undefined) throw new RequestRefused('route-unknown', 'There is no page here')
  const Location = `${withKey('', key)}/`
  return new Response(null, {
    status: 308,
    headers: { Location, 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' },
  })
}
