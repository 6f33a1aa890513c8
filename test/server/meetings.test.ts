/** /create-meeting and /validate-meeting: whose token goes to VideoSDK, and how its answers come back. */
import { describe, expect, it, test } from 'vitest'
import { createSigner } from '../../src/token/sign.ts'
import { json, PAIR, post, sandboxFor, serverOf } from '../support/token-server.ts'
import { recording, room } from '../support/upstream.ts'
import { claimsOf, OTHER_KEY, OTHER_SECRET, SECRET } from '../support/world.ts'

const signer = createSigner(PAIR)
const good = () => signer.sign({ permissions: ['allow_join'] })
const POST = { method: 'POST' }
const ID = 'abcd-efgh-ijkl'

/** A server in front of a VideoSDK that gives rooms, and what that was sent. */
function inFrontOf(answer: () => Response | Promise<Response> = () => room()) {
  const headers: Headers[] = []
  const { asked, fetch } = recording((_url, init) => {
    headers.push(new Headers(init.headers))
    return answer()
  })
  const ask = serverOf({ fetch, timeoutMs: 2_000 })
  const tokenSent = () => String(headers.at(-1)?.get('authorization'))
  return { ask, asked, tokenSent }
}

describe('the token', () => {
  it('of the client goes on bare, from the header with or without Bearer, or from the body', async () => {
    const { ask, tokenSent, asked } = inFrontOf()
    const token = good()
    for (const init of [
      { method: 'POST', headers: { authorization: token } },
      { method: 'POST', headers: { authorization: `Bearer ${token}` } },
      { method: 'POST', headers: { authorization: `bearer ${token}` } },
      json({ token }),
      post(`token=${token}`, 'application/x-www-form-urlencoded'),
      { ...json({ token }), headers: { authorization: token } },
    ]) {
      expect((await ask('/create-meeting', init)).status).toBe(200)
      expect(tokenSent()).toBe(token)
      expect((await ask(`/validate-meeting/${ID}`, init)).status).toBe(200)
      expect(tokenSent()).toBe(token)
    }
    expect(asked.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual(Array(6).fill({}))
  })

  it("is the server's own where the client sent none: it calls the API and cannot join", async () => {
    const { ask, tokenSent } = inFrontOf()
    for (const init of [POST, json({}), json({ region: null })]) {
      const answer = await ask('/create-meeting', init)
      expect(answer.status).toBe(200)
      expect(claimsOf(tokenSent())).toMatchObject({ apikey: PAIR.apiKey, roles: ['crawler'] })
      expect(JSON.stringify(answer.body)).not.toContain(tokenSent())
    }
    await ask(`/validate-meeting/${ID}`)
    expect(claimsOf(tokenSent())).toMatchObject({ roles: ['crawler'] })
  })

  test.each<[string, string, string]>([
    ['the word undefined', 'undefined', 'malformed'],
    ['an API key', PAIR.apiKey, 'malformed'],
    ['an expired one', signer.sign({ expiresIn: '1m', now: new Date('2020-01-01T00:00:00Z') }), 'expired'],
    [
      'one of another key',
      createSigner({ apiKey: OTHER_KEY, secret: OTHER_SECRET }).sign(),
      'apikey-mismatch',
    ],
    ['one of another secret', createSigner({ ...PAIR, secret: OTHER_SECRET }).sign(), 'signature-invalid'],
    ['one that may only join', signer.sign({ roles: ['rtc'] }), 'role-cannot-call-api'],
    ['nothing but Bearer', 'Bearer', 'malformed'],
  ])('%s is 401, and never replaced by a fresh one', async (_name, token, code) => {
    const { ask, asked } = inFrontOf()
    for (const init of [{ method: 'POST', headers: { authorization: token } }, json({ token })]) {
      for (const path of ['/create-meeting', `/validate-meeting/${ID}`]) {
        const answer = await ask(path, init)
        expect(answer).toMatchObject({ status: 401, body: { code: 'token-refused' } })
        expect(answer.body.message).toContain(code)
        expect(answer.body.message).toContain('VideoSDK answers 401')
        if (token.length > 20) expect(answer.body.message).not.toContain(token)
      }
    }
    expect(asked).toEqual([])
  })

  it('an empty one was sent, and null was: both are refused', async () => {
    const { ask, asked } = inFrontOf()
    expect((await ask('/create-meeting', { method: 'POST', headers: { authorization: '' } })).status).toBe(
      401,
    )
    for (const token of ['', null]) expect((await ask('/create-meeting', json({ token }))).status).toBe(401)
    expect(asked).toEqual([])
  })

  it('two that differ, and what is no text, are 400', async () => {
    const { ask, asked } = inFrontOf()
    const both = { ...json({ token: good() }), headers: { authorization: good() } }
    expect(await ask('/create-meeting', both)).toMatchObject({
      status: 400,
      body: { code: 'parameter-invalid' },
    })
    for (const token of [7, true, [good()], { token: good() }])
      expect((await ask('/create-meeting', json({ token }))).status).toBe(400)
    expect((await ask('/create-meeting', post('token=a&token=b'))).status).toBe(400)
    expect((await ask(`/create-meeting?token=${good()}`, POST)).body).toMatchObject({
      code: 'parameter-unknown',
    })
    expect(asked).toEqual([])
  })
})

describe('what a meeting is made with', () => {
  test.each<[object, object]>([
    [{ region: 'sg001' }, { geoFence: 'sg001' }],
    [{ geoFence: 'sg001' }, { geoFence: 'sg001' }],
    [{ region: 'sg001', geoFence: 'sg001' }, { geoFence: 'sg001' }],
    [{ region: '' }, {}],
    [{ region: null, customRoomId: 'standup' }, { customRoomId: 'standup' }],
    [{ region: 'a region of tomorrow' }, { geoFence: 'a region of tomorrow' }],
    [
      { autoCloseConfig: { type: 'session-ends', duration: 5 }, tomorrow: [1, null] },
      { autoCloseConfig: { type: 'session-ends', duration: 5 }, tomorrow: [1, null] },
    ],
  ])('%j goes on as %j', async (given, sent) => {
    const { ask, asked } = inFrontOf()
    expect((await ask('/create-meeting', json({ token: good(), ...given }))).status).toBe(200)
    expect(asked).toEqual([{ method: 'POST', path: '/v2/rooms', body: sent }])
  })

  it('of a form, too', async () => {
    const { ask, asked } = inFrontOf()
    await ask('/create-meeting/', post(`token=${good()}&region=sg001&customRoomId=stand%20up`))
    expect(asked[0]?.body).toEqual({ geoFence: 'sg001', customRoomId: 'stand up' })
  })

  it('two regions that differ, and a name twice, are 400', async () => {
    const { ask } = inFrontOf()
    expect((await ask('/create-meeting', json({ region: 'sg001', geoFence: 'us001' }))).status).toBe(400)
    expect((await ask('/create-meeting', post('customRoomId=a&customRoomId=b'))).status).toBe(400)
  })
})

describe("VideoSDK's answers", () => {
  it('have both ids, whichever API they come from', async () => {
    const made = await inFrontOf(() => Response.json({ meetingId: ID, userMeetingId: 'x' })).ask(
      '/create-meeting',
      POST,
    )
    expect(made).toMatchObject({ status: 200, body: { meetingId: ID, roomId: ID, userMeetingId: 'x' } })
    const valid = await inFrontOf(() => Response.json({ roomId: ID, disabled: true })).ask(
      `/validate-meeting/${ID}`,
    )
    expect(valid).toMatchObject({ status: 200, body: { meetingId: ID, roomId: ID, disabled: true } })
  })

  test.each<[string, () => Response | Promise<Response>, number, string]>([
    [
      '400',
      () => Response.json({ message: 'customRoomId is wrong' }, { status: 400 }),
      400,
      'request-refused',
    ],
    [
      '401',
      () => Response.json({ error: 'Token is invalid or expired' }, { status: 401 }),
      401,
      'token-refused',
    ],
    ['403', () => Response.json({ message: 'not you' }, { status: 403 }), 403, 'token-refused'],
    ['402', () => Response.json({ message: 'pay' }, { status: 402 }), 502, 'api-failed'],
    ['500', () => new Response('<html>', { status: 500 }), 502, 'api-failed'],
    ['no JSON', () => new Response('<html>hello'), 502, 'answer-invalid'],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://elsewhere/' } }),
      502,
      'redirected',
    ],
    [
      'no connection',
      () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
      502,
      'network-failed',
    ],
    ['silence', () => new Promise(() => {}), 504, 'timed-out'],
  ])('%s', async (_name, answer, status, code) => {
    const { ask } = inFrontOf(answer)
    const got = await ask('/create-meeting', { method: 'POST', headers: { authorization: good() } })
    expect({ status: got.status, code: got.body.code }).toEqual({ status, code })
    expect(Object.keys(got.body)).toEqual(['message', 'code'])
  })

  it('an unknown meeting is 404, by any of the ways that VideoSDK says it', async () => {
    for (const [status, message] of [
      [400, 'Room not found.'],
      [400, 'RoomId is invalid.'],
      [402, 'Room not found.'],
      [404, 'Meeting not found'],
    ] as const) {
      const { ask } = inFrontOf(() => Response.json({ message }, { status }))
      expect(await ask(`/validate-meeting/${ID}`)).toMatchObject({
        status: 404,
        body: { code: 'meeting-unknown' },
      })
    }
  })

  it('an id is percent-encoded on its way, and one that no address carries is 400', async () => {
    const { fetch } = sandboxFor()
    const paths: string[] = []
    const ask = serverOf({
      fetch: (url, init) => {
        paths.push(new URL(url).pathname)
        return fetch(url, init)
      },
    })
    expect((await ask('/validate-meeting/a%2Fb%3Fc%25d')).status).toBe(404)
    expect(paths).toEqual(['/v2/rooms/validate/a%2Fb%3Fc%25d'])
    for (const id of ['a%20b', '%0A'])
      expect(await ask(`/validate-meeting/${id}`)).toMatchObject({
        status: 400,
        body: { code: 'id-invalid' },
      })
    expect(paths).toHaveLength(1)
  })
})

