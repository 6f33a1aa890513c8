/** undici's fetch, with the proxy that the environment names. It takes as long to load as Node itself. */
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
 * @param proxies - without them undici reads the environment of the process.
 * @throws {VideosdkTokenError} `proxy-invalid`.
 */
export async function createNodeFetch(proxies?: Proxies): Promise<Fetch> {
  checkProxy(proxies?.httpProxy)
  checkProxy(proxies?.httpsProxy)
  const { EnvHttpProxyAgent, fetch } = await import('undici')
  const connect = { timeout: LONGEST_CONNECT_MS }
  const dispatcher = new EnvHttpProxyAgent({
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
  return (url, init) => fetch(url, { ...init, dispatcher } as never) as unknown as Promise<Response>
}

function checkProxy(proxy: string | undefined): void {
  if (proxy === undefined || (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol))) return
  // It may hold a password.
  const named = proxy.includes('@')
    ? 'the proxy in the environment'
    : `the proxy "${shown(proxy)}" in the environment`
  throw new VideosdkTokenError('proxy-invalid', `${named} is no http or https URL`, {
    hint: 'Write HTTPS_PROXY=http://proxy.example:3128, or unset it.',
  })
}
