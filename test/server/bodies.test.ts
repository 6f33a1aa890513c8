/** Bodies are read by what they are, whatever their content type says. */
import { describe, expect, it, test } from 'vitest'
import { claimsIn, json, post, serverOf } from '../support/token-server.ts'

const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain;charset=UTF-8',
  'application/json; charset=utf-16',
  'nonsense',
  undefined,
]

describe.each(TYPES)('under the type %s', (type) => {
  const ask = serverOf()

  test.each([
    '{"roomId":"aaaa"}',
    '  {"roomId":"aaaa"}\r\n',
    '\ufeff{"roomId":"aaaa"}',
    'roomId=aaaa',
    'roomId=aaaa&participantId=',
    'roomId=aa%61a\n',
  ])('%j is read', async (body) => {
    expect(claimsIn(await ask('/get-token', post(body, type))).roomId).toBe('aaaa')
  })

  test.each(['', ' \n', '{}'])('%j asks for nothing', async (body) => {
    expect(claimsIn(await ask('/get-token', post(body, type)))).not.toHaveProperty('roomId')
  })

  test.each([
    '{"roomId":',
    "{'roomId':'a'}",
    '{"roomId":"a"',
    '[]',
    '["roomId","a"]',
    '"roomId"',
    '7',
    'null',
    'true',
    'roomId',
    'roomId: a',
    '<roomId>a</roomId>',
    '--boundary\r\nContent-Disposition: form-data; name="roomId"\r\n\r\na\r\n--boundary--',
    '{"roomId":"a","roomId":"b"}',
    '\u0000\u0001',
  ])('%j is 400', async (body) => {
    const answer = await ask('/get-token', post(body, type))
    expect({ status: answer.status, code: answer.body.code, token: answer.body.token }).toEqual({
      status: 400,
      code: 'body-invalid',
      token: undefined,
    })
  })
})

it('a form that repeats a name, or has an empty item, is not taken for less', async () => {
  const ask = serverOf({ maxPermissions: ['allow_join', 'allow_mod'] })
  const form = (body: string) => ask('/get-token', post(body, 'application/x-www-form-urlencoded'))
  expect(await form('permissions=allow_join&permissions=allow_mod')).toMatchObject({
    status: 400,
    body: { code: 'parameter-invalid' },
  })
  expect(await form('roomId=a&roomId=b')).toMatchObject({ status: 400, body: { code: 'parameter-invalid' } })
  expect(await form('permissions=allow_join,')).toMatchObject({ status: 400, body: { code: 'value-empty' } })
  expect(await form('room=a')).toMatchObject({ status: 400, body: { code: 'parameter-unknown' } })
})

describe('size', () => {
  const large = JSON.stringify({ roomId: 'a'.repeat(2_000_000) })

  it('2 MB are 413, with a length and without one', async () => {
    expect(await serverOf()('/get-token', json({ roomId: 'a'.repeat(2_000_000) }))).toMatchObject({
      status: 413,
      body: { code: 'body-too-large', message: expect.stringContaining('65536') },
    })
    const stream = new Response(large).body
    const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit
    expect(await serverOf()('/create-meeting', init)).toMatchObject({ status: 413 })
  })

  it('as much as is allowed is read', async () => {
    const roomId = 'a'.repeat(65_536 - JSON.stringify({ roomId: '' }).length)
    expect(claimsIn(await serverOf()('/get-token', json({ roomId }))).roomId).toBe(roomId)
    expect((await serverOf()('/get-token', json({ roomId: `${roomId}a` }))).status).toBe(413)
  })

  it('a body that breaks off is 400', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    const answer = await serverOf()('/get-token', { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect(answer).toMatchObject({ status: 400, body: { code: 'body-invalid' } })
  })

  it('nesting that no reader survives is 400', async () => {
    const deep = `{"roomId":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
    for (const path of ['/get-token', '/create-meeting'])
      expect(await serverOf()(path, post(deep, 'application/json'))).toMatchObject({
        status: 400,
        body: { code: 'body-invalid' },
      })
  })

  it('a form of many names is read in time that grows with their number', async () => {
    const form = Array.from({ length: 12_000 }, (_, n) => `${n.toString(36)}=`).join('&')
    const began = performance.now()
    const { status } = await serverOf()('/create-meeting', post(form, 'application/x-www-form-urlencoded'))
    // Where each name looks through all, it takes seconds.
    expect(performance.now() - began).toBeLessThan(1_500)
    expect([200, 400]).toContain(status)
  })

  it('a length that is not true does not matter', async () => {
    for (const length of ['2', 'two', '-1']) {
      const headers = { 'content-length': length }
      expect((await serverOf()('/get-token', { method: 'POST', headers, body: large })).status).toBe(413)
    }
  })
})
