/** A token server of each test's own, in process, in front of a sandbox that knows its credentials. */
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { createTokenServer, type TokenServerOptions } from '../../src/server/create-token-server.ts'
import { inspectToken } from '../../src/token/inspect-token.ts'
import { API_KEY, SECRET } from './world.ts'

export const PAIR = { apiKey: API_KEY, secret: SECRET }

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** Sends a request and reads its JSON. */
export type Ask = (path: string, init?: RequestInit) => Promise<Answer>

export function sandboxFor(pair = PAIR) {
  return createSandbox({ credentials: [pair] })
}

/** @param options - besides credentials, no access key, and the sandbox. */
export function serverOf(options: Partial<TokenServerOptions> = {}): Ask {
  const server = createTokenServer({ ...PAIR, accessKey: false, fetch: sandboxFor().fetch, ...options })
  return async (path, init) => {
    const response = await server.fetch(new Request(`http://localhost:9000${path}`, init))
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }
}

/** The claims of an answer's token, whose signature is the server's. */
export function claimsIn({ body }: Answer): Readonly<Record<string, unknown>> {
  const { claims, signature } = inspectToken(String(body.token), PAIR)
  if (signature !== 'valid' || claims === null) throw new Error(`no token: ${JSON.stringify(body)}`)
  return claims
}

/** A POST of JSON. */
export const json = (value: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

/** A POST of text under a content type, or under none. */
export const post = (body: string, type?: string): RequestInit => ({
  method: 'POST',
  // Without a type, fetch would say text/plain of a text.
  body: type === undefined ? new Blob([body]) : body,
  ...(type !== undefined && { headers: { 'content-type': type } }),
})
