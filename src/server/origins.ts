/** Which web pages may ask. A browser names the page's origin (RFC 6454); other programs name none. */
import { isLoopback, nameIn } from '../http/host-name.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown, spelled } from '../token/text.ts'

/** A scheme, a host, perhaps a port; apps in a shell have schemes of their own, `capacitor://localhost`. */
const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[^\s/:?#@[\]\\,]+)(:\d+)?$/

/**
 * Whether an `Origin` is the server's own, one of this machine, or one that was named.
 *
 * @param host - what the request takes the server for. The scheme is left out of it, since whoever ends TLS in
 * front of the server does not tell.
 * @param named - as `parseOrigin` gives them.
 */
export function isKnownOrigin(origin: string, host: string, named: ReadonlySet<string>): boolean {
  if (named.has(origin)) return true
  const [, , name = '', port = ''] = ORIGIN.exec(origin) ?? []
  return name !== '' && (`${name}${port}` === host || isLoopback(nameIn(name)))
}

/** Reads an origin for the list of those that may ask. Throws `value-invalid`. */
export function parseOrigin(text: string): string {
  // Opened from disk, a page has this one.
  if (text === 'null') return text
  const origin = typeof text === 'string' ? text.toLowerCase().replace(/\/$/, '') : ''
  if (ORIGIN.test(origin)) return withoutDefaultPort(origin)
  const everybody = text === '*' ? 'Name each: with * any page of the web could have a token. ' : ''
  throw new VideosdkTokenError('value-invalid', `"${shown(spelled(text))}" is no origin`, {
    hint: `${everybody}Write scheme and host, and the port where it has one: https://app.example.org, or null for pages from disk.`,
  })
}

/** Browsers leave it out. */
function withoutDefaultPort(origin: string): string {
  return origin.replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2')
}
