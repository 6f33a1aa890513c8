/**
 * VideoSDK offline, for tests and for work without a network.
 *
 * @module
 */
export type { OnRequest, RequestRecord } from '../http/record.ts'
export { createSandbox, type JoiningEvent, type Sandbox, type SandboxOptions } from './create-sandbox.ts'
export { type RoutablePage, routeToSandbox } from './route-to-sandbox.ts'
export { type StartedSandbox, type StartSandboxOptions, startSandbox } from './start-sandbox.ts'
