/** Whether a request of the REST API is let in: by the token in its header, as `inspect --for api` judges it. */
import { hmacVerifier } from '../token/hmac.ts'
import { inspect, isSignedFor } from '../token/inspect.ts'
import type { KeyPair } from '../token/sign.ts'

/** Why not: `error` in VideoSDK's own words, what the sandbox adds to them in `hint`. */
export interface Refusal {
  readonly error: string
  readonly hint: string
}

/** VideoSDK's words for a request without a token, and for any token that it does not take. */
const NO_TOKEN = "Please login to continue!. Token not provided inside https request headers 'authorization'"
const BAD_TOKEN = 'Token is invalid or expired'

/**
 * Judges the value of an `Authorization` header.
 *
 * @param known - the credentials that the sandbox takes; a token is checked with those of its API key.
 * @returns undefined where the token may call the API.
 */
export function refusalOfToken(
  header: string | null | undefined,
  known: readonly [KeyPair, ...KeyPair[]],
  now: Date,
): Refusal | undefined {
  if (header === null || header === undefined || header.trim() === '') {
    return { error: NO_TOKEN, hint: 'Send the header Authorization: <token>' }
  }
  const pair = known.find(({ apiKey }) => isSignedFor(header, apiKey)) ?? known[0]
  const verify = hmacVerifier(pair.secret)
  const { problems } = inspect(header, { now, purpose: 'api', apiKey: pair.apiKey, verify })
  // VideoSDK takes the token bare; a prefix is a fault of the header, however good the token is.
  const prefix = problems.find(({ code }) => code === 'bearer-prefix')
  if (prefix !== undefined) return { error: `${BAD_TOKEN}: ${prefix.message}`, hint: prefix.hint }
  const denied = problems.find(({ severity }) => severity === 'error')
  if (denied !== undefined) return { error: BAD_TOKEN, hint: `${denied.code}: ${denied.message}` }
  return undefined
}
