import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import type { Finding } from '../../src/doctor/finding.ts'
import { CHECKS } from '../../src/doctor/finding.ts'
import { createNodeFetch, proxiesOf } from '../../src/meetings/node-fetch.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import {
  API_KEY,
  createWorld,
  run,
  SECRET,
  unreachable,
  type World,
  withCredentials,
} from '../support/world.ts'

const HOUR = 3_600_000
const OTHERS_TOKEN = createSigner({ apiKey: 'another', secret: SECRET }).sign()
const opened: StartedSandbox[] = []
afterAll(() => Promise.all(opened.map(({ close }) => close())))

/** A sandbox whose clock is off by so many milliseconds, and the environment that points at it. */
async function sandboxOff(ms: number) {
  const sandbox = await startSandbox({ now: () => new Date(Date.now() + ms) })
  opened.push(sandbox)
  const { apiKey, secret } = sandbox.credentials
  return { VIDEOSDK_API_ENDPOINT: sandbox.url, VIDEOSDK_API_KEY: apiKey, VIDEOSDK_SECRET: secret }
}

/** In a world of today, with Node's own fetch. */
async function doctor(
  overrides: Parameters<typeof createWorld>[0] = {},
  flags = '',
): Promise<[number, Finding[]]> {
  const world = createWorld({ now: new Date(), fetch: (url, init) => fetch(url, init), ...overrides })
  const { code, stdout } = await run(`doctor --json ${flags}`, world)
  return [code, JSON.parse(stdout)]
}

const of = (findings: readonly Finding[], check: string): Finding[] =>
  findings.filter((one) => one.check === check)

test('all is well with a sandbox that is told the right time', async () => {
  const [code, findings] = await doctor({ env: await sandboxOff(0) })
  expect(code).toBe(0)
  expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(CHECKS.filter((one) => one !== 'room')))
  expect(findings.filter(({ status }) => status !== 'ok')).toEqual([])
  expect(findings.every(({ hint }) => hint === null)).toBe(true)
  expect(of(findings, 'endpoint')[0]?.message).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+ answered in \d+ ms \(VIDEOSDK_API_ENDPOINT\)$/,
  )
})

describe('a clock that is', () => {
  it('an hour behind the server is told apart from a bad secret', async () => {
    const [code, findings] = await doctor({ env: await sandboxOff(HOUR) })
    expect(code).toBe(1)
    expect(of(findings, 'endpoint')[0]?.status).toBe('ok')
    const [clock] = of(findings, 'clock')
    expect(clock?.status).toBe('error')
    expect(clock?.message).toMatch(
      /^this machine's clock is (1 h|59 min 59 s)( \d s)? behind the server's: a token that is good for less than that is expired when it arrives$/,
    )
    expect(clock?.hint).toContain('timedatectl set-ntp true')
    const [token] = of(findings, 'token')
    expect(token).toMatchObject({
      status: 'error',
      message: expect.stringContaining('refused'),
      hint: 'Set the clock first, then try again.',
    })
  })

  it('an hour ahead is one, too, though the token is taken', async () => {
    const [code, findings] = await doctor({ env: await sandboxOff(-HOUR) })
    expect(code).toBe(1)
    expect(of(findings, 'clock')[0]?.message).toMatch(
      /ahead of the server's: tokens are issued in the future there, and with --not-before not yet valid$/,
    )
  })

  it.each([
    [25_000, 'ok'],
    [40_000, 'error'],
  ])('%d ms off is %s', async (ms, status) => {
    const [, findings] = await doctor({ env: await sandboxOff(ms) })
    expect(of(findings, 'clock')[0]?.status).toBe(status)
  })

  it('not to be known is a warning', async () => {
    const silent = async (): Promise<Response> => Response.json({ data: [] })
    const [code, findings] = await doctor({ env: withCredentials, fetch: silent })
    expect([code, of(findings, 'clock')[0]?.status]).toEqual([0, 'warning'])
  })
})

