/** What a client may ask for: without asking it gets what is given, and never more than is allowed. */
import { describe, expect, it, test } from 'vitest'
import type { TokenServerOptions } from '../../src/server/create-token-server.ts'
import { inspectToken } from '../../src/token/inspect-token.ts'
import { claimsIn, json, PAIR, serverOf } from '../support/token-server.ts'

type Options = Partial<TokenServerOptions>

const lifetime = (claims: Readonly<Record<string, unknown>>) => Number(claims.exp) - Number(claims.iat)

it('gives allow_join for ten minutes to who asks for nothing', async () => {
  const answer = await serverOf()('/get-token')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(Object.keys(answer.body)).toEqual(['token'])
  const claims = claimsIn(answer)
  expect(claims).toMatchObject({ apikey: PAIR.apiKey, permissions: ['allow_join'], version: 2 })
  expect(Object.keys(claims)).toEqual(['apikey', 'permissions', 'version', 'jti', 'iat', 'exp'])
  expect(lifetime(claims)).toBe(600)
})

describe('permissions, within the most that is allowed', () => {
  test.each<[Options, string, string[]]>([
    [{}, 'allow_join', ['allow_join']],
    [{}, 'ask_join', ['ask_join']],
    [{ permissions: ['ask_join'] }, 'ask_join', ['ask_join']],
    [{ maxPermissions: ['allow_join', 'allow_mod'] }, 'allow_mod', ['allow_mod']],
    [{ maxPermissions: ['allow_join', 'allow_mod'] }, 'allow_mod,allow_join', ['allow_mod', 'allow_join']],
    [{ maxPermissions: ['allow_join', 'allow_mod'] }, 'allow_join%20allow_mod', ['allow_join', 'allow_mod']],
    [{ maxPermissions: ['allow_join', 'allow_mod'] }, 'ask_join', ['ask_join']],
    [{ maxPermissions: ['allow_join', 'ask_join'] }, 'allow_join,allow_join', ['allow_join']],
    [
      { permissions: ['ask_join'], maxPermissions: ['allow_join', 'allow_mod'] },
      'allow_join',
      ['allow_join'],
    ],
    [{ permissions: ['allow_join', 'allow_mod'] }, 'ask_join', ['ask_join']],
  ])('%j: %s', async (options, asked, granted) => {
    const ask = serverOf(options)
    expect(claimsIn(await ask(`/get-token?permissions=${asked}`)).permissions).toEqual(granted)
    const text = decodeURIComponent(asked)
    expect(claimsIn(await ask('/get-token', json({ permissions: text }))).permissions).toEqual(granted)
    const list = text.split(/[ ,]/)
    expect(claimsIn(await ask('/get-token', json({ permissions: list }))).permissions).toEqual(granted)
    const repeated = list.map((name) => `permissions=${name}`).join('&')
    expect(claimsIn(await ask(`/get-token?${repeated}`)).permissions).toEqual(granted)
  })

  test.each<[Options, string]>([
    [{}, 'allow_mod'],
    [{}, 'allow_join,allow_mod'],
    [{ permissions: ['ask_join'] }, 'allow_join'],
    [{ maxPermissions: ['allow_join', 'ask_join'] }, 'allow_mod'],
    [{ permissions: ['allow_mod'] }, 'ask_join'],
  ])('%j: %s is 403, names the limit, and is not trimmed', async (options, asked) => {
    const { status, body } = await serverOf(options)(`/get-token?permissions=${asked}`)
    expect({ status, code: body.code, token: body.token }).toEqual({
      status: 403,
      code: 'beyond-limits',
      token: undefined,
    })
    const most = options.maxPermissions ?? options.permissions ?? ['allow_join']
    expect(body.message).toContain(most.join(','))
  })

  test.each([
    ['ask_join,allow_join', 'permission-conflict'],
    ['ask_join,allow_mod', 'permission-conflict'],
    ['allow_jion', 'permission-unknown'],
    ['ALLOW_JOIN', 'permission-unknown'],
    ['allow_join,,allow_mod', 'value-empty'],
    ['%20', 'value-empty'],
    ['["allow_join"]', 'permission-unknown'],
  ])('%s is 400, %s', async (asked, code) => {
    const ask = serverOf({ maxPermissions: ['allow_join', 'allow_mod', 'ask_join'] })
    expect(await ask(`/get-token?permissions=${asked}`)).toMatchObject({ status: 400, body: { code } })
  })
})

