/** Chat as an app's lines have it: the same for clients before and from 1.0 on. */
import type { MeetingPage } from './meeting-page.ts'

const asArguments = (...values: unknown[]): string => values.map((value) => JSON.stringify(value)).join()
const messageOf = (value: unknown): string => (value as { message: string }).message

export const subscribe = (page: MeetingPage, topic: string, options: object = {}): Promise<unknown> =>
  page.act(`await window.subscribe(${asArguments(topic, options)})`)

export const publish = (
  page: MeetingPage,
  topic: string,
  message: string,
  options: object = {},
  payload: object | null = null,
): Promise<unknown> =>
  page.act(`await meeting.pubSub.publish(${asArguments(topic, message, options, payload)})`)

/** Messages, in order; those that were kept are of the kind `old chat`. */
export const heard = async (page: MeetingPage, kind = 'chat'): Promise<string[]> =>
  (await page.seen()).filter(([event]) => event === kind).map(([, value]) => messageOf(value))

export const hears = (page: MeetingPage, message: string, kind = 'chat'): Promise<unknown> =>
  page.saw(kind, (value) => messageOf(value) === message)