describe('an endpoint that', () => {
  it('does not answer', async () => {
    const [code, findings] = await doctor({ env: withCredentials, fetch: unreachable })
    expect(code).toBe(1)
    expect(of(findings, 'endpoint')).toMatchObject([
      {
        status: 'error',
        message: 'no answer from api.videosdk.live: its name is unknown to DNS (ENOTFOUND)',
        hint: expect.stringContaining('--endpoint'),
      },
    ])
    for (const check of ['clock', 'token'])
      expect(of(findings, check)[0]).toMatchObject({
        status: 'warning',
        message: expect.stringContaining('there was no answer'),
      })
  })

  it.each([
    [
      'answers with HTML',
      () => new Response('<html>', { headers: { date: new Date().toUTCString() } }),
      'error',
    ],
    ['fails', () => Response.json({}, { status: 503 }), 'error'],
  ])('%s', async (_, answer, status) => {
    const [code, findings] = await doctor({ env: withCredentials, fetch: async () => answer() })
    expect([code, of(findings, 'endpoint')[0]?.status, of(findings, 'token')[0]?.status]).toEqual([
      1,
      status,
      'warning',
    ])
  })

  it('refuses the token is reached all the same', async () => {
    const env = { ...(await sandboxOff(0)), VIDEOSDK_SECRET: SECRET }
    const [code, findings] = await doctor({ env })
    expect(code).toBe(1)
    expect(of(findings, 'endpoint')[0]?.status).toBe('ok')
    expect(of(findings, 'clock')[0]?.status).toBe('ok')
    expect(of(findings, 'token')).toMatchObject([
      { status: 'error', message: expect.stringContaining('refused') },
    ])
  })

  it('is none', async () => {
    const [code, findings] = await doctor({ env: { ...withCredentials, VIDEOSDK_API_ENDPOINT: 'videosdk' } })
    expect([code, of(findings, 'endpoint')[0]?.message]).toEqual([
      1,
      expect.stringContaining('(from VIDEOSDK_API_ENDPOINT)'),
    ])
  })

  it('is asked over http', async () => {
    const [, findings] = await doctor(
      { env: withCredentials, fetch: async () => Response.json({ data: [] }) },
      '--endpoint http://example.org',
    )
    expect(of(findings, 'endpoint').map(({ status }) => status)).toEqual(['ok', 'warning'])
  })
})

describe('a token that is there without credentials', () => {
  const asked = (tokens: string[]) => async (_url: string | URL | Request, init?: RequestInit) => {
    tokens.push(new Headers(init?.headers).get('authorization') ?? '')
    return Response.json({ data: [] })
  }

  it.each([
    'a'.repeat(64),
    'undefined',
    createSigner({ apiKey: 'k', secret: 's' }).sign({ now: new Date(1e9) }),
  ])('and would be refused is an error, and not sent: %s', async (VIDEOSDK_TOKEN) => {
    for (const flags of ['', '--offline']) {
      const tokens: string[] = []
      const [code, findings] = await doctor({ env: { VIDEOSDK_TOKEN }, fetch: asked(tokens) as never }, flags)
      expect(code).toBe(1)
      expect(of(findings, 'token')).toMatchObject([
        { status: 'error', message: expect.stringContaining('VIDEOSDK_TOKEN') },
      ])
      expect(tokens.filter((token) => token !== '')).toEqual([])
    }
  })

  it('may come from the --dotenv file', async () => {
    const token = createSigner({ apiKey: 'k', secret: 's' }).sign()
    const tokens: string[] = []
    const world = { files: { '.env': `VIDEOSDK_TOKEN=${token}\n` }, fetch: asked(tokens) as never }
    const [code, findings] = await doctor(world, '--dotenv .env')
    expect([code, tokens]).toEqual([0, [token]])
    expect(of(findings, 'credentials')[0]?.message).toContain(
      'VIDEOSDK_TOKEN of the --dotenv file holds a token',
    )
  })
})