describe('expiry, at most what is given', () => {
  test.each<[unknown, number]>([
    ['5m', 300],
    ['10m', 600],
    ['90', 90],
    [90, 90],
    ['1m30s', 90],
    [null, 600],
    ['', 600],
  ])('%j', async (expiresIn, seconds) => {
    expect(lifetime(claimsIn(await serverOf()('/get-token', json({ expiresIn }))))).toBe(seconds)
  })

  test('longer is 403 with the limit, and a longer limit gives it', async () => {
    const refused = await serverOf()('/get-token?expiresIn=11m')
    expect(refused).toMatchObject({ status: 403, body: { code: 'beyond-limits' } })
    expect(refused.body.message).toContain('10m')
    for (const expiresIn of ['1h', 3600] as const)
      expect(lifetime(claimsIn(await serverOf({ expiresIn })('/get-token?expiresIn=60m')))).toBe(3600)
  })

  test.each(['0s', '-5m', '1.5h', 'soon', '500ms', '1795695538', '1e3', ' 5m'])('%s is 400', async (text) => {
    const answer = await serverOf()(`/get-token?expiresIn=${encodeURIComponent(text)}`)
    expect(answer).toMatchObject({ status: 400, body: { code: 'duration-invalid' } })
  })
})

describe('room and participant', () => {
  it('binds the token, with the role of the official servers', async () => {
    const ask = serverOf()
    const room = claimsIn(await ask('/get-token?roomId=abcd-efgh-ijkl'))
    expect(room).toMatchObject({ roomId: 'abcd-efgh-ijkl', roles: ['rtc'], version: 2 })
    expect(room).not.toHaveProperty('participantId')
    const person = claimsIn(await ask('/get-token', json({ participantId: 'ann' })))
    expect(person).toMatchObject({ participantId: 'ann', roles: ['rtc'] })
    expect(person).not.toHaveProperty('roomId')
  })

  it('takes peerId, as the official servers call it, and both where they agree', async () => {
    const ask = serverOf()
    expect(claimsIn(await ask('/get-token?peerId=ann')).participantId).toBe('ann')
    expect(claimsIn(await ask('/get-token?peerId=ann&participantId=ann')).participantId).toBe('ann')
    expect(await ask('/get-token?peerId=ann&participantId=bob')).toMatchObject({
      status: 400,
      body: { code: 'parameter-invalid', message: expect.stringContaining('differ') },
    })
  })

  it('a server of one room gives no other', async () => {
    const ask = serverOf({ roomId: 'aaaa-bbbb-cccc' })
    expect(claimsIn(await ask('/get-token'))).toMatchObject({ roomId: 'aaaa-bbbb-cccc', roles: ['rtc'] })
    expect(claimsIn(await ask('/get-token?roomId=aaaa-bbbb-cccc')).roomId).toBe('aaaa-bbbb-cccc')
    expect(claimsIn(await ask('/get-token?roomId=')).roomId).toBe('aaaa-bbbb-cccc')
    const refused = await ask('/get-token?roomId=xxxx-yyyy-zzzz')
    expect(refused).toMatchObject({ status: 403, body: { code: 'beyond-limits' } })
    expect(refused.body.message).toContain('aaaa-bbbb-cccc')
  })

  test.each(['undefined', 'null', 'NaN', '[object Object]'])('the word %s is no id', async (id) => {
    for (const name of ['roomId', 'participantId', 'peerId'])
      expect(await serverOf()('/get-token', json({ [name]: id }))).toMatchObject({
        status: 400,
        body: { code: 'parameter-invalid', message: expect.stringContaining(name) },
      })
  })

  it('an id with white space is 400', async () => {
    for (const query of ['roomId=a%20b', 'participantId=a%0Ab', 'peerId=%09'])
      expect(await serverOf()(`/get-token?${query}`)).toMatchObject({
        status: 400,
        // Sentences, each with one full stop.
        body: { code: 'id-invalid', message: expect.not.stringContaining('..') },
      })
  })
})

test.each<[Options['roles'], string, unknown]>([
  [['rtc'], '', ['rtc']],
  [['crawler'], '', ['crawler']],
  [['rtc', 'crawler'], '', ['rtc', 'crawler']],
  [['rtc', 'crawler'], '?roomId=a', ['rtc']],
  [['crawler'], '?roomId=a', ['crawler']],
])('roles %j bind every token: %j', async (roles, query, expected) => {
  expect(claimsIn(await serverOf({ roles: roles ?? [] })(`/get-token${query}`)).roles).toEqual(expected)
})

