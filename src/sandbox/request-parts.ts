/** What is read of a request of the REST API. */
import type { Context } from 'hono'
import { readText } from '../http/read-text.ts'
import { isTooDeep } from './nesting.ts'
import { BadRequest } from './room-request.ts'

/** Rooms are small; what others send is not kept. */
export const MOST_BODY_BYTES = 1_000_000
const DEFAULT_PER_PAGE = 20
const MOST_PER_PAGE = 100

/**
 * Read by what it is, whatever its content type says: apps send JSON as a form, or nothing at all.
 *
 * @throws {BadRequest}
 * @throws {TextTooLong}
 */
export async function bodyOf(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(c.req.raw.body, MOST_BODY_BYTES)
  if (text.trim() === '') return {}
  const body = parsed(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadRequest('The body is no JSON object')
  // A room would be kept that no list of rooms could be written with.
  if (isTooDeep(body)) throw new BadRequest('The body is nested too deeply')
  return body as Record<string, unknown>
}

export function pageAsked(c: Context): { page: number; perPage: number } {
  const read = (name: string, otherwise: number, most: number): number => {
    const text = c.req.query(name) ?? String(otherwise)
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= 1 && number <= most) return number
    throw new BadRequest(`"${name}" must be a number from 1 to ${most}`)
  }
  return { page: read('page', 1, 1e9), perPage: read('perPage', DEFAULT_PER_PAGE, MOST_PER_PAGE) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
