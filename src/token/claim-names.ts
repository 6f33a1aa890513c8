/** The claims that VideoSDK reads, and names that people take for them. */
import leven from 'leven'

/** In the order in which a token carries them. */
export const OUR_CLAIMS = [
  'apikey',
  'permissions',
  'version',
  'roomId',
  'participantId',
  'roles',
  'jti',
  'iat',
  'exp',
  'nbf',
] as const

export type OurClaim = (typeof OUR_CLAIMS)[number]

/** What the example servers and older documents call them. */
const OTHER_NAMES: Readonly<Record<string, OurClaim>> = {
  peerid: 'participantId',
  meetingid: 'roomId',
  room: 'roomId',
  participant: 'participantId',
}

/** Shorter names (`exp`, `iat`) are one letter from too much that is meant as it stands. */
const SHORTEST_COMPARED = 5

export function isOurClaim(name: string): name is OurClaim {
  return OUR_CLAIMS.some((claim) => claim === name)
}

/**
 * The claim that was probably meant by a name that limits nothing: `apiKey`, `room_id`, `peerId`, `role`.
 * Undefined for our own names, and for those that are not close to one.
 */
export function meantClaim(name: string): OurClaim | undefined {
  if (isOurClaim(name)) return undefined
  const plain = name.toLowerCase().replace(/[_-]/g, '')
  const other = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined
  return (
    other ??
    OUR_CLAIMS.find((claim) => {
      const ours = claim.toLowerCase()
      return plain === ours || (ours.length >= SHORTEST_COMPARED && leven(plain, ours) <= 1)
    })
  )
}
