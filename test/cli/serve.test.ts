/** The command `serve`, in process. */
import { describe, expect, it, test } from 'vitest'
import { inspectToken } from '../../src/token/inspect-token.ts'
import { SANDBOX_CREDENTIALS } from '../../src/token/sandbox-credentials.ts'
import { readQr } from '../support/qr.ts'
import { askJson as ask, during } from '../support/serving.ts'
import { inEnv, recording, room } from '../support/upstream.ts'
import { API_KEY, createWorld, OTHER_KEY, run, SECRET, withCredentials } from '../support/world.ts'

const KEY = 'a-very-long-access-key'

const claimsOfToken = async (
  url: string,
  path = '/get-token',
  pair: { apiKey: string; secret: string } = SANDBOX_CREDENTIALS,
) => {
  const { body } = await ask(url, path)
  const { claims, signature } = inspectToken(String(body.token), pair)
  expect(signature).toBe('valid')
  return claims
}

describe('what it says', () => {
  it('where it listens, on stderr and as one line of JSON; it ends with 0 on SIGTERM', async () => {
    const { code, stdout, stderr } = await during('serve --sandbox', async (url) => {
      expect((await ask(url, '/healthz')).body).toEqual({ status: 'ok' })
    })
    expect(code).toBe(0)
    const { url, port, host, ...rest } = JSON.parse(stdout)
    expect({ url, host, rest }).toEqual({ url: `http://127.0.0.1:${port}`, host: '127.0.0.1', rest: {} })
    expect(stderr).toContain(`Serving VideoSDK tokens: ${url}\n`)
    expect(stderr).toContain('allow_join, 10m.')
    expect(stderr).toContain(`curl ${url}/get-token`)
    expect(stderr).toContain(`http://10.0.2.2:${port}`)
    expect(stderr).toMatch(/api\.videosdk\.live\n?.*needs its endpoint set/)
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d GET \/healthz 200 \d+ ms$/m)
  })

  it('130 on Ctrl-C, nothing with --quiet, and what clients may ask for', async () => {
    const quiet = await during(
      'serve --sandbox --quiet',
      async (url) => void (await ask(url, '/get-token')),
      {
        signal: 'SIGINT',
      },
    )
    expect(quiet).toMatchObject({ code: 130, stderr: '' })
    const { stderr } = await during(
      'serve --sandbox --perm ask_join --max-perm allow_join,allow_mod --expires 1h30m',
      async () => {},
    )
    expect(stderr).toContain('ask_join, 1h30m. Who asks may have allow_join,allow_mod, too.')
  })

  it('nothing of the sandbox with credentials of VideoSDK', async () => {
    const { stderr } = await during('serve', async () => {}, { env: withCredentials })
    expect(stderr).not.toMatch(/sandbox/)
  })
})

describe('--qr', () => {
  const phone = { networkAddresses: ['192.168.1.5'] }

  it('draws the address that a phone on the network can open, with its key', async () => {
    const { stdout, stderr } = await during('serve --sandbox --host 0.0.0.0 --qr', async () => {}, phone)
    const { port, url } = JSON.parse(stdout)
    const address = `http://192.168.1.5:${port}${new URL(url).pathname}`
    expect(stderr).toContain(`For a phone:   ${address}\n`)
    expect(address).toMatch(/\/k\/[\w-]{24}$/)
    expect(readQr(stderr)).toBe(address)
  })

  it.each([
    ['serve --sandbox --qr', phone, 'no phone can reach 127.0.0.1, which --qr would show'],
    ['serve --sandbox --qr --host 0.0.0.0', {}, 'this machine is on no network that --qr could show'],
    ['serve --sandbox --qr --host 0.0.0.0 --json -q', phone, '--qr cannot be used with --quiet'],
  ])('%s with %j: %s', async (line, world, message) => {
    const { code, stdout, stderr } = await run(line, createWorld(world))
    expect(code).toBe(2)
    if (!line.includes('--json')) expect(stdout).toBe('')
    expect(stderr).toContain(message)
  })
})

