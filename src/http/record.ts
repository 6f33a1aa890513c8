/** What a log may know of a request: never its token, its key, its query, its body, or an id in its path. */
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'

export interface RequestRecord {
  readonly method: string
  /** As a pattern, `/v2/rooms/:roomId`; null where there is no such path. */
  readonly route: string | null
  /** Null where the connection was closed instead. */
  readonly status: number | null
  /** Milliseconds until it was answered. */
  readonly ms: number
  /** A random UUID. */
  readonly id: string
}

export type OnRequest = (record: RequestRecord) => void

/** Tells of each request when it was answered. Stands first, so that it sees all of it. */
export function recorded(onRequest: OnRequest): MiddlewareHandler {
  return async (c, next) => {
    const began = performance.now()
    let answered = false
    try {
      await next()
      answered = true
    } finally {
      const route = routePath(c, -1)
      onRequest({
        method: c.req.method,
        route: route.endsWith('*') ? null : route,
        status: answered ? c.res.status : null,
        ms: Math.round(performance.now() - began),
        id: crypto.randomUUID(),
      })
    }
  }
}
