/** Checks that ask the endpoint: one call tells whether it answers, what time it has, and whether it takes our token. */
import { createMeetingsClient } from '../meetings/client.ts'
import { DEFAULT_ENDPOINT, isExposed, parseEndpoint } from '../meetings/endpoint.ts'
import type { Fetch } from '../meetings/fetch.ts'
import { createSend } from '../meetings/send.ts'
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

/** Throws `endpoint-invalid`, and what reading profiles throws. */
export async function whereToAsk(
  options: DoctorOptions,
  profile: string | undefined,
  world: DoctorWorld,
): Promise<Endpoint> {
  const found = await findEndpoint(options, profile, world)
  if (found === undefined) return { url: DEFAULT_ENDPOINT, source: 'VideoSDK' }
  return { url: naming(found.source, () => parseEndpoint(found.text)), source: found.source }
}

/** When a server answered, and what its clock said. */
interface Seen {
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly asked: number
  readonly answered: number
  readonly date: string | null
}

export async function checkOnline(
  endpoint: Endpoint,
  token: string | undefined,
  world: DoctorWorld,
): Promise<Finding[]> {
  const { url, source } = endpoint
  const { host } = new URL(url)
  let seen: Seen | undefined
  const fetch = await observed(world, (one) => {
    seen = one
  })
  const send = createSend({
    fetch,
    endpoint: url,
    // Without one the endpoint still tells the time.
    token: () => token ?? '',
    timeoutMs: LONGEST_CALL_MS,
    retries: 0,
    userAgent: USER_AGENT,
  })
  const refusal = await createMeetingsClient(send, 2, { host, tokenSource: 'these credentials' })
    .checkToken()
    .then(() => undefined, toRefusal)
  if (seen === undefined) return [failure('endpoint', refusal), notTried('clock'), notTried('token')]
  const taken = seen.answered - seen.asked
  const answer = `${url} answered in ${taken} ms (from ${source})`
  const isReached = refusal === undefined || refusal.code === 'token-refused'
  const exposed = isExposed(url)
    ? [warning('endpoint', `${host} is asked over http: anybody on the way can read the token`, 'Use https.')]
    : []
  const skew = skewOf(seen)
  return [
    isReached ? ok('endpoint', answer) : failure('endpoint', refusal),
    ...exposed,
    checkClock(skew),
    ...(token === undefined ? [] : [isReached ? checkTaken(refusal, skew) : notTried('token')]),
  ]
}

function toRefusal(thrown: unknown): VideosdkTokenError {
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
  if (off <= MOST_SKEW_S)
    return ok('clock', off < 2 ? "the same as the server's" : `${describeDuration(off)} from the server's`)
  const way = skew > 0 ? 'behind' : 'ahead of'
  return error(
    'clock',
    `this machine's clock is ${describeDuration(off)} ${way} the server's, so that tokens seem ${skew > 0 ? 'expired' : 'not yet valid'}`,
    'Set the clock: timedatectl set-ntp true (Linux), sntp -sS time.apple.com (macOS), w32tm /resync (Windows)',
  )
}

function checkTaken(refusal: VideosdkTokenError | undefined, skew: number | undefined): Finding {
  if (refusal === undefined) return ok('token', 'it was taken')
  const skewed = skew !== undefined && Math.abs(skew) > MOST_SKEW_S
  return error(
    'token',
    refusal.message,
    skewed ? 'Set the clock first, then try again.' : (refusal.hint ?? ''),
  )
}

function notTried(check: 'clock' | 'token'): Finding {
  return warning(check, 'not tried, since the endpoint did not answer')
}
