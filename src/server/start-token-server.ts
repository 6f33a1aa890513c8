/** The token server on a port of this machine. */
import { type Address, type Listening, listen } from '../http/listen.ts'
import { withKey } from './address.ts'
import { createTokenServer, type TokenServerOptions } from './create-token-server.ts'
import { RequestRefused, refusalAnswer } from './refused.ts'

export interface StartOptions extends Omit<TokenServerOptions, 'clientKey'>, Address {
  /** The process is the server's own: `listen` says what that allows. */
  readonly replaceGlobals?: boolean
}

/**
 * Starts it. Clients are told apart by the address of their connection.
 *
 * @returns where it listens; `url` has the access key in it, where there is one.
 * @throws {VideosdkTokenError} what `createTokenServer` throws, and `listen-failed`.
 */
export async function startTokenServer({
  port,
  host,
  replaceGlobals = false,
  ...options
}: StartOptions): Promise<Listening> {
  const limited = options.rateLimiter !== undefined
  const clients = new WeakMap<Request, string>()
  const server = createTokenServer({ ...options, clientKey: (request) => clients.get(request) ?? '' })
  const fetch = (request: Request, client: string): Response | Promise<Response> => {
    if (limited) clients.set(request, client)
    return server.fetch(request)
  }
  const listening = await listen(
    { fetch, onError: refusalAnswer, onUnreadable },
    { port, host },
    { replaceGlobals },
  )
  const { url, port: taken, close } = listening
  return { url: withKey(url, options.accessKey), port: taken, host, close }
}

function onUnreadable(): Response {
  return refusalAnswer(new RequestRefused('request-unreadable', 'The target of the request is no path'))
}
