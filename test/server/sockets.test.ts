/** The rules of Host, Origin and access key as they arrive on a socket, each request as its bytes. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Listening } from '../../src/http/listen.ts'
import { startTokenServer } from '../../src/server/start-token-server.ts'
import { askRaw, parseAnswer, sendRaw } from '../support/raw.ts'
import { PAIR, sandboxFor } from '../support/token-server.ts'

const KEY = 'a-very-long-access-key'
const options = { ...PAIR, fetch: sandboxFor().fetch, port: 0, host: '127.0.0.1' }

let open: Listening
let keyed: Listening

beforeAll(async () => {
  open = await startTokenServer({ ...options, accessKey: false })
  keyed = await startTokenServer({ ...options, accessKey: KEY })
})
afterAll(async () => {
  await open.close()
  await keyed.close()
})

const NO_BODY = ['', '']
const codeOf = (body: string): unknown => (body.startsWith('{') ? JSON.parse(body).code : undefined)

describe('Host', () => {
  test.each<[string, string[], number]>([
    ['a foreign one', ['GET /get-token HTTP/1.1', 'Host: evil.example:9000'], 421],
    ['an IP address', ['GET /get-token HTTP/1.1', 'Host: 10.0.2.2:9000'], 200],
    ['none in HTTP/1.1, which Node refuses itself', ['GET /get-token HTTP/1.1'], 400],
    ['none in HTTP/1.0', ['GET /get-token HTTP/1.0'], 421],
    ['localhost in HTTP/1.0', ['GET /get-token HTTP/1.0', 'Host: localhost'], 200],
    ['an empty one', ['GET /get-token HTTP/1.1', 'Host:'], 421],
    ['one of white space', ['GET /get-token HTTP/1.1', 'Host:   '], 421],
    ['two of them', ['GET /get-token HTTP/1.1', 'Host: localhost', 'Host: evil.example'], 421],
    [
      'two of them, the other way round',
      ['GET /get-token HTTP/1.1', 'Host: evil.example', 'Host: localhost'],
      421,
    ],
    ['an absolute target elsewhere', ['GET http://evil.example/get-token HTTP/1.1', 'Host: localhost'], 421],
    ['an absolute target here', ['GET http://localhost/get-token HTTP/1.1', 'Host: localhost'], 200],
    [
      'an absolute target here, and a foreign host',
      ['GET http://localhost/get-token HTTP/1.1', 'Host: evil.example'],
      421,
    ],
    ['an IPv6 literal', ['GET /get-token HTTP/1.1', 'Host: [::1]:9000'], 200],
    ['half an IPv6 literal', ['GET /get-token HTTP/1.1', 'Host: [::1'], 421],
    ['a trailing dot', ['GET /get-token HTTP/1.1', 'Host: localhost.'], 200],
    ['a foreign one with a trailing dot', ['GET /get-token HTTP/1.1', 'Host: evil.example.'], 421],
    ['a path in it', ['GET /get-token HTTP/1.1', 'Host: localhost/evil'], 421],
    ['a user in it', ['GET /get-token HTTP/1.1', 'Host: evil@localhost'], 421],
    [
      'a port that there is not, since ports do not matter',
      ['GET /get-token HTTP/1.1', 'Host: localhost:99999'],
      200,
    ],
  ])('%s', async (_name, lines, status) => {
    const answer = await askRaw(open.url, ...lines, ...NO_BODY)
    expect(answer.status).toBe(status)
    expect(answer.body.includes('"token"')).toBe(status === 200)
    if (status === 421) expect(codeOf(answer.body)).toBe('host-unknown')
  })

  it('is judged before anything else, so that a page learns nothing', async () => {
    for (const path of ['/healthz', '/', '/nope'])
      expect((await askRaw(keyed.url, `GET ${path} HTTP/1.1`, 'Host: evil.example', ...NO_BODY)).status).toBe(
        421,
      )
  })
})

test.each(['OPTIONS *', 'GET ftp://localhost/', 'GET HTTP://localhost/get-token', 'GET /\\\\evil'])(
  '%s is no path: 400 as JSON',
  async (line) => {
    const { status, body } = await askRaw(open.url, `${line} HTTP/1.1`, 'Host: localhost', ...NO_BODY)
    expect({ status, code: codeOf(body) }).toEqual({ status: 400, code: 'request-unreadable' })
  },
)

it('a key where there is no such path is not repeated', async () => {
  const twice = `GET /k/${KEY}/k/${KEY}/get-token HTTP/1.1`
  for (const { url } of [open, keyed]) {
    const { status, body } = await askRaw(url, twice, 'Host: localhost', ...NO_BODY)
    expect(status).toBe(404)
    expect(body).not.toContain(KEY)
  }
})

describe('Origin and Sec-Fetch-Site', () => {
  const HOST = 'Host: 127.0.0.1'
  test.each<[string, string[], number]>([
    ['Origin: null', ['Origin: null'], 403],
    ['a foreign origin', ['Origin: https://evil.example'], 403],
    ['two origins', ['Origin: http://localhost', 'Origin: https://evil.example'], 403],
    ['localhost', ['Origin: http://localhost:3000'], 200],
    ['cross-site without an origin', ['Sec-Fetch-Site: cross-site'], 403],
    [
      'cross-site with an origin that may',
      ['Sec-Fetch-Site: cross-site', 'Origin: http://localhost:3000'],
      200,
    ],
    ['cross-site with one that may not', ['Sec-Fetch-Site: cross-site', 'Origin: https://evil.example'], 403],
    [
      'same-origin with one that may not',
      ['Sec-Fetch-Site: same-origin', 'Origin: https://evil.example'],
      403,
    ],
  ])('%s', async (_name, headers, status) => {
    const answer = await askRaw(open.url, 'GET /get-token HTTP/1.1', HOST, ...headers, ...NO_BODY)
    expect(answer.status).toBe(status)
    if (status === 403) expect(codeOf(answer.body)).toBe('origin-refused')
    if (status === 403) expect(answer.head).not.toMatch(/access-control-allow-origin/i)
  })

  it('a form posted from another site makes no meeting', async () => {
    const form = 'customRoomId=evil'
    const lines = [
      'POST /create-meeting HTTP/1.1',
      HOST,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${form.length}`,
    ]
    for (const from of ['Origin: https://evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site'])
      expect((await askRaw(open.url, ...lines, from, '', form)).status).toBe(403)
    expect((await askRaw(open.url, 'GET /validate-meeting/evil HTTP/1.1', HOST, ...NO_BODY)).status).toBe(404)
  })
})

describe('the access key', () => {
  it('is needed on loopback, too, where there is one; not for OPTIONS and /healthz', async () => {
    const ask = async (line: string, ...headers: string[]) =>
      (await askRaw(keyed.url, `${line} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, ...NO_BODY)).status
    expect(await ask('GET /get-token')).toBe(401)
    expect(await ask('GET /get-token', `X-Access-Key: ${KEY}`)).toBe(200)
    expect(await ask('GET /get-token', `X-Access-Key: ${KEY}`, `X-Access-Key: ${KEY}`)).toBe(401)
    expect(await ask(`GET /k/${KEY}/get-token`)).toBe(200)
    expect(await ask(`GET http://127.0.0.1/k/${KEY}/get-token`)).toBe(200)
    expect(await ask(`GET /k/${KEY}/../../get-token`)).toBe(401)
    expect(await ask('GET /healthz')).toBe(200)
    expect(await ask('OPTIONS /get-token')).toBe(204)
    expect(await ask(`GET /k/${KEY}`)).toBe(308)
  })

  it('is in the address that the server has of itself', async () => {
    expect(keyed.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/k\/a-very-long-access-key$/)
    expect((await fetch(`${keyed.url}/get-token`)).status).toBe(200)
    expect((await fetch(keyed.url)).headers.get('content-type')).toContain('text/html')
  })
})

describe('what HTTP itself forbids', () => {
  const get = 'GET /get-token HTTP/1.1\r\nHost: localhost\r\n'

  test.each<[string, string]>([
    ['a header of 20 kB', `${get}X: ${'x'.repeat(20_000)}\r\n\r\n`],
    [
      'Transfer-Encoding beside Content-Length',
      `POST /get-token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'two lengths',
      `POST /get-token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`,
    ],
    [
      'a length that is no number',
      `POST /get-token HTTP/1.1\r\nHost: localhost\r\nContent-Length: four\r\n\r\nabcd`,
    ],
    ['no HTTP', 'hello\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
    ['a backslash in the path', 'GET /\\evil HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('%s is 4xx or closed, and gives no token', async (_name, text) => {
    const received = await sendRaw(open.url, text, 5_000)
    expect(received).not.toContain('"token"')
    if (received !== '') expect(String(parseAnswer(received).status)).toMatch(/^4\d\d$/)
  })

  it('a GET with a body is 400, with a length and in chunks', async () => {
    const body = '{"roomId":"a"}'
    const length = `${get}Content-Length: ${body.length}\r\n\r\n${body}`
    const chunked = `${get}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    for (const text of [length, chunked]) {
      const { status, body: json } = parseAnswer(await sendRaw(open.url, text))
      expect({ status, code: codeOf(json) }).toEqual({ status: 400, code: 'body-invalid' })
    }
  })

  it('bodies of 2 MB are 413, with a length and in chunks, and the next client is served', async () => {
    const large = 'x'.repeat(2_000_000)
    const post = 'POST /get-token HTTP/1.1\r\nHost: localhost\r\n'
    const length = `${post}Content-Length: ${large.length}\r\n\r\n${large}`
    const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
    for (const text of [length, chunked]) {
      const { status, body } = parseAnswer(await sendRaw(open.url, text))
      expect({ status, code: codeOf(body) }).toEqual({ status: 413, code: 'body-too-large' })
    }
    expect((await fetch(`${open.url}/get-token`)).status).toBe(200)
  })

  it('requests one behind the other are answered in order', async () => {
    const received = await sendRaw(
      open.url,
      `${get}\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n${get}\r\n`,
      500,
    )
    expect(received.match(/\{"(token|status)"/g)).toEqual(['{"token"', '{"status"', '{"token"'])
  })
})
