/** Where a request is addressed to: `/k/<key>/get-token` is `/get-token`, with an access key. */
import { getPath } from 'hono/utils/url'

/** The path of an address that ends with its key. */
export const KEY_ALONE = '/k'

/**
 * The path that routes are found by: no key at its start, no slash at its end, one slash where an app joined a
 * base URL that ends in one.
 */
export function pathOf(request: Request, keyed: boolean): string {
  const path = getPath(request).replace(/^\/+/, '/')
  const rest = keyed ? path.replace(/^\/k\/[^/]+/, '').replace(/^\/+/, '/') : path
  if (rest === '') return KEY_ALONE
  return rest.length > 1 && rest.endsWith('/') ? rest.slice(0, -1) : rest
}

/** The access key in an address; undefined where there is none, empty where it cannot be read. */
export function keyIn(url: string): string | undefined {
  const [, segment] = /^\/+k\/([^/]+)/.exec(new URL(url).pathname) ?? []
  if (segment === undefined) return undefined
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}

/** The address of the server with its key, for apps that only know a base URL; no slash at its end. */
export function withKey(url: string, accessKey: string | false): string {
  return accessKey === false ? url : `${url}${KEY_ALONE}/${encodeURIComponent(accessKey)}`
}