describe('a proxy that is in the way', () => {
  it('is named where nothing answers', async () => {
    const env = { ...withCredentials, https_proxy: 'http://user:pass@proxy.example:3128' }
    const [, findings] = await doctor({ env, fetch: unreachable })
    const [endpoint] = of(findings, 'endpoint')
    expect(endpoint?.hint).toMatch(
      /^It was asked by the proxy proxy\.example:3128: is that right, and running\?/,
    )
    expect(JSON.stringify(findings)).not.toContain('pass')
  })

  it('and is none keeps everything from being asked', async () => {
    const env = { ...withCredentials, https_proxy: 'socks5://proxy.example' }
    const world = { env, openFetch: () => createNodeFetch(proxiesOf(env)) }
    const [code, findings] = await doctor(world)
    expect(code).toBe(1)
    expect(findings.filter(({ status }) => status === 'error').map(({ check }) => check)).toEqual(['proxy'])
    expect(of(findings, 'endpoint')).toMatchObject([{ status: 'warning' }])
  })
})

test('a profile that is not there is told of once', async () => {
  const [code, findings] = await doctor({}, '--profile nobody')
  expect(code).toBe(1)
  expect(findings.filter(({ status }) => status === 'error').map(({ check }) => check)).toEqual([
    'credentials',
  ])
})

describe('the store', () => {
  const withStore = (folderMode: number, fileMode: number, text = STORE): Partial<World> => {
    const world = createWorld()
    const folder = join(world.folder, 'config')
    mkdirSync(folder)
    writeFileSync(join(folder, 'config.json'), text)
    chmodSync(join(folder, 'config.json'), fileMode)
    chmodSync(folder, folderMode)
    return world
  }
  const STORE = JSON.stringify({
    version: 1,
    current: 'dev',
    profiles: [{ name: 'dev', apiKey: API_KEY, secret: SECRET }],
  })

  it.each([
    [0o700, 0o600, 'ok', 0, /for its owner alone$/, null],
    [0o755, 0o600, 'warning', 0, /others may look into .*config \(mode 755\)$/, /^chmod 700 \S+config$/],
    [
      0o755,
      0o644,
      'error',
      1,
      /others may read the secrets in .*config\.json \(mode 644\)$/,
      /^chmod 600 \S+config\.json$/,
    ],
    [0o700, 0o644, 'warning', 0, /others may read the secrets in .*, if they reach it$/, /^chmod 600 /],
    [0o777, 0o600, 'error', 1, /others may write to/, /^chmod -R go-w \S+config$/],
  ])(
    'in a folder of mode %o, with mode %o, is %s',
    async (folderMode, fileMode, status, exit, message, hint) => {
      const [code, findings] = await doctor(withStore(folderMode, fileMode), '--offline')
      const [config] = of(findings, 'config')
      expect([code, config?.status]).toEqual([exit, status])
      expect(config?.message).toMatch(message)
      if (hint === null) expect(config?.hint).toBeNull()
      else expect(config?.hint).toMatch(hint)
      expect(of(findings, 'store')).toMatchObject([{ status: 'ok', message: 'dev; current: dev' }])
      expect(of(findings, 'credentials')[0]?.message).toBe(
        'profile dev: it is the current one, and nothing names another',
      )
    },
  )

  it.each([
    ['/etc/passwd', /^\/etc\/passwd is no folder$/, 'Name another: VIDEOSDK_TOKEN_CONFIG_DIR=<folder>'],
  ])('cannot be in %s', async (VIDEOSDK_TOKEN_CONFIG_DIR, message, hint) => {
    const [code, findings] = await doctor({ env: { VIDEOSDK_TOKEN_CONFIG_DIR } }, '--offline')
    expect(code).toBe(1)
    expect(of(findings, 'config')).toMatchObject([
      { status: 'error', message: expect.stringMatching(message), hint },
    ])
  })

  it('has cures that can be pasted, whatever its path', async () => {
    const world = createWorld()
    const folder = join(world.folder, "it's here")
    mkdirSync(folder)
    chmodSync(folder, 0o755)
    const [, findings] = await doctor({ env: { VIDEOSDK_TOKEN_CONFIG_DIR: folder } }, '--offline')
    expect(of(findings, 'config')[0]?.hint).toBe(`chmod 700 '${folder.replace("'", "'\\''")}'`)
  })

  it('that is none is an error, and left alone', async () => {
    const [code, findings] = await doctor(withStore(0o700, 0o600, '[]'), '--offline')
    expect(code).toBe(1)
    expect(of(findings, 'store')).toMatchObject([
      { status: 'error', hint: expect.stringContaining('Mend it by hand') },
    ])
  })

  it('of another user, or without a current profile, is doubtful', async () => {
    const text = STORE.replace('"current":"dev"', '"current":null')
    const [code, findings] = await doctor({ ...withStore(0o700, 0o600, text), uid: 4_294_967 }, '--offline')
    expect(code).toBe(1)
    expect(of(findings, 'config')[0]).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('another user'),
    })
    expect(of(findings, 'store')[0]).toMatchObject({
      status: 'warning',
      hint: 'videosdk-token profile use dev',
    })
    expect(of(findings, 'credentials')[0]).toMatchObject({
      status: 'error',
      hint: 'Choose one: videosdk-token profile use dev',
    })
  })

  it.each([
    ['--profile dev', {}, '--profile names it'],
    ['', { VIDEOSDK_PROFILE: 'dev' }, 'VIDEOSDK_PROFILE names it'],
    ['--sandbox', {}, '--sandbox says so'],
    ['', withCredentials, 'no flag names others, and the environment comes before profiles'],
    ['--dotenv .env', {}, 'the environment has none'],
    ['--api-key x --secret-file secret', {}, 'flags come first'],
  ])('with %s %j: %s', async (flags, env, reason) => {
    const world = withStore(0o700, 0o600) as World
    writeFileSync(join(world.folder, '.env'), `VIDEOSDK_API_KEY=${API_KEY}\nVIDEOSDK_SECRET=${SECRET}\n`)
    writeFileSync(join(world.folder, 'secret'), SECRET)
    const [, findings] = await doctor({ ...world, env: { ...world.env, ...env } }, `--offline ${flags}`)
    expect(of(findings, 'credentials')[0]?.message.endsWith(`: ${reason}`)).toBe(true)
  })
})

