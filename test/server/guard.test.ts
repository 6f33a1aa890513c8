/** Who may ask at all: host, origin, access key; without a socket. Raw requests are in sockets.test.ts. */
import { describe, expect, it, test } from 'vitest'
import { isLoopbackAddress } from '../../src/http/host-name.ts'
import { createTokenServer, type TokenServerOptions } from '../../src/server/create-token-server.ts'
import { PAIR, sandboxFor } from '../support/token-server.ts'

const KEY = 'a-key/with+signs=of_its~own'

function serverWith(options: Partial<TokenServerOptions> = {}) {
  return createTokenServer({ ...PAIR, accessKey: false, fetch: sandboxFor().fetch, ...options })
}

async function ask(
  options: Partial<TokenServerOptions>,
  headers: Record<string, string>,
  url = 'http://127.0.0.1:9000/get-token',
  method = 'GET',
) {
  const response = await serverWith(options).fetch(new Request(url, { method, headers }))
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json'
  return {
    status: response.status,
    headers: response.headers,
    code: isJson && text !== '' ? JSON.parse(text).code : undefined,
    text,
  }
}

describe('Host', () => {
  test.each([
    'localhost',
    'localhost:1',
    'LOCALHOST',
    'localhost.',
    'localhost.:9000',
    'app.localhost:3000',
    '127.0.0.1',
    '127.0.0.1:9000',
    '127.0.0.1.',
    '10.0.2.2:9000',
    '192.168.178.20',
    '255.255.255.255',
    '[::1]',
    '[::1]:9000',
    '[fe80::1]',
    '[::ffff:10.0.2.2]:80',
    'tokens.example.org',
    'TOKENS.example.org.:8443',
  ])('%s is answered to', async (host) => {
    expect((await ask({ allowHosts: ['tokens.example.org'] }, { host })).status).toBe(200)
  })

  test.each([
    'evil.example',
    'evil.example:9000',
    'localhost.evil.example',
    'evillocalhost',
    '127.0.0.1.evil.example',
    '127.0.0.1.nip.io',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '2130706433',
    '0x7f000001',
    '127.0.0.1, evil.example',
    'localhost, localhost',
    'localhost/evil',
    'evil@localhost',
    'localhost:80:80',
    '.localhost',
    '[::1',
    '::1',
    '[::1%lo]',
    '[zz]',
    'sub.tokens.example.org',
    'tokens.example.org..',
    '..',
    'a b',
    '',
  ])('%j is 421, and told how to be named', async (host) => {
    const answer = await ask({ allowHosts: ['tokens.example.org'] }, { host })
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 421, code: 'host-unknown' })
    expect(answer.text).toContain('--allow-host')
  })

  it('and the address of the request are judged, both', async () => {
    const good = { host: '127.0.0.1' }
    expect((await ask({}, good, 'http://evil.example/get-token')).status).toBe(421)
    expect((await ask({}, {}, 'http://evil.example/get-token')).status).toBe(421)
    expect((await ask({}, { host: 'evil.example' }, 'http://127.0.0.1/healthz')).status).toBe(421)
    expect((await ask({}, {}, 'http://[::1]:9000/get-token')).status).toBe(200)
    expect((await ask({ allowHosts: ['a.example'] }, {}, 'https://a.example/get-token')).status).toBe(200)
  })
})