it('tells who runs it of what VideoSDK did, and not of what clients did', async () => {
  const told: unknown[] = []
  const ask = serverOf({
    onError: (error) => told.push(error),
    fetch: async () => new Response('', { status: 503 }),
    timeoutMs: 500,
  })
  await ask('/get-token?permissions=allow_mod')
  await ask('/create-meeting', json({ token: 'undefined' }))
  expect(told).toEqual([])
  await ask('/create-meeting', POST)
  expect(told).toMatchObject([{ code: 'api-failed', status: 503 }])
})

it('a bug is 500 and shows nothing of itself', async () => {
  const told: unknown[] = []
  const clock = () => {
    throw new Error('the secret of the clock')
  }
  const answer = await serverOf({ now: clock, onError: (error) => told.push(error) })('/get-token')
  expect(answer).toMatchObject({ status: 500, body: { code: 'bug' } })
  expect(JSON.stringify(answer.body)).not.toContain('clock')
  expect(told).toMatchObject([{ message: 'the secret of the clock' }])
})

it('says so where VideoSDK refuses the key of the server itself', async () => {
  const told: unknown[] = []
  const ask = serverOf({
    onError: (error) => told.push(error),
    fetch: async () => Response.json({ error: 'Token is invalid or expired' }, { status: 401 }),
  })
  const answer = await ask('/create-meeting', POST)
  expect(answer).toMatchObject({ status: 401, body: { code: 'token-refused' } })
  expect(answer.body.message).toContain("from this server's own API key")
  expect(told).toMatchObject([{ code: 'token-refused', status: 401 }])
})

test('a token, the secret or the access key is put into no address, whoever sends it as the id of a meeting', async () => {
  const accessKey = 'an-access-key-of-this-server'
  const { asked, fetch } = recording(() => room())
  const ask = serverOf({ accessKey, fetch })
  for (const id of [SECRET, accessKey, createSigner(PAIR).sign()]) {
    const { status, body } = await ask(`/k/${accessKey}/validate-meeting/${id}`)
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'meeting-unknown' })
  }
  expect(asked).toEqual([])
})
