/** Names of hosts as they stand in URLs and headers, and which of them can only mean this machine. */

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const NAME = /^(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/
const LOCAL_NAME = /^(?:.+\.)?localhost$/

/** Without a port, in lower case. A trailing dot only says that the name is whole (RFC 1034 section 3.1). */
export function nameIn(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}

/** Labels and dots; an IPv4 address is one as well. */
export function isName(name: string): boolean {
  return NAME.test(name)
}

/** `localhost`, or a name under it (RFC 6761 section 6.3). */
export function isLocalName(name: string): boolean {
  return LOCAL_NAME.test(name) && NAME.test(name)
}

/** An IPv4 address, or an IPv6 one in brackets. */
export function isIpAddress(name: string): boolean {
  return IPV4.test(name) || (/^\[[0-9a-f:.]+\]$/.test(name) && URL.canParse(`http://${name}`))
}

/** Whether a name, or an address in brackets, can only mean this machine. */
export function isLoopback(name: string): boolean {
  return isLocalName(name) || name === '[::1]' || (IPV4.test(name) && name.startsWith('127.'))
}

/** An address to listen on as a URL has it: `0` and `::0` are written in full, IPv6 in brackets. */
export function hostOfUrl(address: string): string {
  const url = `http://${address.includes(':') ? `[${address}]` : address}`
  return URL.canParse(url) ? new URL(url).hostname : address
}

/** Whether an address to listen on can be reached from this machine alone. */
export function isLoopbackAddress(address: string): boolean {
  const name = hostOfUrl(address)
  // 127.0.0.1 as an IPv6 socket has it (RFC 4291 section 2.5.5.2).
  if (/^\[::ffff:7f[\da-f]{2}:/.test(name)) return true
  // Of names under localhost only the resolver knows where they lead.
  return name === 'localhost' || (isIpAddress(name) && isLoopback(name))
}

/** Whether an address to listen on stands for all that this machine has. */
export function isEverywhere(address: string): boolean {
  const name = hostOfUrl(address)
  return name === '0.0.0.0' || name === '[::]'
}
