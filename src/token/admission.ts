/** Whether a token is let in, to a call of the API or to a room: the one question of `inspect --for`, of the sandbox's API and of its door. */
import type { JsonObject } from './decode.ts'
import { hmacVerifier } from './hmac.ts'
import { inspect, isSignedFor } from './inspect.ts'
import { firstError, type Problem, type Purpose } from './problems.ts'
import type { KeyPair } from './sign.ts'

export interface AdmissionQuestion {
  readonly purpose: Purpose
  readonly now: Date
  readonly roomId?: string | undefined
  readonly participantId?: string | undefined
}

export interface Admission {
  /** The first problem that denies it, whose `videosdk` is the code that VideoSDK raises; missing where it is let in. */
  readonly denied?: Problem
  readonly claims: JsonObject | null
}

/**
 * Judges a token as `inspect --for` does.
 *
 * @param known - the credentials that are taken; a token is held against those of its API key.
 */
export function admissionOf(
  token: string,
  known: readonly [KeyPair, ...KeyPair[]],
  question: AdmissionQuestion,
): Admission {
  const pair = known.find(({ apiKey }) => isSignedFor(token, apiKey)) ?? known[0]
  const verify = hmacVerifier(pair.secret)
  const { problems, claims } = inspect(token, { ...question, apiKey: pair.apiKey, verify })
  const denied = firstError(problems)
  return { claims, ...(denied && { denied }) }
}
