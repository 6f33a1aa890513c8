/** `startSandbox` of the library: a sandbox on a port, for whoever cannot be handed a `fetch`. */
import { type Address, type Listening, listen } from '../http/listen.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { errorAnswer } from './answers.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from './create-sandbox.ts'
import { Dropped } from './fault.ts'

export interface StartSandboxOptions extends SandboxOptions, Partial<Address> {}

export interface StartedSandbox extends Sandbox, Listening {}

/**
 * Starts a sandbox, by default on any free port of 127.0.0.1; `await close()` when it has done its service.
 *
 * @throws {VideosdkTokenError} `option-unknown`, `value-invalid`, `listen-failed`.
 * @example const { url, credentials, close } = await startSandbox()
 */
export async function startSandbox(options: StartSandboxOptions = {}): Promise<StartedSandbox> {
  const { port = 0, host = '127.0.0.1', ...rest } = options
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new VideosdkTokenError('value-invalid', 'port is a whole number from 0 to 65535')
  const sandbox = createSandbox(rest)
  return { ...sandbox, ...(await listen({ fetch: sandbox.fetch, onError }, { port, host })) }
}

/** Whose file cannot be used is told so, in VideoSDK's form. */
function onError(error: unknown): Response | undefined {
  if (error instanceof Dropped) return undefined
  if (error instanceof VideosdkTokenError) return errorAnswer(500, error.message, error.hint ?? undefined)
  throw error
}
