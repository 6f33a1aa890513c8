/** What a client of `/create-meeting` wants its meeting to be made with: passed on, less what is ours. */
import { type Fields, singles } from './fields.ts'
import { RequestRefused } from './refused.ts'

/**
 * @returns the body for VideoSDK: no token in it, and the page's `region` under its present name, `geoFence`.
 * @throws {RequestRefused} `parameter-invalid`.
 */
export function readMeetingFields(fields: Fields): Readonly<Record<string, unknown>> {
  const given = singles(fields)
  const { token: _, region, geoFence = region, ...others } = given
  if (isGiven(region) && region !== geoFence)
    throw new RequestRefused('parameter-invalid', '"region" and "geoFence" name the same thing, and differ')
  return isGiven(geoFence) ? { ...others, geoFence } : others
}

/** The page's clients send a region that is empty where they have none. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== ''
}
