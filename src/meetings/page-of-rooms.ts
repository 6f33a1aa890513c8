/** One page of the list of rooms, as v2 answers. */
import { type Meeting, toMeeting } from './meeting.ts'

export interface PageOfRooms {
  readonly meetings: readonly Meeting[]
  readonly isLast: boolean
}

/** Undefined where the JSON is none. */
export function toPage(json: unknown): PageOfRooms | undefined {
  if (typeof json !== 'object' || json === null || !('data' in json) || !Array.isArray(json.data))
    return undefined
  const meetings = json.data.map(toMeeting)
  if (!meetings.every((meeting) => meeting !== undefined)) return undefined
  const { pageInfo } = json as { pageInfo?: unknown }
  const { currentPage, lastPage } = Object(pageInfo) as Record<string, unknown>
  return { meetings, isLast: !(numberIn(currentPage) < numberIn(lastPage)) }
}

/** As text, too. An object may be such that not even `Number` takes it. */
function numberIn(value: unknown): number {
  return typeof value === 'object' ? Number.NaN : Number(value)
}
