/** `startSandbox` of the library: a sandbox on a port, for whoever cannot be handed a `fetch`. */
import { type Address, BrokenConnection, type Listening, listen } from '../http/listen.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { checkOptionNames } from '../token/options.ts'
import { errorAnswer } from './answers.ts'
import { type Certificate, checkCertificate, makeCertificate } from './certificate.ts'
import { assembleSandbox, OPTIONS, type Sandbox, type SandboxOptions } from './create-sandbox.ts'
import { openDoor } from './door/socket.ts'
import { Dropped, FAULT_HEADER } from './fault.ts'

/** What a sandbox is like, and where it listens. */
export interface StartSandboxOptions extends SandboxOptions, Partial<Address> {
  /** Serves by TLS: with a certificate made for this run, or with a given one, as PEM. Default: no. */
  readonly tls?: boolean | Certificate | undefined
}

/** A sandbox that listens. */
export interface StartedSandbox extends Sandbox, Listening {}

/**
 * Starts a sandbox, by default on any free port of 127.0.0.1; `await close()` when it has done its service.
 *
 * @throws {VideosdkTokenError} `option-unknown`, `value-invalid`, `credentials-incomplete`, `listen-failed`.
 * @example const { url, credentials, close } = await startSandbox()
 */
export async function startSandbox(options: StartSandboxOptions = {}): Promise<StartedSandbox> {
  checkOptionNames(options, [...OPTIONS, 'port', 'host', 'tls'])
  const { port = 0, host = '127.0.0.1', tls: wanted = false, ...rest } = options
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new VideosdkTokenError('value-invalid', 'port is a whole number from 0 to 65535')
  const { sandbox, sessions, door, onRefused } = assembleSandbox(rest)
  const fetch = (request: Request) => overWire(sandbox, request)
  const tls = await certificateFor(wanted, host)
  const listening = await listen({ fetch, onError }, { port, host }, { tls })
  const { close: closeDoor } = await openDoor(listening.server, sessions, door, onRefused)
  const { url, port: taken, close } = listening
  return {
    ...sandbox,
    url,
    port: taken,
    host,
    close: () => {
      closeDoor()
      return close()
    },
  }
}

function certificateFor(
  wanted: boolean | Certificate,
  host: string,
): Promise<Certificate> | Certificate | undefined {
  if (typeof wanted === 'object') return checkCertificate(wanted)
  return wanted ? makeCertificate(host) : undefined
}

/** What breaks in a `fetch` breaks the connection on a port. */
async function overWire(sandbox: Sandbox, request: Request): Promise<Response> {
  let bytes: Uint8Array = new Uint8Array()
  let answer: Response | undefined
  try {
    answer = await sandbox.fetch(request)
    // Only a fault breaks an answer.
    if (!answer.headers.has(FAULT_HEADER) || answer.body === null) return answer
    for await (const chunk of answer.body) bytes = Buffer.concat([bytes, chunk])
    return new Response(bytes, answer)
  } catch (error) {
    if (error instanceof Dropped) throw new BrokenConnection()
    if (answer === undefined) throw error
    const { status, headers } = answer
    throw new BrokenConnection({ status, headers, bytes })
  }
}

/** Whose file cannot be used is told so, in VideoSDK's form. */
function onError(error: unknown): Response {
  const hint = error instanceof VideosdkTokenError ? (error.hint ?? undefined) : undefined
  return errorAnswer(500, messageOf(error), hint)
}
