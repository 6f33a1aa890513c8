/**
 * VideoSDK offline, for tests and for work without a network.
 *
 * @module
 */
export type { RequestRecord } from './api.ts'
export { createSandbox, type Sandbox, type SandboxOptions } from './create-sandbox.ts'
export { type StartedSandbox, type StartSandboxOptions, startSandbox } from './start-sandbox.ts'
