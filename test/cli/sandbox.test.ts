/** The command `sandbox`, in process. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { describe, expect, it, test } from 'vitest'
import { createNodeFetch } from '../../src/meetings/node-fetch.ts'
import { makeCertificate } from '../../src/sandbox/certificate.ts'
import { during } from '../support/serving.ts'
import { API_KEY, createWorld, run, SECRET, type World } from '../support/world.ts'

const ask = (url: string, path: string, token: string, method = 'GET') =>
  fetch(`${url}${path}`, { method, headers: { authorization: token } })

const tokenOf = async (flags: string, world?: World) => (await run(`token ${flags}`, world)).stdout.trim()

it('says where it is, how to point at it, and who asked what; it ends with 0 on SIGTERM', async () => {
  const token = await tokenOf('--sandbox --now 2026-11-25T12:00:00Z -e 52w')
  const { code, stdout, stderr, world } = await during('sandbox', async (url) => {
    expect((await ask(url, '/v2/rooms', token, 'POST')).status).toBe(200)
    expect((await ask(url, '/v2/rooms/validate/nobody', '')).status).toBe(401)
  })
  expect(code).toBe(0)
  const { url, port, host } = JSON.parse(stdout)
  expect({ url, host }).toEqual({ url: `http://127.0.0.1:${port}`, host: '127.0.0.1' })
  const lines = stderr.split('\n')
  expect(lines[0]).toContain(url)
  expect(stderr).toContain(`export VIDEOSDK_API_ENDPOINT=${url} VIDEOSDK_API_KEY=sandbox`)
  expect(stderr).toMatch(/^\d\d:\d\d:\d\d POST \/v2\/rooms 200 \d+ ms$/m)
  expect(stderr).toMatch(/^\d\d:\d\d:\d\d GET \/v2\/rooms\/validate\/:roomId 401 \d+ ms$/m)
  expect(stderr).not.toContain(token)
  expect(existsSync(join(world.folder, 'config/sandbox.json'))).toBe(true)
})

it('ends with 130 on Ctrl-C', async () => {
  expect((await during('sandbox --memory', async () => {}, { signal: 'SIGINT' })).code).toBe(130)
})

it('keeps nothing with --memory, and waits with --latency', async () => {
  const token = await tokenOf('--sandbox --now 2026-11-25T12:00:00Z -e 52w')
  const { world } = await during('sandbox --memory --latency 60ms', async (url) => {
    const began = Date.now()
    expect((await ask(url, '/v2/rooms', token, 'POST')).status).toBe(200)
    expect(Date.now() - began).toBeGreaterThanOrEqual(55)
  })
  expect(existsSync(join(world.folder, 'config/sandbox.json'))).toBe(false)
})

describe('its log', () => {
  const asked = (flags: string) =>
    during(`sandbox --memory ${flags}`, async (url) => {
      await ask(url, '/v2/rooms/secret-room', 'x')
      await ask(url, '/nope', 'x')
      await fetch(`${url}/nope`, { headers: { 'x-sandbox-fault': 'drop' } }).catch(() => {})
    })

  it('is JSON with --log json: the route as its pattern, never an id', async () => {
    const { stderr } = await asked('--log json')
    const lines = stderr.split('\n').filter((line) => line.startsWith('{'))
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        method: 'GET',
        route: '/v2/rooms/:roomId',
        status: 401,
        ms: expect.any(Number),
        id: expect.any(String),
      },
      { method: 'GET', route: null, status: 404 },
      { method: 'GET', route: null, status: null },
    ])
    expect(stderr).not.toContain('secret-room')
  })

  it('says what it dropped', async () => {
    expect((await asked('')).stderr).toMatch(/GET \(no such path\) dropped \d+ ms/)
  })

  test.each(['--log none', '--quiet'])('is left out with %s', async (flags) => {
    const { stderr } = await asked(flags)
    expect(stderr).not.toContain('/v2/rooms/:roomId')
    if (flags === '--quiet') expect(stderr).toBe('')
  })
})

it('takes other credentials besides its own, where flags name them', async () => {
  const files = { secret: SECRET }
  const env = { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET }
  const now = '--now 2026-11-25T12:00:00Z -e 52w'
  const other = await tokenOf(now, createWorld({ env }))
  const own = await tokenOf(`--sandbox ${now}`)
  await during(
    `sandbox --memory --api-key ${API_KEY} --secret-file secret`,
    async (url) => {
      for (const token of [other, own]) expect((await ask(url, '/v2/rooms', token)).status).toBe(200)
    },
    { files },
  )
  await during(
    'sandbox --memory',
    async (url) => {
      expect((await ask(url, '/v2/rooms', other)).status).toBe(401)
    },
    { env },
  )
})

it('serves this tool, pointed at it as it says', async () => {
  await during('sandbox --memory', async (url) => {
    const secret = 'videosdk-sandbox-secret-do-not-use-in-production'
    const env = { VIDEOSDK_API_ENDPOINT: `${url}/v2`, VIDEOSDK_API_KEY: 'sandbox', VIDEOSDK_SECRET: secret }
    const world = createWorld({ env, fetch: await createNodeFetch({}), now: new Date() })
    const { stdout } = await run('create-meeting --custom-id standup', world)
    expect(stdout).toMatch(/^\w{4}-\w{4}-\w{4}\n$/)
    expect((await run('validate standup', world)).stdout).toBe('valid\n')
    expect((await run('validate standup --api-version 1', world)).stdout).toBe('valid\n')
    expect((await run('list-meetings', world)).stdout).toBe(stdout)
    expect((await run('deactivate-meeting standup', world)).stdout).toBe('standup\n')
  })
})

test('a port that is taken is 2, names the port, and says --port 0', async () => {
  await during('sandbox --memory', async (url) => {
    const { port } = new URL(url)
    const { code, stdout, stderr } = await run(`sandbox --memory --port ${port}`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^error: port ${port} is taken.*\\[listen-failed\\]\n.*--port 0`))
  })
})

test.each([
  ['--port 65536', /whole number from 0 to 65535/],
  ['--port x', /whole number/],
  ['--latency soon', /no duration/],
  ['--log xml', /no.* one that there is/],
  ['--host 192.0.2.1', /--host 127\.0\.0\.1/],
  ['--sandbox', /has no flag --sandbox/],
  ['--api-key k', /without --secret-file/],
  ['extra', /does not take the argument/],
])('%s is refused', async (flags, message) => {
  const { code, stdout, stderr } = await run(`sandbox --memory ${flags}`)
  expect(code).toBeGreaterThanOrEqual(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(message)
})

describe('who comes to the door', () => {
  const knock = async (url: string, token: string, roomId: string) => {
    const socket = io(url, {
      transports: ['websocket'],
      query: { roomId, peerId: 'ann', secret: token },
      reconnection: false,
      rejectUnauthorized: false,
    })
    const heard = await new Promise<string>((resolve) => {
      for (const event of ['connectionSuccess', 'close', 'connect_error'])
        socket.once(event, () => resolve(event))
    })
    if (heard === 'connectionSuccess') {
      await socket.emitWithAck('request', { method: 'requestEntry', data: { name: 'Ann' } })
      await socket.emitWithAck('request', { method: 'join', data: { displayName: 'Ann' } })
    }
    socket.close()
    return heard
  }
  const makeRoom = async (url: string, token: string): Promise<string> => {
    const { fetch: viaUndici, Agent } = await import('undici')
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
    const answer = await viaUndici(`${url}/v2/rooms`, {
      method: 'POST',
      headers: { authorization: token },
      dispatcher,
    })
    return ((await answer.json()) as { roomId: string }).roomId
  }

  it('has a line on stderr: who joined, was refused and why, and left; no token', async () => {
    const token = await tokenOf('--sandbox --now 2026-11-25T12:00:00Z -e 52w')
    for (const log of ['text', 'json', 'none']) {
      const { stderr } = await during(`sandbox --memory --log ${log}`, async (url) => {
        const roomId = await makeRoom(url, token)
        expect(await knock(url, token, roomId)).toBe('connectionSuccess')
        expect(await knock(url, 'nonsense', roomId)).toBe('close')
        expect(await knock(url, token, token)).toBe('close')
        await new Promise((resolve) => setTimeout(resolve, 100))
      })
      expect(stderr).not.toContain(token)
      const text = [
        /^\d\d:\d\d:\d\d JOINED ann in \w{4}-/m,
        / LEFT ann in .*: 1001 Socket disconnected$/m,
        / REFUSED ann in .*: 4002 /m,
        / REFUSED ann in eyJhbG…: 4003 /m,
      ]
      for (const line of text) (log === 'text' ? expect(stderr) : expect(stderr).not).toMatch(line)
      if (log === 'json')
        expect(stderr).toMatch(/"event":"refused","roomId":"[\w-]+","participantId":"ann","code":4002/)
    }
  })

  it('comes by TLS, with a certificate made for the run, or with one that is given', async () => {
    const token = await tokenOf('--sandbox --now 2026-11-25T12:00:00Z -e 52w')
    const { cert, key } = await makeCertificate('localhost')
    const files = { 'cert.pem': cert, 'key.pem': key }
    for (const flags of ['--tls', '--tls-cert cert.pem --tls-key key.pem']) {
      const { stderr } = await during(
        `sandbox --memory ${flags}`,
        async (url) => {
          expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
          expect(await knock(url, token, await makeRoom(url, token))).toBe('connectionSuccess')
        },
        { files },
      )
      expect(stderr).toMatch(/initMeeting\(\{ signalingBaseUrl: "127\.0\.0\.1:\d+"/)
      expect(stderr.includes('NODE_TLS_REJECT_UNAUTHORIZED=0')).toBe(flags === '--tls')
      expect(stderr.includes('curl -k ')).toBe(flags === '--tls')
    }
  })

  it.each([
    ['--tls --tls-cert cert.pem', '--tls cannot be used with --tls-cert', 'flag-conflict'],
    ['--tls --tls-key key.pem', '--tls cannot be used with --tls-key', 'flag-conflict'],
    ['--tls-cert cert.pem', '--tls-cert was given without --tls-key', 'argument-missing'],
    ['--tls-key key.pem', '--tls-key was given without --tls-cert', 'argument-missing'],
    [
      '--tls-cert nowhere --tls-key key.pem',
      'nowhere cannot be read: there is no such file or folder (ENOENT)',
      'file-unreadable',
    ],
    [
      '--tls-cert key.pem --tls-key key.pem',
      'the certificate is not one in PEM (from --tls-cert key.pem and --tls-key key.pem)',
      'value-invalid',
    ],
    ['--tls-cert cert.pem --tls-key cert.pem', 'the key is not one in PEM', 'value-invalid'],
    ['--tls-cert cert.pem --tls-key locked.pem', 'the key is encrypted', 'value-invalid'],
    ['--tls-cert cert.der --tls-key key.pem', 'cert.der is no text (UTF-8)', 'file-unreadable'],
    ['--tls-cert cert.pem --tls-key other.pem', 'the key is not that of the certificate', 'value-invalid'],
  ])('%s is refused', async (flags, message, code) => {
    const [{ cert, key }, other] = [await makeCertificate('0.0.0.0'), await makeCertificate('10.0.0.1')]
    const locked = createPrivateKey(key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString()
    const files = {
      'cert.pem': cert,
      'key.pem': key,
      'other.pem': other.key,
      'locked.pem': locked,
      'cert.der': new X509Certificate(cert).raw,
    }
    const world = createWorld({ files })
    const ended = await run(`sandbox --memory --port 0 ${flags}`, world)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(message)
    expect(ended.stderr).toContain(`[${code}]`)
  })
})
