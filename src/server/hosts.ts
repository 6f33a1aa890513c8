/**
 * Which names the server answers to. A page of somebody else's can have its own name lead to this machine (DNS
 * rebinding), and then reads what the browser takes for its own site; but the name stays in `Host`.
 */
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'

const PORT = /:\d*$/
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const NAME = /^(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/
const LOCAL_NAME = /^(?:.+\.)?localhost$/

/**
 * Whether a `Host` is an IP address, `localhost`, a name under it, or one that was named. Ports don't matter.
 *
 * @param named - as `parseHost` gives them.
 */
export function isKnownHost(host: string, named: ReadonlySet<string>): boolean {
  const name = nameIn(host)
  return IPV4.test(name) || isIpv6(name) || isLocalName(name) || named.has(name)
}

/** Whether a name, or an address in brackets, can only mean this machine. */
export function isLoopback(name: string): boolean {
  return isLocalName(name) || name === '[::1]' || (IPV4.test(name) && name.startsWith('127.'))
}

/** Whether an address to listen on can be reached from this machine alone. */
export function isLoopbackAddress(host: string): boolean {
  const name = host.includes(':') ? nameOfIpv6(host) : host.toLowerCase()
  // Of other names only the resolver knows where they lead.
  return name === 'localhost' || (!LOCAL_NAME.test(name) && isLoopback(name))
}

function nameOfIpv6(address: string): string {
  const url = `http://[${address}]`
  return URL.canParse(url) ? new URL(url).hostname : address
}

/** Reads a name for the list of those that are answered to. Throws `value-invalid`. */
export function parseHost(text: string): string {
  const name = typeof text === 'string' ? nameIn(text) : ''
  if (NAME.test(name)) return name
  throw new VideosdkTokenError('value-invalid', `"${shown(String(text))}" is no host name`, {
    hint: 'Give the name alone, such as tokens.example.org: no scheme, no path, no *.',
  })
}

/** A trailing dot only says that the name is whole (RFC 1034 section 3.1). */
function nameIn(host: string): string {
  return host.toLowerCase().replace(PORT, '').replace(/\.$/, '')
}

function isLocalName(name: string): boolean {
  return LOCAL_NAME.test(name) && NAME.test(name)
}

function isIpv6(name: string): boolean {
  return /^\[[0-9a-f:.]+\]$/.test(name) && URL.canParse(`http://${name}`)
}
