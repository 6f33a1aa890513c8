/** What `serve` says when it has begun: where it is, for whom, and what it gives. */
import { isEverywhere } from '../http/host-name.ts'
import type { Listening } from '../http/listen.ts'
import { withKey } from '../server/address.ts'
import type { Limits } from '../server/limits.ts'
import { formatDuration } from '../token/duration.ts'
import type { Context } from './context.ts'

export interface Served {
  readonly accessKey: string | false
  readonly limits: Limits
  readonly sandbox: boolean
}

export function introduction(
  { url, port, host }: Listening,
  served: Served,
  { networkAddresses }: Context,
): string {
  const network = isEverywhere(host) ? networkAddresses() : []
  const { accessKey, limits, sandbox } = served
  const { permissions, maxPermissions, expiresIn } = limits
  const addressOf = (name: string): string => withKey(`http://${name}:${port}`, accessKey)
  const more = maxPermissions.filter((permission) => !permissions.includes(permission))
  return [
    `Serving VideoSDK tokens: ${url}`,
    ...network.map((address) => `  to phones on this network:  ${addressOf(address)}`),
    ...(reachesEmulator(host) ? [`  to an Android emulator:     ${addressOf('10.0.2.2')}`] : []),
    `Each: ${permissions.join(',')}, ${formatDuration(expiresIn)}.${more.length > 0 ? ` Who asks may have ${more.join(',')}, too.` : ''} Ctrl-C stops it.`,
    ...(accessKey === false
      ? []
      : ['Whoever has the address, with its key, gets tokens: keep it to yourself.']),
    ...(sandbox ? [SANDBOX] : []),
    '',
    `In a browser:  ${url}${accessKey === false ? '/' : ''}`,
    `In a terminal: curl ${url}/get-token`,
    '',
  ].join('\n')
}

/** Its 10.0.2.2 leads to 127.0.0.1 of the machine that it runs on. */
function reachesEmulator(host: string): boolean {
  return isEverywhere(host) || host === '127.0.0.1' || host === 'localhost'
}

const SANDBOX = `They are the sandbox's, which VideoSDK refuses. An app that calls api.videosdk.live
itself needs its endpoint set, too: videosdk-token sandbox says how.`
