/**
 * The library: sign VideoSDK tokens, say what any token is worth, make and check meetings.
 *
 * @module
 */
export type { MeetingsClient, Validation } from './meetings/client.ts'
export { type ClientOptions, createClient } from './meetings/create-client.ts'
export type { ApiVersion } from './meetings/dialect.ts'
export type { Fetch } from './meetings/fetch.ts'
export type { Meeting } from './meetings/meeting.ts'
export type { MeetingRequest } from './meetings/meeting-request.ts'
export type { Status as TokenStatus } from './token/check-times.ts'
export type { Claims, TokenRequest, When } from './token/claims.ts'
export { parseDuration } from './token/duration.ts'
export { type ErrorCode, type ErrorDetails, VideosdkTokenError } from './token/errors.ts'
export type { Inspection } from './token/inspect.ts'
export { type InspectOptions, inspectToken } from './token/inspect-token.ts'
export type { Permission, Role } from './token/lists.ts'
export type { Problem, ProblemCode, Purpose } from './token/problems.ts'
export { createSigner, type KeyPair, type SignedToken, type Signer } from './token/sign.ts'
