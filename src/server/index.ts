/**
 * The token server of VideoSDK's "Server setup" page, as a handler.
 *
 * @module
 */
export type { OnRequest, RequestRecord } from '../http/record.ts'
export { createTokenServer, type TokenServer, type TokenServerOptions } from './create-token-server.ts'
export { memoryRateLimiter, type RateLimiter } from './rate-limit.ts'
