/** How many tokens a client may have: the shape of Cloudflare Workers' rate-limit binding, and one in memory. */
import { VideosdkTokenError } from '../token/errors.ts'

/** Says whether a client may have one more token; a rate-limit binding of Cloudflare Workers is one. */
export interface RateLimiter {
  /** Counts one token for the client of that key. */
  limit(asked: { key: string }): Promise<{
    /** False: the answer is 429. */
    readonly success: boolean
    /** Seconds, where they are known. */
    readonly retryAfter?: number
  }>
}

const MINUTE_MS = 60_000
/** Clients that are remembered; beyond it those whose minute is over are forgotten. */
const MOST_REMEMBERED = 10_000

interface Window {
  readonly endsAt: number
  used: number
}

/**
 * A limiter for one process: so many a minute, counted from a client's first.
 *
 * @param now - milliseconds that only grow.
 * @throws {VideosdkTokenError} `value-invalid`.
 */
export function memoryRateLimiter(
  perMinute: number,
  now: () => number = performance.now.bind(performance),
): RateLimiter {
  if (!(Number.isSafeInteger(perMinute) && perMinute > 0))
    throw new VideosdkTokenError('value-invalid', 'a limit is a whole number of tokens from 1')
  const windows = new Map<string, Window>()
  return {
    limit: async ({ key }) => {
      const time = now()
      const open = windows.get(key)
      const window = open !== undefined && open.endsAt > time ? open : { endsAt: time + MINUTE_MS, used: 0 }
      if (window !== open) remember(windows, key, window, time)
      if (window.used >= perMinute)
        return { success: false, retryAfter: Math.ceil((window.endsAt - time) / 1000) }
      window.used++
      return { success: true }
    },
  }
}

/** The oldest come first in the map, and are over first. */
function remember(windows: Map<string, Window>, key: string, window: Window, time: number): void {
  windows.delete(key)
  windows.set(key, window)
  if (windows.size <= MOST_REMEMBERED) return
  for (const [other, { endsAt }] of windows) {
    if (endsAt > time && windows.size <= MOST_REMEMBERED * 2) return
    windows.delete(other)
  }
}
