/** Checks that ask the endpoint: one call tells whether it answers, what time it has, and whether it takes our token. */
import { createMeetingsClient } from '../meetings/client.ts'
import { DEFAULT_ENDPOINT, isExposed, parseEndpoint } from '../meetings/endpoint.ts'
import type { Fetch } from '../meetings/fetch.ts'
import { proxiesOf } from '../meetings/node-fetch.ts'
import { cureWithoutFlags } from '../meetings/refusal.ts'
import { createSend, type Send } from '../meetings/send.ts'
import { findEndpoint } from '../profiles/endpoint.ts'
import { describeDuration } from '../token/duration.ts'
import { naming, VideosdkTokenError } from '../token/errors.ts'
import { USER_AGENT } from '../version.ts'
import { error, type Finding, failure, ok, warning } from './finding.ts'
import type { DoctorOptions, DoctorWorld } from './world.ts'

const LONGEST_CALL_MS = 10_000
/** Signed and asked within it, a token is never refused for its times; beyond it people wonder. */
const MOST_SKEW_S = 30

export interface Endpoint {
  /** As `parseEndpoint` gives it. */
  readonly url: string
  readonly source: string
}

/** A token to try, and where it comes from, for messages. */
export interface TokenToTry {
  readonly token: string
  readonly source: string
}

/** Throws `endpoint-invalid`, and what reading profiles throws. */
export async function whereToAsk(
  options: DoctorOptions,
  profile: string | undefined,
  world: DoctorWorld,
): Promise<Endpoint> {
  const found = await findEndpoint(options, profile, world)
  if (found === undefined) return { url: DEFAULT_ENDPOINT, source: 'the default' }
  return { url: naming(found.source, () => parseEndpoint(found.text)), source: found.source }
}

/** When a server answered, and what its clock said. */
interface Seen {
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly asked: number
  readonly answered: number
  readonly date: string | null
}

/** @param toTry - without one the endpoint is asked all the same, and tells the time. */
export async function checkOnline(
  endpoint: Endpoint,
  toTry: TokenToTry | undefined,
  world: DoctorWorld,
): Promise<Finding[]> {
  const { url, source } = endpoint
  const { host } = new URL(url)
  let seen: Seen | undefined
  const fetch = await observed(world, (one) => {
    seen = one
  })
  const send = sendOnce(url, toTry?.token ?? '', fetch)
  const refusal = await createMeetingsClient(send, 2, { host, tokenSource: toTry?.source })
    .checkToken()
    .then(() => undefined, toRefusal)
  const isVideosdk = refusal === undefined || refusal.code === 'token-refused'
  if (seen === undefined || !isVideosdk) {
    const why = seen === undefined ? 'there was no answer' : "the answer was not VideoSDK's"
    return [
      withCure(failure('endpoint', refusal), refusal, url, world),
      warning('clock', `not compared, since ${why}`),
      ...(toTry ? [warning('token', `not known to be taken, since ${why}`)] : []),
    ]
  }
  const skew = skewOf(seen)
  return [
    ok('endpoint', `${url} answered in ${seen.answered - seen.asked} ms (${source})`),
    ...(isExposed(url)
      ? [
          warning(
            'endpoint',
            `${host} is asked over http: anybody on the way can read the token`,
            'Use https.',
          ),
        ]
      : []),
    checkClock(skew),
    ...(toTry ? [checkTaken(refusal, skew)] : []),
  ]
}

/** Sends calls that are not repeated: what is wrong is to be seen. */
export function sendOnce(endpoint: string, token: string, fetch: Fetch): Send {
  return createSend({
    fetch,
    endpoint,
    token: () => token,
    timeoutMs: LONGEST_CALL_MS,
    retries: 0,
    userAgent: USER_AGENT,
  })
}

export function toRefusal(thrown: unknown): VideosdkTokenError {
  if (thrown instanceof VideosdkTokenError) return thrown
  throw thrown
}

async function observed({ openFetch, now }: DoctorWorld, onAnswer: (seen: Seen) => void): Promise<Fetch> {
  const fetch = await openFetch()
  return async (url, init) => {
    const asked = now().getTime()
    const response = await fetch(url, init)
    onAnswer({ asked, answered: now().getTime(), date: response.headers.get('date') })
    return response
  }
}

/** Cures that name flags are for other commands; and what stands in between may be the proxy. */
export function withCure(
  finding: Finding,
  refusal: VideosdkTokenError | undefined,
  url: string,
  { env }: DoctorWorld,
): Finding {
  const { httpProxy, httpsProxy, noProxy } = proxiesOf(env)
  const proxy = url.startsWith('https:') ? httpsProxy : httpProxy
  const cure = cureWithoutFlags(refusal?.code ?? 'bug') ?? finding.hint
  if (proxy === undefined) return { ...finding, hint: cure }
  const exceptions = noProxy === undefined ? '' : `, but for ${noProxy}`
  const way = `It was asked by the proxy ${new URL(proxy).host}${exceptions}: is that right, and running?`
  return { ...finding, hint: cure === null ? way : `${way}\n${cure}` }
}

/** Seconds that the server's clock is ahead of ours; undefined where it told no time. */
function skewOf({ asked, answered, date }: Seen): number | undefined {
  const time = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(time)) return undefined
  // A Date has whole seconds (RFC 9110 section 5.6.7), so that it lies half a second back on average.
  return (time + 500 - (asked + answered) / 2) / 1_000
}

function checkClock(skew: number | undefined): Finding {
  if (skew === undefined) return warning('clock', 'the server told no time to compare with')
  const off = Math.abs(skew)
  const time = describeDuration(Math.ceil(off))
  if (off <= MOST_SKEW_S)
    return ok('clock', off < 2 ? "the same as the server's" : `${time} from the server's`)
  const [way, result] =
    skew > 0
      ? ['behind', 'a token that is good for less than that is expired when it arrives']
      : ['ahead of', 'tokens are issued in the future there, and with --not-before not yet valid']
  return error(
    'clock',
    `this machine's clock is ${time} ${way} the server's: ${result}`,
    'Set the clock: timedatectl set-ntp true (Linux), sntp -sS time.apple.com (macOS), w32tm /resync (Windows)',
  )
}

function checkTaken(refusal: VideosdkTokenError | undefined, skew: number | undefined): Finding {
  if (refusal === undefined) return ok('token', 'it was taken')
  const isSkewed = skew !== undefined && Math.abs(skew) > MOST_SKEW_S
  const cure = isSkewed
    ? 'Set the clock first, then try again.'
    : 'Compare key and secret with those at https://app.videosdk.live, under API keys.'
  return error('token', refusal.message, cure)
}
