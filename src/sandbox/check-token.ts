/** Whether a request of the REST API is let in: by the token in its header, as `inspect --for api` judges it. */
import { admissionOf } from '../token/admission.ts'
import { peel } from '../token/peel.ts'
import type { KeyPair } from '../token/sign.ts'
import { sentenceList } from '../token/text.ts'
import { BAD_TOKEN, NO_TOKEN } from './answers.ts'

/** Why not: `error` in VideoSDK's own words, what the sandbox adds to them in `hint`. */
export interface Refusal {
  readonly error: string
  readonly hint: string
}

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
  const { token, around } = peel(header)
  // VideoSDK takes the token bare: what stands around it is a fault of the header, however good the token is.
  if (around.length > 0 || token !== header.trim()) {
    const error = around.includes('"Bearer"') ? `${BAD_TOKEN}: VideoSDK takes it without "Bearer"` : BAD_TOKEN
    const found = around.length > 0 ? `, without ${sentenceList(around)}` : ''
    return { error, hint: `Send the header Authorization: <token>${found}` }
  }
  const { denied } = admissionOf(header, known, { purpose: 'api', now })
  if (denied !== undefined) return { error: BAD_TOKEN, hint: `${denied.code}: ${denied.message}` }
  return undefined
}
