/**
 * VideoSDK offline, for tests and for work without a network.
 *
 * @module
 */
export type { OnRequest, RequestRecord } from '../http/record.ts'
export type { Certificate } from './certificate.ts'
export {
  createSandbox,
  type JoiningEvent,
  type RefusedEvent,
  type Sandbox,
  type SandboxOptions,
} from './create-sandbox.ts'
export type { Reason } from './door/reasons.ts'
export type { Refusal } from './door/refusal.ts'
export type { SessionEvent } from './door/sessions.ts'
export { type RoutablePage, routeToSandbox } from './route-to-sandbox.ts'
export { type StartedSandbox, type StartSandboxOptions, startSandbox } from './start-sandbox.ts'