describe('credentials', () => {
  it('half of a pair: the missing half is named, and the near miss', async () => {
    const env = { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_API_SECRET: SECRET }
    const [code, findings] = await doctor({ env }, '--offline')
    expect(code).toBe(1)
    expect(of(findings, 'credentials')).toMatchObject([
      {
        status: 'error',
        message: expect.stringContaining('VIDEOSDK_SECRET is not set'),
        hint: expect.stringContaining('VIDEOSDK_API_SECRET is there'),
      },
    ])
    expect(of(findings, 'environment')[0]?.message).toBe('VIDEOSDK_API_SECRET is set, and nothing reads it')
    expect(of(findings, 'token')).toEqual([])
  })

  it('none, but a token, which is tried', async () => {
    const { VIDEOSDK_API_ENDPOINT, VIDEOSDK_API_KEY: apiKey, VIDEOSDK_SECRET: secret } = await sandboxOff(0)
    const VIDEOSDK_TOKEN = createSigner({ apiKey, secret }).sign()
    const [code, findings] = await doctor({ env: { VIDEOSDK_API_ENDPOINT, VIDEOSDK_TOKEN } })
    expect(code).toBe(0)
    expect(of(findings, 'credentials')[0]).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('VIDEOSDK_TOKEN'),
    })
    expect(of(findings, 'token')[0]?.status).toBe('ok')
  })

  it.each([
    [{ ...withCredentials, VIDEOSDK_SECRET_KEY: 'x' }, 'credentials', 'error', 'differ'],
    [
      { ...withCredentials, VIDEOSDK_SECRET_KEY: 'x' },
      'environment',
      'warning',
      'they are names of one secret',
    ],
    [
      { ...withCredentials, VIDEOSDK_TOKEN: OTHERS_TOKEN },
      'environment',
      'warning',
      'VIDEOSDK_TOKEN would be refused',
    ],
    [{ ...withCredentials, VIDEOSDK_SECRET: 'short' }, 'secret', 'warning', 'has 5 bytes'],
    [{ VIDEOSDK_API_KEY: 'your_api_key', VIDEOSDK_SECRET: SECRET }, 'secret', 'warning', 'placeholder'],
    [{ ...withCredentials, VIDEOSDK_SECRET: ` ${SECRET}` }, 'credentials', 'warning', 'white space'],
    [
      { ...withCredentials, VIDEOSDK_PROFILE: 'dev' },
      'credentials',
      'warning',
      'VIDEOSDK_PROFILE was not used',
    ],
    [
      { ...withCredentials, VIDEOSDK_TOKEN: '' },
      'environment',
      'warning',
      'VIDEOSDK_TOKEN is set, but blank',
    ],
    [
      { ...withCredentials, VIDEOSDK_TOKEN: 'undefined' },
      'environment',
      'warning',
      'VIDEOSDK_TOKEN would be refused',
    ],
    [
      { ...withCredentials, VIDEOSDK_TOKEN: 'a', VIDEOSDK_AUTH_TOKEN: 'b' },
      'environment',
      'warning',
      'differ',
    ],
  ] as const)('%j: %s', async (env, check, status, message) => {
    const [, findings] = await doctor({ env }, '--offline')
    expect(of(findings, check).map((one) => [one.status, one.message])).toContainEqual([
      status,
      expect.stringContaining(message),
    ])
    expect(JSON.stringify(findings)).not.toContain(SECRET)
  })
})

