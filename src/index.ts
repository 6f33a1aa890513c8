/**
 * The library: sign VideoSDK tokens, and say what any token is worth.
 *
 * @module
 */
export type { Claims, TokenRequest, When } from './token/claims.ts'
export { parseDuration } from './token/duration.ts'
export { type ErrorCode, VideosdkTokenError } from './token/errors.ts'
export type { Inspection } from './token/inspect.ts'
export { type InspectOptions, inspectToken } from './token/inspect-token.ts'
export type { Permission, Role } from './token/lists.ts'
export type { Problem, ProblemCode, Purpose } from './token/problems.ts'
export { createSigner, type KeyPair, type SignedToken, type Signer } from './token/sign.ts'
