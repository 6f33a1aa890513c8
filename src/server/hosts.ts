/**
 * Which names the server answers to. A page of somebody else's can have its own name lead to this machine (DNS
 * rebinding), and then reads what the browser takes for its own site; but the name stays in `Host`.
 */
import { isIpAddress, isLocalName, isName, nameIn } from '../http/host-name.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown, spelled } from '../token/text.ts'

/**
 * Whether a `Host` is an IP address, `localhost`, a name under it, or one that was named. Ports don't matter.
 *
 * @param named - as `parseHost` gives them.
 */
export function isKnownHost(host: string, named: ReadonlySet<string>): boolean {
  const name = nameIn(host)
  return isIpAddress(name) || isLocalName(name) || named.has(name)
}

/** Reads a name for the list of those that are answered to. Throws `value-invalid`. */
export function parseHost(text: string): string {
  const name = typeof text === 'string' ? nameIn(text) : ''
  if (isName(name)) return name
  throw new VideosdkTokenError('value-invalid', `"${shown(spelled(text))}" is no host name`, {
    hint: 'Give the name alone, such as tokens.example.org: no scheme, no path, no *.',
  })
}