describe('credentials, endpoint and sandbox', () => {
  it('signs with the credentials that win, and asks the endpoint that wins', async () => {
    const { fetch, asked } = recording(() => room())
    const pair = { apiKey: API_KEY, secret: SECRET }
    const env = { ...withCredentials, VIDEOSDK_API_ENDPOINT: 'https://videosdk.example/v2' }
    const urls: string[] = []
    await during(
      'serve',
      async (url) => {
        expect(await claimsOfToken(url, '/get-token', pair)).toMatchObject({ apikey: API_KEY })
        expect((await ask(url, '/create-meeting', { method: 'POST' })).body).toMatchObject({
          meetingId: 'abcd-efgh-ijkl',
        })
      },
      {
        env,
        fetch: (url, init) => {
          urls.push(url)
          return fetch(url, init)
        },
      },
    )
    expect(urls).toEqual(['https://videosdk.example/v2/rooms'])
    expect(asked).toHaveLength(1)
  })

  it('--sandbox keeps its rooms where the other commands find them', async () => {
    let meetingId = ''
    const { world } = await during('serve --sandbox', async (url) => {
      meetingId = String((await ask(url, '/create-meeting', { method: 'POST' })).body.meetingId)
    })
    expect((await run(`validate ${meetingId} --sandbox`, world)).stdout).toBe('valid\n')
  })

  test.each([
    ['', 3],
    ['--profile nobody', 3],
    ['--api-key k', 3],
    ['--sandbox --api-key k', 2],
  ])('serve %s without credentials ends with %d', async (flags, code) => {
    expect(await run(`serve --port 0 ${flags}`)).toMatchObject({ code, stdout: '' })
  })

  it('warns of what is probably not meant', async () => {
    const { stderr } = await during('serve --perm allow_mod --expires 60d', async () => {}, {
      env: { VIDEOSDK_API_KEY: OTHER_KEY, VIDEOSDK_SECRET: 'short' },
    })
    for (const code of ['permission-cannot-join', 'moderator-unbound', 'secret-short'])
      expect(stderr).toContain(code)
  })
})

describe('flags that bind', () => {
  it('--perm, --max-perm, --expires, --room, --role', async () => {
    const flags =
      '--perm allow_join --max-perm allow_join --max-perm allow_mod --expires 20m --room abcd --role rtc,crawler'
    await during(`serve --sandbox ${flags}`, async (url) => {
      const claims = await claimsOfToken(url)
      expect(claims).toMatchObject({ permissions: ['allow_join'], roomId: 'abcd', roles: ['rtc'] })
      expect(Number(claims?.exp) - Number(claims?.iat)).toBe(1200)
      expect((await claimsOfToken(url, '/get-token?permissions=allow_mod'))?.permissions).toEqual([
        'allow_mod',
      ])
      expect((await ask(url, '/get-token?expiresIn=21m')).status).toBe(403)
      expect((await ask(url, '/get-token?roomId=efgh')).status).toBe(403)
    })
  })

  it('--allow-origin and --allow-host', async () => {
    await during(
      'serve --sandbox --allow-origin https://a.example,null --allow-host t.example',
      async (url) => {
        for (const origin of ['https://a.example', 'null'])
          expect(
            (await ask(url, '/get-token', { headers: { origin } })).headers.get(
              'access-control-allow-origin',
            ),
          ).toBe(origin)
        expect((await ask(url, '/get-token', { headers: { origin: 'https://b.example' } })).status).toBe(403)
      },
    )
  })

  it('--rate-limit counts tokens of each client', async () => {
    await during('serve --sandbox --rate-limit 2', async (url) => {
      const statuses = []
      for (let n = 0; n < 4; n++) statuses.push((await ask(url, '/get-token')).status)
      expect(statuses).toEqual([200, 200, 429, 429])
      const { headers, body } = await ask(url, '/get-token')
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(50)
      expect(body.code).toBe('rate-limited')
    })
  })
})