test.each([
  [
    { https_proxy: 'http://user:pass@proxy.example:3128', no_proxy: 'localhost' },
    'ok',
    'https by proxy.example:3128; not for localhost',
  ],
  [{ http_proxy: 'http://proxy.example' }, 'ok', 'http by proxy.example'],
  [{}, 'ok', 'none'],
  [
    { https_proxy: 'socks5://proxy.example' },
    'error',
    'the proxy "socks5://proxy.example" is no http or https URL',
  ],
])('the proxy of %j', async (env, status, message) => {
  const openFetch = () => createNodeFetch(proxiesOf(env))
  const { stdout } = await run(
    'doctor --offline --json',
    createWorld({ env: { ...withCredentials, ...env }, openFetch }),
  )
  expect(of(JSON.parse(stdout), 'proxy')).toMatchObject([{ status, message }])
})

test('an old Node is told of', async () => {
  const { stdout, code } = await run('doctor --offline --sandbox', createWorld({ nodeVersion: '20.18.3' }))
  expect(code).toBe(1)
  expect(stdout).toMatch(/^✗ node {9}Node 20\.18\.3 is older than 20\.19\n/)
})

test('for people it is a line each, the cure below', async () => {
  const { stdout } = await run('doctor --offline', createWorld({ env: { VIDEOSDK_API_KEY: API_KEY } }))
  expect(stdout).toMatch(
    /^✗ credentials {2}VIDEOSDK_API_KEY is set .*\n {15}Set VIDEOSDK_SECRET, or unset the other\.$/m,
  )
  expect(stdout.split('\n').filter((line) => /^[✓!✗] \w+ +\S/.test(line)).length).toBeGreaterThan(6)
})

test('flags that contradict each other are refused before anything is looked at', async () => {
  expect(await run('doctor --sandbox --profile x')).toMatchObject({ code: 2, stdout: '' })
})
