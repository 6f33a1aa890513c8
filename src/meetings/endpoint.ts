/** Where VideoSDK's REST API is. */
import { isLoopback } from '../http/host-name.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown, spelled, withoutEnd } from '../token/text.ts'

export const DEFAULT_ENDPOINT = 'https://api.videosdk.live'

/**
 * Reads an endpoint as people have it: the official SDK's without, the official examples' with `/v2`.
 *
 * @returns the URL that paths such as `/v2/rooms` are appended to: no version, no slash at its end.
 * @throws {VideosdkTokenError} `endpoint-invalid`.
 * @example parseEndpoint('https://example.org/videosdk/v2/') // 'https://example.org/videosdk'
 */
export function parseEndpoint(text: string): string {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') throw invalid(text)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw invalid(text)
  return `${url.origin}${withoutEnd(url.pathname, '/').replace(/\/v[12]$/, '')}`
}

/** Whether a token would travel to it unencrypted, over more than this machine. */
export function isExposed(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint)
  return protocol === 'http:' && !isLoopback(hostname)
}

function invalid(text: unknown): VideosdkTokenError {
  return new VideosdkTokenError(
    'endpoint-invalid',
    `"${shown(spelled(text))}" is no http or https URL of an API`,
    {
      hint: `Write it as ${DEFAULT_ENDPOINT}, without a user name, a password, "?" or "#".`,
    },
  )
}