describe('Origin', () => {
  const named = { allowOrigins: ['https://app.example', 'http://other.example:80', 'NULL'.toLowerCase()] }

  test.each([
    'http://localhost:3000',
    'https://localhost',
    'capacitor://localhost',
    'http://app.localhost:5173',
    'http://127.0.0.1:8080',
    'http://[::1]:3000',
    'https://app.example',
    'http://other.example',
    'http://127.0.0.1:9000',
    'null',
  ])('%s may ask, and gets its headers', async (origin) => {
    const answer = await ask(named, { origin, host: '127.0.0.1:9000' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('vary')).toMatch(/Origin/i)
    const refused = await ask(named, { origin }, 'http://127.0.0.1:9000/get-token?permissions=allow_mod')
    expect(refused.status).toBe(403)
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin)
    expect(
      (await ask(named, { origin }, 'http://127.0.0.1:9000/nope')).headers.get('access-control-allow-origin'),
    ).toBe(origin)
  })

  test.each([
    'https://evil.example',
    'https://app.example:444',
    'http://app.example',
    'https://app.example.evil.example',
    'https://evil.localhost.example',
    'http://192.168.1.5:3000',
    'http://localhost@evil.example',
    'http://evil.example#localhost',
    'https://app.example, https://evil.example',
    'localhost',
    '',
    'file://',
  ])('%j may not, whatever the method', async (origin) => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE', 'HEAD']) {
      const answer = await ask(named, { origin }, undefined, method)
      expect(answer.status).toBe(403)
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      if (method === 'GET') expect(answer.code).toBe('origin-refused')
    }
  })

  it('null is no origin of ours unless it is named', async () => {
    expect((await ask({}, { origin: 'null' })).status).toBe(403)
  })

  it("the server's own may ask, by whatever name it was called", async () => {
    const answered = { allowHosts: ['tokens.example'] }
    const own = { origin: 'https://tokens.example', host: 'tokens.example' }
    expect((await ask(answered, own, 'http://tokens.example/get-token')).status).toBe(200)
    const phone = { origin: 'http://192.168.1.5:9000', host: '192.168.1.5:9000' }
    expect((await ask({}, phone)).status).toBe(200)
  })

  it('decides alone where it is there; else Sec-Fetch-Site does', async () => {
    const cross = { 'sec-fetch-site': 'cross-site' }
    expect((await ask({}, { ...cross, origin: 'http://localhost:3000' })).status).toBe(200)
    expect((await ask({}, { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' })).status).toBe(
      403,
    )
    expect(await ask({}, cross)).toMatchObject({ status: 403, code: 'origin-refused' })
    for (const site of ['same-origin', 'same-site', 'none'])
      expect((await ask({}, { 'sec-fetch-site': site })).status).toBe(200)
  })

  it('somebody may follow a link to the page, and to nothing else', async () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask({}, visit, 'http://127.0.0.1:9000/')).status).toBe(200)
    expect((await ask({}, visit, 'http://127.0.0.1:9000/get-token')).status).toBe(403)
    expect((await ask({}, visit, 'http://127.0.0.1:9000/', 'POST')).status).toBe(403)
    expect((await ask({}, { ...visit, 'sec-fetch-mode': 'no-cors' }, 'http://127.0.0.1:9000/')).status).toBe(
      403,
    )
    expect(
      (await ask({ accessKey: KEY }, visit, `http://127.0.0.1:9000/k/${encodeURIComponent(KEY)}/`)).status,
    ).toBe(200)
  })

  it('a preflight allows the headers that it asks for', async () => {
    const answer = await ask(
      { accessKey: KEY },
      {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-access-key,x-of-its-own',
      },
      undefined,
      'OPTIONS',
    )
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-headers')).toBe(
      'authorization,content-type,x-access-key,x-of-its-own',
    )
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET,POST')
  })
})

