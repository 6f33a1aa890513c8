/** Tokens made from others, wrong on purpose, in series, and in every format. */
import { describe, expect, it, test } from 'vitest'
import { inspectToken } from '../../src/index.ts'
import { buildClaims } from '../../src/token/claims.ts'
import { extendToken } from '../../src/token/extend.ts'
import { FAULTS, type Fault, signFaulty } from '../../src/token/fault.ts'
import { FORMATS, type Format, lineWriter } from '../../src/token/format.ts'
import { hmacVerifier } from '../../src/token/hmac.ts'
import { checkJtiOfSeries, countedRequests, numbered, participantRequests } from '../../src/token/series.ts'
import { createSigner, type Signer } from '../../src/token/sign.ts'
import { nearest, printable, sentenceList, shown, suggestion } from '../../src/token/text.ts'
import { API_KEY, forge, NOW, SECRET, tokenOf } from '../support/values.ts'

const PAIR = { apiKey: API_KEY, secret: SECRET }
const S = NOW.getTime() / 1000
const signer: Signer = {
  sign: (request) => createSigner(PAIR).sign(request),
  signWithClaims: (request) => createSigner(PAIR).signWithClaims(request),
}

describe('faults', () => {
  test.each(Object.keys(FAULTS) as Fault[])(
    '%s is what inspect calls it, and the only thing wrong',
    (fault) => {
      const claims = buildClaims(API_KEY, { now: NOW, jti: 'x' })
      const { token, claims: wrong } = signFaulty(claims, PAIR, fault)
      const read = inspectToken(token, { ...PAIR, now: NOW })
      const errors = read.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)
      expect(errors).toContain(fault)
      expect(errors.filter((code) => code !== fault)).toEqual(
        fault === 'alg-none' ? ['signature-invalid'] : [],
      )
      expect(read.canJoin).toBe(false)
      expect(read.claims).toEqual(wrong)
      expect(signFaulty(claims, PAIR, fault).token).toBe(token)
    },
  )
})

describe('what a fault leaves as it was', () => {
  const request = { now: NOW, jti: 'x', expiresIn: 600 }
  const faulty = (fault: Fault) => signFaulty(buildClaims(API_KEY, request), PAIR, fault)

  it('its lifetime, where it is expired or not yet valid', () => {
    const claims = buildClaims(API_KEY, request)
    expect(faulty('expired').claims).toEqual({ ...claims, iat: S - 660, exp: S - 60 })
    expect(faulty('not-yet-valid').claims).toEqual({ ...claims, nbf: S + 3_600, exp: S + 4_200 })
  })

  it('all but one bit of the signature, where that is altered', () => {
    const [header, payload, signature = ''] = signer.sign(request).split('.')
    const [one, two, three = ''] = faulty('signature-invalid').token.split('.')
    expect([one, two]).toEqual([header, payload])
    const [before, after] = [Buffer.from(signature, 'base64url'), Buffer.from(three, 'base64url')]
    expect(after.subarray(1)).toEqual(before.subarray(1))
    expect((after[0] ?? 0) ^ (before[0] ?? 0)).toBe(1)
  })

  it('its claims, where it is not signed', () => {
    const [header = '', payload, signature] = faulty('alg-none').token.split('.')
    expect(Buffer.from(header, 'base64url').toString()).toBe('{"alg":"none","typ":"JWT"}')
    expect([payload, signature]).toEqual([signer.sign(request).split('.')[1], ''])
  })
})

