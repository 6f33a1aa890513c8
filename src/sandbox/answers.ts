/** Answers that are errors, in the form that the official apps read: `statusCode`, `error` and `message`. */

/** VideoSDK's words for a call without a token, and for any token that it does not take, by REST and at the door. */
export const NO_TOKEN =
  "Please login to continue!. Token not provided inside https request headers 'authorization'"
export const BAD_TOKEN = 'Token is invalid or expired'

/** VideoSDK's words for what is not there, by REST and at the door. */
export const NOT_FOUND = {
  room: 'Room not found.',
  meeting: 'Meeting not found.',
  session: 'Session not found.',
  participant: 'Participant not found.',
} as const

/** The status for a room that is not there, by what was asked (REST reference, and what was seen). */
export const UNKNOWN_ROOM_STATUS = { validate: 400, get: 404, deactivate: 402 } as const

/** @param hint - what the sandbox adds to VideoSDK's own words. */
export function errorAnswer(statusCode: number, error: string, hint?: string): Response {
  const body = { statusCode, error, message: error, ...(hint !== undefined && { hint }) }
  return new Response(JSON.stringify(body), {
    status: statusCode,
    headers: { 'content-type': 'application/json' },
  })
}
