/** undici's fetch, with the proxy that the environment names. Loaded with the first call: it takes as long as Node itself. */
import type { EnvHttpProxyAgent } from 'undici'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import type { Fetch } from './fetch.ts'

/** Milliseconds for the connection alone; a whole call has a limit of its own. */
const LONGEST_CONNECT_MS = 10_000

export interface Proxies {
  readonly httpProxy?: string | undefined
  readonly httpsProxy?: string | undefined
  readonly noProxy?: string | undefined
}

/** The names that curl and undici read, lower case first. A blank one counts as unset. */
export function proxiesOf(env: Readonly<Record<string, string | undefined>>): Proxies {
  const read = (name: string): string | undefined =>
    env[name]?.trim() || env[name.toUpperCase()]?.trim() || undefined
  return { httpProxy: read('http_proxy'), httpsProxy: read('https_proxy'), noProxy: read('no_proxy') }
}

/**
 * @param proxies - without them undici reads the environment of the process, and any proxy that it takes is taken.
 * @throws {VideosdkTokenError} `proxy-invalid`; of what undici reads, with the first call.
 */
export async function createNodeFetch(proxies?: Proxies): Promise<Fetch> {
  checkProxy(proxies?.httpProxy)
  checkProxy(proxies?.httpsProxy)
  // A server that only gives tokens never asks anybody.
  let loaded: Promise<Fetch> | undefined
  return async (url, init) => {
    loaded ??= load(proxies)
    return (await loaded)(url, init)
  }
}

async function load(proxies: Proxies | undefined): Promise<Fetch> {
  const { EnvHttpProxyAgent: Agent, fetch } = await import('undici')
  const dispatcher = agent(Agent, proxies)
  return (url, init) => fetch(url, { ...init, dispatcher } as never) as unknown as Promise<Response>
}

function agent(Agent: typeof EnvHttpProxyAgent, proxies: Proxies | undefined): EnvHttpProxyAgent {
  const connect = { timeout: LONGEST_CONNECT_MS }
  try {
    return new Agent({
      // An empty text keeps undici from looking further.
      ...(proxies && {
        httpProxy: proxies.httpProxy ?? '',
        httpsProxy: proxies.httpsProxy ?? '',
        noProxy: proxies.noProxy ?? '',
      }),
      connect,
      requestTls: connect,
      proxyTls: connect,
    })
  } catch (error) {
    throw proxyInvalid('a proxy in the environment', error)
  }
}

function checkProxy(proxy: string | undefined): void {
  if (proxy === undefined || (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol))) return
  // It may hold a password.
  throw proxyInvalid(proxy.includes('@') ? 'a proxy in the environment' : `the proxy "${shown(proxy)}"`)
}

function proxyInvalid(what: string, cause?: unknown): VideosdkTokenError {
  return new VideosdkTokenError('proxy-invalid', `${what} is no http or https URL`, {
    hint: 'Write HTTPS_PROXY=http://proxy.example:3128, or unset it.',
    cause,
  })
}