it('a host and guests come from one server, as the lobby needs them', async () => {
  const ask = serverOf({ permissions: ['ask_join'], maxPermissions: ['allow_join', 'allow_mod'] })
  const guest = inspectToken(String((await ask('/get-token?roomId=aaaa-bbbb-cccc')).body.token), PAIR)
  expect(guest.claims?.permissions).toEqual(['ask_join'])
  const host = inspectToken(
    String((await ask('/get-token?roomId=aaaa-bbbb-cccc&permissions=allow_join,allow_mod')).body.token),
    PAIR,
  )
  expect(host.claims?.permissions).toEqual(['allow_join', 'allow_mod'])
  for (const { canJoin, problems } of [guest, host]) {
    expect(canJoin).toBe(true)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  }
})

describe('what does not belong there', () => {
  test.each<[string, RequestInit | undefined, string]>([
    ['/get-token?roomid=a', undefined, 'parameter-unknown'],
    ['/get-token?permission=ask_join', undefined, 'parameter-unknown'],
    ['/get-token?roles=rtc', undefined, 'parameter-unknown'],
    ['/get-token?__proto__=1', undefined, 'parameter-unknown'],
    ['/get-token?roomId=a&roomId=b', undefined, 'parameter-invalid'],
    ['/get-token?roomId=a&roomId=a', undefined, 'parameter-invalid'],
    ['/get-token?expiresIn=1m&expiresIn=2m', undefined, 'parameter-invalid'],
    ['/get-token?roomId=a', json({ roomId: 'b' }), 'parameter-invalid'],
    ['/get-token', json({ roomId: ['a'] }), 'parameter-invalid'],
    ['/get-token', json({ roomId: 7 }), 'parameter-invalid'],
    ['/get-token', json({ participantId: { id: 'a' } }), 'parameter-invalid'],
    ['/get-token', json({ peerId: true }), 'parameter-invalid'],
    ['/get-token', json({ permissions: 7 }), 'parameter-invalid'],
    ['/get-token', json({ permissions: { allow_join: true } }), 'parameter-invalid'],
    ['/get-token', json({ permissions: ['allow_join', null] }), 'parameter-invalid'],
    ['/get-token', json({ permissions: [['allow_join']] }), 'parameter-invalid'],
    ['/get-token?permissions=allow_join', json({ permissions: ['ask_join'] }), 'parameter-invalid'],
    ['/get-token?permissions=allow_join', json({ permissions: 'allow_join' }), 'parameter-invalid'],
    ['/get-token?roomId=a&roomId=', undefined, 'parameter-invalid'],
    ['/get-token?permissions=allow_join&permissions=', undefined, 'value-empty'],
    ['/get-token', json({ permissions: [] }), 'value-empty'],
    ['/get-token', json({ permissions: [''] }), 'permission-unknown'],
    ['/get-token', json({ permissions: ['allow_join,ask_join'] }), 'permission-unknown'],
    ['/get-token', json({ expiresIn: ['5m'] }), 'parameter-invalid'],
    ['/get-token', json({ expiresIn: true }), 'parameter-invalid'],
    ['/get-token', json({ expiresIn: 1.5 }), 'duration-invalid'],
    ['/get-token', json({ expiresIn: -1 }), 'duration-invalid'],
  ])('%s %j', async (path, init, code) => {
    const { status, body } = await serverOf()(path, init)
    expect({ status, code: body.code }).toEqual({ status: 400, code })
    expect(Object.keys(body)).toEqual(['message', 'code'])
  })

  it('null and empty text are absent', async () => {
    const nothing = { roomId: null, participantId: '', peerId: null, permissions: null, expiresIn: '' }
    expect(claimsIn(await serverOf()('/get-token', json(nothing)))).not.toHaveProperty('roles')
    const query = '/get-token?roomId=&participantId=&peerId=&permissions=&expiresIn='
    expect(claimsIn(await serverOf()(query)).permissions).toEqual(['allow_join'])
  })

  it('a misspelt name is told what was meant', async () => {
    expect((await serverOf()('/get-token?roomid=a')).body.message).toContain('Did you mean roomId?')
  })
})