describe('a token from a token', () => {
  const from = (token: string, given = {}) => extendToken(token, hmacVerifier(SECRET), { now: NOW, ...given })

  it('keeps its permissions, bindings, roles and own claims, and drops times and jti', () => {
    const token = signer.sign({
      permissions: ['allow_join', 'allow_mod'],
      roomId: 'r',
      participantId: 'p',
      roles: ['rtc'],
      notBefore: 1,
      claims: { name: 'Anna' },
      now: NOW,
    })
    expect(from(token)).toEqual({
      permissions: ['allow_join', 'allow_mod'],
      roomId: 'r',
      participantId: 'p',
      roles: ['rtc'],
      version: 2,
      claims: { name: 'Anna' },
      now: NOW,
    })
  })

  it('takes an expired one, with what stands around it, and keeps it without version', () => {
    const token = forge({ alg: 'HS256' }, { apikey: API_KEY, permissions: ['ask_join'], exp: 5 }, SECRET)
    expect(from(`Bearer ${token}`)).toEqual({ permissions: ['ask_join'], version: 1, claims: {}, now: NOW })
  })

  it('keeps a version that is not 2 from becoming it, since rooms and roles would begin to bind', () => {
    const token = forge(
      { alg: 'HS256' },
      { apikey: API_KEY, permissions: ['ask_join'], version: 1, roomId: 'r' },
      SECRET,
    )
    expect(from(token)).toMatchObject({ version: 1, roomId: 'r' })
  })

  it('lets what is given win', () => {
    const token = signer.sign({
      roomId: 'r',
      participantId: 'p',
      roles: ['rtc'],
      claims: { a: 1, b: 2 },
      now: NOW,
    })
    const given = {
      permissions: ['ask_join' as const],
      roles: ['crawler' as const],
      roomId: 's',
      participantId: 'q',
      claims: { b: 3 },
    }
    expect(from(token, given)).toEqual({ ...given, claims: { a: 1, b: 3 }, version: 2, now: NOW })
  })

  it('does not look at what is given anew', () => {
    const wrong = { permissions: 7, roles: 7, roomId: 7, participantId: 7 }
    const token = forge({ alg: 'HS256' }, { apikey: API_KEY, version: 2, ...wrong }, SECRET)
    const given = { permissions: ['ask_join'], roles: ['rtc'], roomId: 's', participantId: 'q' }
    expect(from(token, given)).toEqual({ ...given, version: 2, claims: {}, now: NOW })
  })

  const good = { apikey: API_KEY, permissions: ['allow_join'], exp: S + 60 }
  test.each([
    ['text', 'malformed', 'nonsense'],
    ['another secret', 'signature-invalid', forge({ alg: 'HS256' }, good, 'other')],
    ['alg none', 'signature-invalid', forge({ alg: 'none' }, good, SECRET)],
    ['HS512', 'signature-invalid', forge({ alg: 'HS512' }, good, SECRET)],
    ['crit', 'signature-invalid', forge({ alg: 'HS256', crit: [] }, good, SECRET)],
    ['a room that is a number', 'claim-invalid', forge({ alg: 'HS256' }, { ...good, roomId: 1 }, SECRET)],
    ['permissions as text', 'claim-invalid', forge({ alg: 'HS256' }, { ...good, permissions: 'x' }, SECRET)],
    ['an unknown role', 'role-unknown', forge({ alg: 'HS256' }, { ...good, roles: ['x'] }, SECRET)],
    ['no permissions', 'claim-invalid', forge({ alg: 'HS256' }, { ...good, permissions: undefined }, SECRET)],
  ])('%s is refused as %s', (_name, code, token) => {
    expect(() => from(token)).toThrow(expect.objectContaining({ code }))
  })
})

describe('series', () => {
  const request = { roomId: 'room-%n', participantId: 'p%n-%n', jti: 'j%n', now: NOW }

  it('puts the number in, everywhere it stands', () => {
    expect(numbered(request, 3)).toEqual({ roomId: 'room-3', participantId: 'p3-3', jti: 'j3', now: NOW })
    expect(numbered({ jti: false }, 3)).toEqual({ jti: false })
    expect([...countedRequests(request, 2)].map(({ jti }) => jti)).toEqual(['j1', 'j2'])
  })

  async function* lines(text: string): AsyncGenerator<string> {
    yield* text.split('\n')
  }
  const collect = async (text: string) => {
    const ids: unknown[] = []
    for await (const one of participantRequests({ roomId: '%n' }, lines(text), 'ids.txt')) ids.push(one)
    return ids
  }

  it('makes one a participant; blank lines and carriage returns do not count', async () => {
    expect(await collect('anna\r\n\n \nbert\r\r\n')).toEqual([
      { roomId: '1', participantId: 'anna' },
      { roomId: '2', participantId: 'bert' },
    ])
  })

  it('names the line of a bad id, and refuses none at all', async () => {
    await expect(collect('anna\n\nbert cade')).rejects.toThrow('(from line 3 of ids.txt)')
    await expect(collect('an\rna')).rejects.toThrow('white space')
    await expect(collect('\n\r\n')).rejects.toMatchObject({ code: 'value-empty' })
  })

  it('refuses one jti for all', () => {
    expect(() => checkJtiOfSeries({ jti: 'x' })).toThrow(expect.objectContaining({ code: 'flag-conflict' }))
    checkJtiOfSeries({ jti: 'x-%n' })
    checkJtiOfSeries({ jti: false })
    checkJtiOfSeries({})
  })
})

