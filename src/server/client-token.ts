/** A token that a client sends: found, and judged as the sandbox and `inspect --for api` judge it. */
import { hmacVerifier } from '../token/hmac.ts'
import { inspect } from '../token/inspect.ts'
import { peel } from '../token/peel.ts'
import { firstError } from '../token/problems.ts'
import type { KeyPair } from '../token/sign.ts'
import { type Fields, singleText } from './fields.ts'
import { RequestRefused } from './refused.ts'

/**
 * Finds the token in the `Authorization` header, with or without `Bearer`, or in the body.
 *
 * @returns undefined where none was sent. An empty one was sent, and so was `null`: a client that failed to get one
 * is not given another.
 * @throws {RequestRefused} `parameter-invalid`.
 */
export function findToken(header: string | undefined, body: Fields): string | undefined {
  const isNull = body.some(([name, value]) => name === 'token' && value === null)
  const inBody = isNull ? 'null' : singleText(body, 'token')
  if (header !== undefined && inBody !== undefined && peel(header).token !== peel(inBody).token) {
    const message = 'The token of the Authorization header and that of the body differ'
    throw new RequestRefused('parameter-invalid', message)
  }
  return header ?? inBody
}

/**
 * Gives the token bare, as VideoSDK takes it.
 *
 * @throws {RequestRefused} `token-refused`, with the reason, and what VideoSDK answers to such a token.
 */
export function checkToken(text: string, { apiKey, secret }: KeyPair, now: Date): string {
  const verify = hmacVerifier(secret)
  const { problems, canJoin } = inspect(text, { now, purpose: 'api', apiKey, verify })
  const problem = firstError(problems)
  if (problem === undefined) return peel(text).token
  const { code, message, videosdk } = problem
  const atDoor = canJoin || videosdk === undefined ? '' : `, and ${videosdk} to a participant`
  throw new RequestRefused(
    'token-refused',
    `The token is refused: ${message} (${code}). VideoSDK answers 401 to it${atDoor}.`,
  )
}
