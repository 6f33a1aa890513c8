/** Names that people take for a claim of ours, and names that are their own. */
import { expect, test } from 'vitest'
import { isOurClaim, meantClaim, OUR_CLAIMS } from '../../src/token/claim-names.ts'

test.each([
  ['apiKey', 'apikey'],
  ['api_key', 'apikey'],
  ['API-KEY', 'apikey'],
  ['api key', 'apikey'],
  ['apikeys', 'apikey'],
  ['permission', 'permissions'],
  ['Version', 'version'],
  ['room', 'roomId'],
  ['room_id', 'roomId'],
  ['meeting-id', 'roomId'],
  ['peerId', 'participantId'],
  ['participant', 'participantId'],
  ['participant_id', 'participantId'],
  ['role', 'roles'],
  ['rolls', 'roles'],
  ['JTI', 'jti'],
  ['i_a_t', 'iat'],
  ['Exp', 'exp'],
  ['nb-f', 'nbf'],
])('%s was meant for %s', (name, meant) => {
  expect(meantClaim(name)).toBe(meant)
})

test.each(['ext', 'jt', 'rol', 'rooms1', 'name', 'peer', 'meeting', '', 'constructor', '__proto__'])(
  '%j was meant as it stands',
  (name) => {
    expect(meantClaim(name)).toBeUndefined()
    expect(isOurClaim(name)).toBe(false)
  },
)

test.each(OUR_CLAIMS)('%s is ours, and meant as it stands', (name) => {
  expect(meantClaim(name)).toBeUndefined()
  expect(isOurClaim(name)).toBe(true)
})
