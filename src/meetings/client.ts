/** Meetings, made and looked after: the calls, and what their answers mean. */

import { VideosdkTokenError } from '../token/errors.ts'
import { looksLikeToken } from '../token/text.ts'
import { type Answer, describeBody } from './answer.ts'
import { type ApiVersion, DIALECTS } from './dialect.ts'
import { type Meeting, toMeeting } from './meeting.ts'
import { checkMeetingId } from './meeting-id.ts'
import { checkBody, checkMeetingRequest, type MeetingRequest } from './meeting-request.ts'
import { type PageOfRooms, toPage } from './page-of-rooms.ts'
import { answerInvalid, isUnknownMeeting, refusalOf } from './refusal.ts'
import type { Send } from './send.ts'

/** What `validateMeeting` found (REST reference, "Validate Room"). */
export interface Validation {
  /** As it was asked for. */
  readonly meetingId: string
  /** Whether somebody could join it: it exists, and is not deactivated. */
  readonly valid: boolean
  /** Why it is not valid; missing where it is. */
  readonly reason?: 'not-found' | 'deactivated'
  /** Missing where there is none. */
  readonly room?: Meeting
}

/** VideoSDK's REST API, as far as meetings go; every call rejects with a `VideosdkTokenError`. */
export interface MeetingsClient {
  /**
   * Makes a meeting. With `customRoomId` it gives the same one each time.
   *
   * @param extra - further fields for VideoSDK, unchecked; what `request` says wins.
   * @throws {VideosdkTokenError} `value-invalid` or `id-invalid` before anything is sent; `token-refused`,
   * `request-refused`, `rate-limited`, `api-failed`, `answer-invalid`, `network-failed`, `timed-out`,
   * `redirected` after it, here and below.
   */
  createMeeting(request?: MeetingRequest, extra?: Readonly<Record<string, unknown>>): Promise<Meeting>
  /** Whether there is such a meeting, by its id or its custom id. That there is none is an answer, no error. */
  validateMeeting(meetingId: string): Promise<Validation>
  /** All meetings of the account, page after page as they are read; `query` is an id or a custom id. */
  listMeetings(options?: { readonly query?: string | undefined }): AsyncIterable<Meeting>
  /** Ends a meeting for good, by its id or its custom id. Throws `meeting-unknown`. */
  deactivateMeeting(meetingId: string): Promise<Meeting>
  /** Asks for one room of the list, to learn whether the token is taken. Throws `token-refused`. */
  checkToken(): Promise<void>
}

const ROOMS_A_PAGE = 100

interface Target {
  /** For error messages. */
  readonly host: string
  readonly tokenSource?: string | undefined
  /** What is put into no address, besides tokens. */
  readonly confidential?: readonly string[]
}

export function createMeetingsClient(send: Send, apiVersion: ApiVersion, target: Target): MeetingsClient {
  const { host, tokenSource, confidential = [] } = target
  const dialect = DIALECTS[apiVersion]

  // Every server and proxy on the way keeps addresses. No meeting is called by a token or by the secret.
  const isNoId = (text: string): boolean => looksLikeToken(text) || confidential.includes(text)
  const accept = (answer: Answer, aboutMeeting: boolean): Answer => {
    if (answer.status >= 200 && answer.status < 300) return answer
    throw refusalOf(answer, { host, tokenSource, aboutMeeting })
  }
  const read = <T>(answer: Answer, shape: (json: unknown) => T | undefined): T => {
    const value = shape(answer.json)
    if (value !== undefined) return value
    throw answerInvalid(describeBody(answer), host, answer.status)
  }
  const validateMeeting = async (meetingId: string): Promise<Validation> => {
    if (isNoId(checkMeetingId(meetingId))) return { meetingId, valid: false, reason: 'not-found' }
    const answer = await send(dialect.validate(meetingId))
    if (isUnknownMeeting(answer)) return { meetingId, valid: false, reason: 'not-found' }
    const room = read(accept(answer, true), toMeeting)
    return room.disabled === true
      ? { meetingId, valid: false, reason: 'deactivated', room }
      : { meetingId, valid: true, room }
  }
  const pageOf = async (page: number, perPage: number, query?: string): Promise<PageOfRooms> =>
    read(accept(await send(dialect.list(page, perPage, query)), false), toPage)

  return {
    validateMeeting,
    async createMeeting(request = {}, extra = {}) {
      const call = dialect.create(checkMeetingRequest(request), extra)
      checkBody(call.body ?? {})
      const answer = await send(call)
      return read(accept(answer, false), toMeeting)
    },
    async *listMeetings(options) {
      // Rooms that are made meanwhile push others onto the next page, where they come a second time.
      const seen = new Set<string>()
      if (isNoId(options?.query ?? '')) return
      for (let page = 1; ; page++) {
        const { meetings, isLast } = await pageOf(page, ROOMS_A_PAGE, options?.query)
        const fresh = meetings.filter(({ roomId }) => !seen.has(roomId))
        for (const meeting of fresh) {
          seen.add(meeting.roomId)
          yield meeting
        }
        if (isLast || fresh.length === 0) return
      }
    },
    async deactivateMeeting(meetingId) {
      const id = checkMeetingId(meetingId)
      if (isNoId(id)) {
        throw new VideosdkTokenError(
          'meeting-unknown',
          'there is no such meeting: it is a token or a secret',
          {
            hint: 'Give the id of a meeting: videosdk-token list-meetings',
          },
        )
      }
      const call = dialect.deactivate(id)
      if (ROOM_ID.test(id)) {
        const answer = await send(call)
        if (!isUnknownMeeting(answer)) return read(accept(answer, true), toMeeting)
      }
      // The call takes VideoSDK's own id alone, and a custom one may look like it.
      const room = read(accept(await send(dialect.validate(id)), true), toMeeting)
      return read(accept(await send(dialect.deactivate(room.roomId)), true), toMeeting)
    },
    async checkToken() {
      await pageOf(1, 1)
    },
  }
}

/** Three groups of lower-case letters and digits. */
const ROOM_ID = /^[a-z0-9]{3,4}-[a-z0-9]{4}-[a-z0-9]{4}$/
