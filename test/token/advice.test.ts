import { describe, expect, it, test } from 'vitest'
import { adviseOnClaims, adviseOnCredentials, looksSwapped } from '../../src/token/advice.ts'
import { buildClaims, type TokenRequest } from '../../src/token/claims.ts'
import { SANDBOX_CREDENTIALS } from '../../src/token/sandbox-credentials.ts'
import { API_KEY, NOW, SECRET } from '../support/values.ts'

const DAY = 86_400

test.each<[TokenRequest, string[]]>([
  [{}, []],
  [{ permissions: ['allow_join', 'allow_mod'] }, []],
  [{ permissions: ['allow_mod', 'allow_join'] }, []],
  [{ permissions: ['allow_mod'] }, ['permission-cannot-join']],
  [{ roles: ['rtc'], roomId: 'a' }, []],
  [{ permissions: ['allow_join', 'allow_mod'], expiresIn: DAY + 1 }, ['moderator-unbound']],
  [{ permissions: ['allow_join', 'allow_mod'], expiresIn: DAY + 1, roomId: 'a' }, []],
  [{ roles: ['crawler'] }, []],
  [{ roles: ['crawler'], roomId: 'a' }, ['role-cannot-join']],
  [{ roles: ['crawler'], participantId: 'a' }, ['role-cannot-join']],
  [{ roles: ['crawler', 'rtc'], roomId: 'a' }, []],
  [{ expiresIn: 365 * DAY }, []],
  [{ expiresIn: 365 * DAY + 1 }, ['expires-late']],
  [{ claims: { peerId: 'x' } }, ['claim-ignored']],
  [{ claims: { room_id: 'x', apiKey: 'y', role: 'z', roomID: 'q' } }, Array(4).fill('claim-ignored')],
  [{ claims: { iss: 'x', sub: 'y', aud: 'z', ext: 1, name: 'n', constructor: 1 } }, []],
])('on %j: %j', (request, codes) => {
  expect(adviseOnClaims(buildClaims(API_KEY, { now: NOW, ...request })).map(({ code }) => code)).toEqual(
    codes,
  )
})

it('asks after milliseconds from a hundred years on', () => {
  const message = (years: number) =>
    adviseOnClaims(buildClaims(API_KEY, { now: NOW, expiresIn: `${years * 365 * DAY + 1}s` }))[0]?.message
  expect(message(99)).not.toContain('milliseconds')
  expect(message(100)).toContain('milliseconds by mistake?')
})

describe('on credentials', () => {
  test.each([
    [API_KEY, SECRET, undefined],
    [SECRET, SECRET.replace('a', 'b'), undefined],
    [SANDBOX_CREDENTIALS.apiKey, SANDBOX_CREDENTIALS.secret, undefined],
    [API_KEY, 'q7'.repeat(15), 'secret-short'],
    [API_KEY, 'q7'.repeat(16), undefined],
    [API_KEY, 'ü'.repeat(16), undefined],
    [SECRET, SECRET, 'credentials-equal'],
    [SECRET, API_KEY, 'credentials-swapped'],
    ['your_api_key', SECRET, 'credentials-placeholder'],
    ['YOUR-API-KEY', SECRET, 'credentials-placeholder'],
    ['<api_key_generated>', SECRET, 'credentials-placeholder'],
    ['api_key_generated', SECRET, 'credentials-placeholder'],
    ['API_KEY_GENERATED', SECRET, 'credentials-placeholder'],
    [API_KEY, 'API_SECRET_KEY_GENERATED', 'credentials-placeholder'],
    [API_KEY, 'secret_key_generated', 'credentials-placeholder'],
    [API_KEY, 'undefined', 'credentials-placeholder'],
    [API_KEY, 'null', 'credentials-placeholder'],
    [API_KEY, '$VIDEOSDK_SECRET', 'credentials-placeholder'],
    [API_KEY, '/run/secrets/videosdk', 'credentials-placeholder'],
    [API_KEY, './secret.txt', 'credentials-placeholder'],
    [API_KEY, '~/secret', 'credentials-placeholder'],
    [API_KEY, 'C:\\secret.txt', 'credentials-placeholder'],
    [API_KEY, '../secret.txt', 'credentials-placeholder'],
    [API_KEY, '%VIDEOSDK_SECRET%', 'credentials-placeholder'],
    [API_KEY, 'xxxxx', 'credentials-placeholder'],
    [API_KEY, '...', 'credentials-placeholder'],
    ['apikey', SECRET, 'credentials-placeholder'],
    ['api_key', SECRET, 'credentials-placeholder'],
    [API_KEY, 'PasteHere', 'credentials-placeholder'],
    [API_KEY, 'paste_here', 'credentials-placeholder'],
  ])('%s and a secret: %s', (apiKey, secret, code) => {
    const advice = adviseOnCredentials(apiKey, secret)
    expect(advice.map((one) => one.code)).toEqual(code === undefined ? [] : [code])
    for (const { message, hint } of advice) expect(`${message} ${hint}`).not.toContain(secret)
  })

  // What is looked for, in the midst of a secret that is long enough.
  test.each([
    `${'q7'.repeat(16)}$x`,
    `${'q7'.repeat(16)}~/x`,
    `<a>${'q7'.repeat(16)}`,
    `%a%${'q7'.repeat(16)}`,
    `xxx${'q7'.repeat(16)}`,
    `...${'q7'.repeat(16)}`,
    `secret${'q7'.repeat(16)}`,
    `secret_generated${'q7'.repeat(16)}`,
  ])('nothing on %s', (secret) => {
    expect(adviseOnCredentials(API_KEY, secret)).toEqual([])
  })

  it('takes for a key or a secret only what is one as a whole', () => {
    for (const secret of [`${API_KEY}0`, `0${API_KEY}`])
      expect(looksSwapped('something else', secret)).toBe(false)
    for (const apiKey of [`${SECRET}0`, `0${SECRET}`])
      expect(looksSwapped(apiKey, 'something else')).toBe(false)
  })

  it('takes two of a kind for nothing swapped', () => {
    expect(looksSwapped(API_KEY, API_KEY)).toBe(false)
    expect(looksSwapped(SECRET, SECRET)).toBe(false)
    expect(looksSwapped(SECRET, 'something else')).toBe(true)
    expect(looksSwapped('something else', API_KEY)).toBe(true)
  })
})
