/** Stand-ins for VideoSDK's API, as a `fetch`. */
import type { Fetch } from '../../src/meetings/fetch.ts'
import { createWorld, type World, withCredentials } from './world.ts'

/** What was asked, and an answer for each. */
export function recording(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const asked: { method: string; path: string; body: unknown }[] = []
  const fetch: Fetch = async (url, init) => {
    const { body, method = '' } = init
    asked.push({
      method,
      path: new URL(url).pathname,
      body: typeof body === 'string' ? JSON.parse(body) : null,
    })
    return answer(url, init)
  }
  return { asked, fetch }
}

/** An answer that is a room. */
export const room = (fields: object = {}): Response => Response.json({ roomId: 'abcd-efgh-ijkl', ...fields })
/** A world of somebody who has credentials in the environment. */
export const inEnv = (overrides: Partial<World> = {}) => createWorld({ env: withCredentials, ...overrides })
