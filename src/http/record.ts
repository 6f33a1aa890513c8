/** What a log may know of a request: never its token, its key, its query, its body, or an id in its path. */
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'

/** A request that was answered, as a log may know it. */
export interface RequestRecord {
  /** `GET`, `POST`, … */
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

/** Told of each request when it was answered. */
export type OnRequest = (record: RequestRecord) => void

/** Starts the clock of a request; what it gives tells of the request when it was answered. */
export function recording(
  onRequest: OnRequest,
  method: string,
): (route: string | null, status: number | null) => void {
  const began = performance.now()
  return (route, status) => {
    const ms = Math.round(performance.now() - began)
    onRequest({ method, route, status, ms, id: crypto.randomUUID() })
  }
}

/** Tells of each request of a Hono app. Stands first, so that it sees all of it. */
export function recorded(onRequest: OnRequest): MiddlewareHandler {
  return async (c, next) => {
    const tell = recording(onRequest, c.req.method)
    let answered = false
    try {
      await next()
      answered = true
    } finally {
      const route = routePath(c, -1)
      tell(route.endsWith('*') ? null : route, answered ? c.res.status : null)
    }
  }
}
