/** Who may ask at all: by the name that the server is called by, the page that asks, and the access key. */
import type { Context } from 'hono'
import { cors } from 'hono/cors'
import type { Soon } from '../http/soon.ts'
import { ACCESS_KEY_HEADER, isSameKey } from './access-key.ts'
import { KEY_ALONE, keyIn } from './address.ts'
import { isKnownHost } from './hosts.ts'
import { isKnownOrigin } from './origins.ts'
import { RequestRefused } from './refused.ts'

export interface GuardRules {
  readonly allowHosts: ReadonlySet<string>
  readonly allowOrigins: ReadonlySet<string>
  readonly accessKey: string | false
}

/** Seconds for which a browser may remember what a preflight allowed. */
const PREFLIGHT_LASTS = 600

/** Whether the server was meant, and may be asked from where the request comes. Throws `host-unknown`, `origin-refused`. */
export function checkSender(c: Context, rules: GuardRules): void {
  checkHost(c, rules)
  checkOrigin(c, rules)
}

/** Whether the request may be answered. Throws `access-key-invalid`, `body-invalid`. */
export function checkRequest(c: Context, rules: GuardRules): void {
  checkKey(c, rules)
  checkBodiless(c)
}

const allowOrigin = cors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'POST'],
  exposeHeaders: ['Retry-After'],
  maxAge: PREFLIGHT_LASTS,
})

/**
 * Answers a page whose origin was checked so that its browser lets it read the answer, and preflights by itself.
 *
 * @param answer - gives refusals, too, which pages are to read.
 */
export function withCors(c: Context, answer: () => Soon<Response>): Soon<Response> {
  return c.req.header('origin') === undefined ? answer() : answerWithCors(c, answer)
}

async function answerWithCors(c: Context, answer: () => Soon<Response>): Promise<Response> {
  const preflight = await allowOrigin(c, async () => {
    c.res = await answer()
  })
  return preflight ?? c.res
}

/** Both what the request is addressed to and its `Host`: they differ where its target is an absolute one. */
function checkHost(c: Context, { allowHosts }: GuardRules): void {
  const target = hostOf(c.req.url)
  // A request that was made without a socket has none.
  const host = c.req.header('host') ?? target
  if (isKnownHost(host, allowHosts) && (target === host || isKnownHost(target, allowHosts))) return
  throw new RequestRefused(
    'host-unknown',
    'This server does not answer to that host name. Name it with --allow-host (allowHosts), or use an IP address or localhost.',
  )
}

/** Without parsing all of it: the URL of a request is whole. */
function hostOf(url: string): string {
  const start = url.indexOf('://') + 3
  return url.slice(start, url.indexOf('/', start))
}

function checkOrigin(c: Context, { allowOrigins }: GuardRules): void {
  const origin = c.req.header('origin')
  if (origin === undefined) {
    if (c.req.header('sec-fetch-site') !== 'cross-site' || isVisit(c)) return
  } else if (isKnownOrigin(origin, c.req.header('host') ?? hostOf(c.req.url), allowOrigins)) return
  throw new RequestRefused(
    'origin-refused',
    'Pages of that origin may not ask. Name it with --allow-origin (allowOrigins).',
  )
}

/** Somebody follows a link to the page. */
function isVisit(c: Context): boolean {
  const { method, path } = c.req
  return (
    method === 'GET' && (path === '/' || path === KEY_ALONE) && c.req.header('sec-fetch-mode') === 'navigate'
  )
}

function checkKey(c: Context, { accessKey }: GuardRules): void {
  if (accessKey === false || c.req.method === 'OPTIONS' || c.req.path === '/healthz') return
  const given = [keyIn(c.req.url), c.req.header(ACCESS_KEY_HEADER)].filter((one) => one !== undefined)
  if (given.some((one) => isSameKey(one, accessKey))) return
  throw new RequestRefused(
    'access-key-invalid',
    `This server wants its access key: use the address that it printed when it started, or send ${ACCESS_KEY_HEADER}.`,
  )
}

/** What such a body asks for would be lost, and the token wider than asked. */
function checkBodiless(c: Context): void {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return
  if (Number(c.req.header('content-length') ?? 0) === 0 && c.req.header('transfer-encoding') === undefined)
    return
  throw new RequestRefused('body-invalid', 'A GET with a body is not read: use the query, or POST.')
}