describe('formats', () => {
  const style = { envName: 'TOKEN', credentials: 'env', now: S }

  it('are what the table says', () => {
    const signed = signer.signWithClaims({ participantId: 'a,"b', now: NOW, jti: 'x' })
    const { token, claims } = signed
    const expected: Record<Format, string> = {
      raw: token,
      env: `TOKEN=${token}`,
      header: `Authorization: ${token}`,
      csv: `participantId,token\n"a,""b",${token}`,
      ndjson: JSON.stringify({ participantId: 'a,"b', token }),
      github: `::add-mask::${token}`,
      json: JSON.stringify({
        token,
        claims,
        issuedAt: '2026-11-25T12:00:00Z',
        expiresAt: '2026-11-26T12:00:00Z',
        expiresInSeconds: 86_400,
        credentials: 'env',
      }),
    }
    for (const format of Object.keys(FORMATS) as Format[])
      expect(lineWriter({ ...style, format })(signed)).toBe(`${expected[format]}\n`)
    const write = lineWriter({ ...style, format: 'csv' })
    write(signed)
    expect(write(signed)).toBe(`"a,""b",${token}\n`)
  })

  it('say null, or nothing, where there is no participant', () => {
    const nobody = signer.signWithClaims({ now: NOW })
    expect(lineWriter({ ...style, format: 'ndjson' })(nobody)).toBe(
      `${JSON.stringify({ participantId: null, token: nobody.token })}\n`,
    )
    expect(lineWriter({ ...style, format: 'csv' })(nobody)).toBe(`participantId,token\n,${nobody.token}\n`)
  })

  it.each([
    ['anna', 'anna'],
    ['a"', '"a"""'],
    ['a,b', '"a,b"'],
    ["a'b;c", "a'b;c"],
  ])('%s is %s in a table', (participantId, field) => {
    const { token, claims } = signer.signWithClaims({ participantId, now: NOW })
    expect(lineWriter({ ...style, format: 'csv' })({ token, claims })).toBe(
      `participantId,token\n${field},${token}\n`,
    )
  })
})

describe('values in messages', () => {
  test.each([
    ['short', 'short'],
    ['x'.repeat(40), 'x'.repeat(40)],
    ['x'.repeat(41), 'xxxxxx…'],
    [tokenOf(), 'eyJhbG…'],
    ['abcdefgh.ijklmnop.qrstuvwx', 'abcdef…'],
    ['1.2.3', '1.2.3'],
    ['red\u001b[31m', 'red\ufffd[31m'],
    ['a\u202eb\u0085c', 'a\ufffdb\ufffdc'],
  ])('%j is shown as %j', (value, text) => {
    expect(shown(value)).toBe(text)
  })

  it('are made printable, listed, and compared', () => {
    expect(printable('a\nb')).toBe('a\ufffdb')
    expect([sentenceList([]), sentenceList(['a']), sentenceList(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a, b and c',
    ])
    expect(nearest('CRAWLER', ['rtc', 'crawler'])).toBe('crawler')
    expect(nearest('tokne', ['token', 'inspect'])).toBe('token')
    expect(nearest('insp', ['token', 'inspect'])).toBe('inspect')
    expect(nearest('x', ['token', 'inspect'])).toBeUndefined()
    expect(suggestion('x', ['token', 'inspect'])).toBe('One of: token, inspect')
  })
})
