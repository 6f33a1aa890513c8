/** What people read of advice and of lists that help shows, word for word. */
import { describe, expect, it, test } from 'vitest'
import { adviseOnClaims, adviseOnCredentials } from '../../src/token/advice.ts'
import { buildClaims, type TokenRequest } from '../../src/token/claims.ts'
import { ERROR_CODES, messageOf, naming, VideosdkTokenError } from '../../src/token/errors.ts'
import { FAULTS } from '../../src/token/fault.ts'
import { FORMATS } from '../../src/token/format.ts'
import { PERMISSIONS, ROLES } from '../../src/token/lists.ts'
import { API_KEY, NOW, SECRET } from '../support/values.ts'

const DAY = 86_400
const NO_TAKING_BACK =
  'A token cannot be taken back. Sign short ones where they are needed, as often as you like.'

test.each<[TokenRequest, string]>([
  [
    { permissions: ['allow_mod'], roomId: 'a' },
    'allow_mod moderates, but does not let its holder in | --perm allow_join,allow_mod',
  ],
  [
    { permissions: ['allow_join', 'allow_mod'], expiresIn: DAY + 1 },
    'whoever holds this token moderates every room for 1 d 1 s | Add --room, or a shorter --expires.',
  ],
  [
    { roles: ['crawler'], participantId: 'a' },
    'a crawler token calls the REST API and cannot join, so a room or participant limits nothing | ' +
      'Leave --role out, or the room and participant.',
  ],
  [{ expiresIn: 366 * DAY }, `the token is good for 366 days | ${NO_TAKING_BACK}`],
  [{ expiresIn: `${36_500 * DAY}s` }, `the token is good for 36500 days | ${NO_TAKING_BACK}`],
  [
    { expiresIn: `${36_500 * DAY + 1}s` },
    `the token is good for 36500 days: milliseconds by mistake? | ${NO_TAKING_BACK}`,
  ],
  [
    { claims: { room_id: 'x' } },
    'VideoSDK does not read the claim room_id, so it limits nothing | ' +
      'The claim is roomId, and has a flag of its own.',
  ],
])('%j: %s', (request, words) => {
  const advice = adviseOnClaims(buildClaims(API_KEY, { now: NOW, ...request }))
  expect(advice.map(({ message, hint }) => `${message} | ${hint}`)).toEqual([words])
})

test.each([
  [API_KEY, 'q'.repeat(31), 'the secret has 31 bytes, where HS256 wants 32 or more (RFC 7518 section 3.2)'],
  [SECRET, SECRET, 'the API key and the secret are the same'],
  [SECRET, API_KEY, 'the API key and the secret look swapped'],
  ['your_key', SECRET, 'the API key looks like a placeholder'],
  [API_KEY, 'your_secret', 'the secret looks like a placeholder'],
  ['./key', SECRET, 'the API key looks like a path, not like what the file holds'],
  [API_KEY, '/x', 'the secret looks like a path, not like what the file holds'],
])('%s and %s: %s', (apiKey, secret, words) => {
  expect(adviseOnCredentials(apiKey, secret).map(({ message, hint }) => `${message} | ${hint}`)).toEqual([
    `${words} | Key and secret are shown at https://app.videosdk.live, under API keys.`,
  ])
})

test.each([
  ['error codes', ERROR_CODES],
  ['permissions', PERMISSIONS],
  ['roles', ROLES],
  ['faults', FAULTS],
  ['formats', FORMATS],
])('help has a word for each of the %s, and no two are the same', (_name, table) => {
  const words = Object.values(table)
  for (const text of words) expect(text).toMatch(/^\S.*\w/)
  expect(new Set(words).size).toBe(words.length)
})

describe('an error', () => {
  const cause = new Error('below')
  const error = new VideosdkTokenError('file-unreadable', 'x cannot be read', { cause, status: 404 })

  it('carries what it was given, and null for the rest', () => {
    expect(error).toMatchObject({ code: 'file-unreadable', reason: null, hint: null, status: 404, cause })
    const bare = new VideosdkTokenError('bug', 'x')
    expect(bare).toMatchObject({ name: 'VideosdkTokenError', reason: null, hint: null, status: null })
    expect('cause' in bare).toBe(false)
  })

  it('is named after where its value came from, and keeps the rest', () => {
    const fail = (thrown: unknown) => () =>
      naming('--perm', () => {
        throw thrown
      })
    expect(fail(error)).toThrow(
      expect.objectContaining({
        code: 'file-unreadable',
        message: 'x cannot be read (from --perm)',
        reason: null,
        hint: null,
        cause,
      }),
    )
    const told = new VideosdkTokenError('bug', 'x', { reason: 'why', hint: 'how' })
    expect(fail(told)).toThrow(
      expect.objectContaining({ message: 'x (from --perm)', reason: 'why', hint: 'how' }),
    )
    expect(fail(cause)).toThrow(cause)
    expect(naming('--perm', () => 5)).toBe(5)
  })

  it('has a message, whatever was thrown', () => {
    expect([messageOf(cause), messageOf('text'), messageOf(undefined)]).toEqual([
      'below',
      'text',
      'undefined',
    ])
  })
})