describe('logs', () => {
  const SECRET_ID = 'hush-hush-room'
  const work = async (url: string) => {
    const { token } = (await ask(url, `/get-token?roomId=${SECRET_ID}`)).body
    await ask(url, '/create-meeting', { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    await ask(url, '/create-meeting', {
      method: 'POST',
      body: JSON.stringify({ token: 'eyJhbGciOi.eyJodXNo.hush' }),
    })
    await ask(url, `/validate-meeting/${SECRET_ID}`)
    await ask(new URL(url).origin, `/k/${KEY}x/get-token`)
    await ask(url, `/${SECRET_ID}`)
  }
  const env = { VIDEOSDK_TOKEN_ACCESS_KEY: KEY }

  it('of JSON: time, method, route, status, ms and id, and nothing that was secret', async () => {
    const { stderr } = await during('serve --sandbox --log json', work, { env })
    const lines = stderr.split('\n').filter((line) => line.startsWith('{'))
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [
        ['GET', '/get-token', 200],
        ['POST', '/create-meeting', 401],
        ['POST', '/create-meeting', 401],
        ['GET', '/validate-meeting/:meetingId', 404],
        ['GET', '/get-token', 401],
        ['GET', null, 404],
      ].map(([method, route, status]) => ({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        method,
        route,
        status,
        ms: expect.any(Number),
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      })),
    )
    expect(lines.join()).not.toMatch(/hush|eyJ|long-access/)
  })

  it('of text, with colour on a terminal', async () => {
    const { stderr } = await during('serve --sandbox', work, { env, tty: { stderr: true } })
    expect(stderr).toContain('POST /create-meeting \u001b[33m401\u001b[39m ')
    const plain = await during('serve --sandbox', work, { env })
    expect(plain.stderr).toMatch(/POST \/create-meeting 401 \d+ ms/)
  })

  it('none', async () => {
    const { stderr } = await during('serve --sandbox --log none', work, { env })
    expect(stderr).not.toMatch(/\d ms$/m)
  })

  it('say what VideoSDK did wrong, and go on', async () => {
    const { stderr, code } = await during(
      'serve --log none',
      async (url) => {
        expect((await ask(url, '/create-meeting', { method: 'POST' })).status).toBe(502)
        expect((await ask(url, '/get-token')).status).toBe(200)
      },
      inEnv({ fetch: async () => new Response('<html>', { status: 500 }), now: new Date() }),
    )
    expect(code).toBe(0)
    expect(stderr).toMatch(/error: .*api\.videosdk\.live failed.*\[api-failed\]/)
  })
})

test('a port that is taken is 2, names the port, and says --port 0', async () => {
  await during('serve --sandbox', async (url) => {
    const { port } = new URL(url)
    const { code, stdout, stderr } = await run(`serve --sandbox --port ${port}`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`error: port ${port} is taken.*\\[listen-failed\\]\n.*--port 0`))
  })
})

test.each<[string, number, RegExp]>([
  ['--host no-such-host.invalid', 2, /nothing can listen on no-such-host\.invalid.*\n.*--host 127\.0\.0\.1/],
  ['--host 192.0.2.1', 2, /--host 127\.0\.0\.1/],
  ['--port 65536', 2, /whole number from 0 to 65535/],
  ['--perm allow_jion', 2, /allow_jion.*\(from --perm\)/],
  ['--perm ask_join,allow_mod', 2, /\(from --perm\)/],
  [
    '--perm allow_mod --max-perm allow_join',
    2,
    /allow_mod, which is given unasked, is more than the most, which is allow_join/,
  ],
  ['--max-perm allow_mod', 2, /allow_join, which is given unasked, is more than the most/],
  ['--max-perm allow_live_stream', 2, /\(from --max-perm\)/],
  ['--expires 2027-01-01T00:00:00Z', 2, /no duration.*\(from --expires\)/],
  ['--role host', 2, /\(from --role\)/],
  ['--allow-origin *', 2, /no origin.*\(from --allow-origin\)\s+\[value-invalid\]\n.*any page of the web/],
  ['--allow-origin https://a.example/x', 2, /no origin/],
  ['--allow-host https://a.example', 2, /no host name.*\(from --allow-host\)/],
  ['--rate-limit 0', 2, /whole number from 1/],
  ['--access-key-file - --api-key k --secret-file -', 2, /stdin/],
  ['--access-key sixteen-characters', 2, /--access-key-file/],
  ['--log xml', 2, /\[value-invalid\]/],
  ['extra', 2, /does not take the argument/],
])('serve %s is refused', async (flags, code, message) => {
  const result = await run(
    `serve --port 0 --sandbox ${flags}`.replace(
      '--sandbox --access-key-file - --api',
      '--access-key-file - --api',
    ),
  )
  expect(result).toMatchObject({ code, stdout: '' })
  expect(result.stderr).toMatch(message)
})
