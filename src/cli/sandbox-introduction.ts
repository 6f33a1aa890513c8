/** What `sandbox` says when it has begun: where it is, and how to point things at it. */
import { isEverywhere } from '../http/host-name.ts'
import type { StartedSandbox } from '../sandbox/start-sandbox.ts'
import type { Context } from './context.ts'

/** By whose certificate it speaks, if any. */
export type Tls = 'made' | 'given' | undefined

export function sandboxIntroduction(
  { url, host, port, credentials }: StartedSandbox,
  file: string | undefined,
  tls: Tls,
  { networkAddresses }: Context,
): string {
  const { apiKey, secret } = credentials
  const { protocol, host: address } = new URL(url)
  const network = isEverywhere(host) ? networkAddresses() : []
  return [
    `VideoSDK offline: ${url}`,
    ...network.map((one) => `  to phones on this network:  ${protocol}//${one}:${port}`),
    'Opened in a browser, it shows who joins, who waits and who is refused.',
    `Its rooms are kept ${file === undefined ? 'in memory' : `in ${file}`}. Ctrl-C stops it.`,
    '',
    'Point this tool, and the official server SDK, at it:',
    `  export VIDEOSDK_API_ENDPOINT=${url} VIDEOSDK_API_KEY=${apiKey}`,
    `  export VIDEOSDK_SECRET=${secret}`,
    ...(tls === undefined ? [] : [`  export ${TRUST[tls]}`]),
    'And curl:',
    `  curl ${tls === 'made' ? '-k ' : ''}-X POST -H "Authorization: $(videosdk-token token --sandbox)" ${url}/v2/rooms`,
    ...(tls === undefined
      ? ['To join it, an app needs TLS (--tls); in a Playwright test routeToSandbox does without.']
      : [`An app joins it by: initMeeting({ signalingBaseUrl: "${address}", … })`]),
    ...(tls === 'made'
      ? ['The certificate was made for this run: a browser trusts it once you opened the address above.']
      : []),
    '',
  ].join('\n')
}

/** How Node takes a certificate that it does not know. */
const TRUST = {
  made: 'NODE_TLS_REJECT_UNAUTHORIZED=0  # in this shell alone: it switches the check off',
  given: 'NODE_EXTRA_CA_CERTS="$(mkcert -CAROOT)/rootCA.pem"  # where mkcert made it',
} as const