describe('the access key', () => {
  const inPath = `http://127.0.0.1:9000/k/${encodeURIComponent(KEY)}`
  const keyed = { accessKey: KEY }

  it('opens by header or by path, with or without a slash at the end, for every route', async () => {
    expect((await ask(keyed, { 'x-access-key': KEY })).status).toBe(200)
    for (const path of ['/get-token', '/get-token/', '//get-token', '/', '/validate-meeting/nobody?'])
      expect((await ask(keyed, {}, `${inPath}${path}`)).status).toBe(path.includes('nobody') ? 404 : 200)
    expect((await ask(keyed, {}, `${inPath}/create-meeting`, 'POST')).status).toBe(200)
    expect(
      (await ask(keyed, {}, `http://127.0.0.1:9000//k/${encodeURIComponent(KEY)}/get-token`)).status,
    ).toBe(200)
  })

  test.each<[string, Record<string, string>]>([
    ['/get-token', {}],
    ['/get-token', { 'x-access-key': '' }],
    ['/get-token', { 'x-access-key': KEY.slice(0, -1) }],
    ['/get-token', { 'x-access-key': `${KEY}x` }],
    ['/get-token', { 'x-access-key': KEY.toUpperCase() }],
    ['/k/wrong/get-token', {}],
    ['/k/%E0%A4%A/get-token', {}],
    ['/k/get-token', {}],
    ['/k//get-token', {}],
    ['/K/key/get-token', {}],
    ['/', {}],
    ['/k', {}],
    ['/k/wrong', {}],
    ['/nope', {}],
    [`/nope/k/${encodeURIComponent(KEY)}/get-token`, {}],
  ])('%s %j is 401, and shows no key', async (path, headers) => {
    const answer = await ask(keyed, headers, `http://127.0.0.1:9000${path}`)
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 401, code: 'access-key-invalid' })
    expect(answer.text).not.toContain(KEY)
    expect(answer.text).not.toContain('wrong')
  })

  it('is not asked for by OPTIONS and /healthz', async () => {
    expect((await ask(keyed, {}, 'http://127.0.0.1:9000/healthz')).status).toBe(200)
    expect((await ask(keyed, {}, undefined, 'OPTIONS')).status).toBe(204)
    expect((await ask(keyed, {}, 'http://127.0.0.1:9000/healthz/nope')).status).toBe(401)
  })

  it('/k/<key> leads to the page, whose addresses are relative', async () => {
    const answer = await ask(keyed, {}, inPath)
    expect(answer.status).toBe(308)
    expect(answer.headers.get('location')).toBe(`/k/${encodeURIComponent(KEY)}/`)
    expect((await ask(keyed, { 'x-access-key': KEY }, 'http://127.0.0.1:9000/k')).status).toBe(404)
  })

  it('is no part of the path where there is none', async () => {
    expect((await ask({}, {}, `${inPath}/get-token`)).status).toBe(404)
  })
})

describe('routes', () => {
  test.each([
    ['PUT', '/get-token', 'GET, POST, OPTIONS'],
    ['GET', '/create-meeting', 'POST, OPTIONS'],
    ['DELETE', '/validate-meeting/x', 'GET, POST, OPTIONS'],
    ['POST', '/healthz', 'GET, OPTIONS'],
    ['POST', '/', 'GET, OPTIONS'],
  ])('%s %s is 405, and says what is allowed', async (method, path, allow) => {
    const answer = await ask({}, {}, `http://127.0.0.1:9000${path}`, method)
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 405, code: 'method-unknown' })
    expect(answer.headers.get('allow')).toBe(allow)
  })

  test.each([
    '/nope',
    '/get-token/x',
    '/validate-meeting',
    '/validate-meeting/',
    '/Get-Token',
    '/k/x/get-token',
  ])('%s is 404', async (path) => {
    expect(await ask({}, {}, `http://127.0.0.1:9000${path}`)).toMatchObject({
      status: 404,
      code: 'route-unknown',
    })
  })

  it('HEAD is a GET without its body, and a slash at the end changes nothing', async () => {
    const head = await ask({}, {}, undefined, 'HEAD')
    expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: '' })
    expect((await ask({}, {}, 'http://127.0.0.1:9000/get-token/')).status).toBe(200)
    expect((await ask({}, {}, 'http://127.0.0.1:9000//get-token')).status).toBe(200)
  })

  it('a GET with a body is 400: what it asks for would be lost', async () => {
    for (const headers of [{ 'content-length': '12' }, { 'transfer-encoding': 'chunked' }] as Record<
      string,
      string
    >[])
      expect(await ask({}, headers)).toMatchObject({ status: 400, code: 'body-invalid' })
    expect((await ask({}, { 'content-length': '0' })).status).toBe(200)
  })

  it('the page sends nothing of its address on, and runs nothing but its own', async () => {
    const { headers, text } = await ask({ roomId: '<"&\'>' }, {}, 'http://127.0.0.1:9000/')
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(text).toContain("&quot;roomId&quot;:&quot;&lt;\\&quot;&amp;'>&quot;")
    expect(text.match(/(?:src|href)="[^"]*"/g)).toEqual([
      'href="data:,"',
      'href="https://docs.videosdk.live"',
    ])
  })
})

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['::1', true],
  ['0:0:0:0:0:0:0:1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.evil.example', false],
  ['myhost', false],
])('%s is reached from this machine alone: %s', (host, loopback) => {
  expect(isLoopbackAddress(host)).toBe(loopback)
})
