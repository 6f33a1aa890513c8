/** The two APIs behind one interface: v2 calls it a room, v1 (the page's) a meeting. */
import { VideosdkTokenError } from '../token/errors.ts'
import type { Call } from './call.ts'
import type { MeetingRequest } from './meeting-request.ts'

/** VideoSDK's REST API: 2, `/v2/rooms`; 1, `/v1/meetings`, as on the "Server setup" page. */
export type ApiVersion = 1 | 2

/** Which call does what. Ids are checked, and are percent-encoded here and nowhere else. */
export interface Dialect {
  create(request: MeetingRequest, extra: Readonly<Record<string, unknown>>): Call
  validate(meetingId: string): Call
  list(page: number, perPage: number, query: string | undefined): Call
  deactivate(roomId: string): Call
}

const LOOK_FIRST =
  'See whether it was made: videosdk-token list-meetings. With --custom-id, v2 makes it once, however often it is asked.'

const ROOMS: Dialect = {
  // With an id of the caller's own, creating again gives the same room.
  create: (request, extra) => {
    const body = { ...extra, ...request }
    return { method: 'POST', path: '/v2/rooms', body, repeatable: isNamed(body), whenUnsure: LOOK_FIRST }
  },
  validate: (id) => ({
    method: 'GET',
    path: `/v2/rooms/validate/${encodeURIComponent(id)}`,
    repeatable: true,
  }),
  list: (page, perPage, query) => {
    const asked = new URLSearchParams({
      page: String(page),
      perPage: String(perPage),
      ...(query !== undefined && { query }),
    })
    return { method: 'GET', path: `/v2/rooms?${asked}`, repeatable: true }
  },
  deactivate: (roomId) => ({
    method: 'POST',
    path: '/v2/rooms/deactivate',
    body: { roomId },
    repeatable: false,
  }),
}

const MEETINGS: Dialect = {
  create: ({ customRoomId, geoFence, ...others }, extra) => {
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) throw unsupported(`has no ${unknown}`)
    const body = {
      ...extra,
      ...(customRoomId !== undefined && { userMeetingId: customRoomId }),
      ...(geoFence !== undefined && { region: geoFence }),
    }
    return { method: 'POST', path: '/v1/meetings', body, repeatable: false, whenUnsure: LOOK_FIRST }
  },
  validate: (id) => ({ method: 'POST', path: `/v1/meetings/${encodeURIComponent(id)}`, repeatable: false }),
  list: () => {
    throw unsupported('cannot list meetings')
  },
  deactivate: () => {
    throw unsupported('cannot deactivate meetings')
  },
}

export const DIALECTS: Readonly<Record<ApiVersion, Dialect>> = { 1: MEETINGS, 2: ROOMS }

/** An empty id names nothing. */
function isNamed({ customRoomId }: Readonly<Record<string, unknown>>): boolean {
  return typeof customRoomId === 'string' && customRoomId !== ''
}

function unsupported(what: string): VideosdkTokenError {
  return new VideosdkTokenError('api-version-unsupported', `VideoSDK's v1 API ${what}`, {
    hint: 'Use the v2 API: --api-version 2, which is the default.',
  })
}
