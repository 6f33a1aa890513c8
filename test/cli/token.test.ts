import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { VIDEOSDK_CODES } from '../../src/token/problems.ts'
import { SANDBOX_CREDENTIALS } from '../../src/token/sandbox-credentials.ts'
import { createSigner } from '../../src/token/sign.ts'
import { API_KEY, claimsOf, createWorld, forge, NOW, run, SECRET, withCredentials } from '../support/world.ts'

const inEnv = (overrides = {}) => createWorld({ env: withCredentials, ...overrides })
const FIXED = ['--now', '2026-01-01T00:00:00Z', '--jti', 'x']

describe('flags become claims', () => {
  const base = {
    apikey: API_KEY,
    permissions: ['allow_join'],
    version: 2,
    jti: 'x',
    iat: 1_767_225_600,
    exp: 1_767_312_000,
  }
  test.each<[string[], object]>([
    [[], base],
    [['-p', 'ask_join'], { ...base, permissions: ['ask_join'] }],
    [['-pask_join'], { ...base, permissions: ['ask_join'] }],
    [['-p=ask_join'], { ...base, permissions: ['ask_join'] }],
    [['--perm', 'allow_join,allow_mod'], { ...base, permissions: ['allow_join', 'allow_mod'] }],
    [['--perm', ' allow_join,  allow_mod '], { ...base, permissions: ['allow_join', 'allow_mod'] }],
    [['--perm', 'allow_mod\tallow_join'], { ...base, permissions: ['allow_mod', 'allow_join'] }],
    [
      ['-p', 'allow_join', '-p', 'allow_mod,allow_join'],
      { ...base, permissions: ['allow_join', 'allow_mod'] },
    ],
    [['-e', '1h30m'], { ...base, exp: base.iat + 5_400 }],
    [['-e', '5m', '--expires', '10m'], { ...base, exp: base.iat + 600 }],
    [['--expires', '2026-01-01T00:00:10Z'], { ...base, exp: base.iat + 10 }],
    [['--not-before', '1m'], { ...base, nbf: base.iat + 60 }],
    [['--not-before', '2026-01-01T00:00:30+00:00'], { ...base, nbf: base.iat + 30 }],
    [
      ['-r', 'abc-defg-hij', '--participant', 'anna'],
      { ...base, roomId: 'abc-defg-hij', participantId: 'anna' },
    ],
    [['--role', 'rtc,crawler'], { ...base, roles: ['rtc', 'crawler'] }],
    [['--token-version', '1'], { ...base, version: undefined }],
    [
      ['--claim', 'a={"b":[1]}', '--claim', 'n=42', '--claim', 't=x', '--claim', 'n=43'],
      { ...base, a: { b: [1] }, n: 43, t: 'x' },
    ],
    [['--claim=a=-1'], { ...base, a: -1 }],
    [['--room=-x'], { ...base, roomId: '-x' }],
  ])('%j', async (args, claims) => {
    const { code, stdout, stderr } = await run(['token', ...args, ...FIXED], inEnv())
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(claimsOf(stdout)).toEqual(JSON.parse(JSON.stringify(claims)))
  })

  it('and --no-jti leaves the id out', async () => {
    expect(claimsOf((await run('token --no-jti', inEnv())).stdout)).not.toHaveProperty('jti')
  })
})

describe('refused, with nothing on stdout', () => {
  test.each<[string[], string, string]>([
    [
      ['-p', 'allow_join,allow_mod,allow_live_stream'],
      'permission-unknown',
      '"allow_live_stream" is no permission',
    ],
    [['-p', 'allow_jion'], 'permission-unknown', 'Did you mean allow_join?'],
    [
      ['-p', 'ask_join,allow_mod'],
      'permission-conflict',
      `${VIDEOSDK_CODES.permissions} INVALID_PERMISSIONS`,
    ],
    [['-p', 'ask_join', '-p', 'allow_join'], 'permission-conflict', 'A guest who waits: --perm ask_join'],
    [['-p', ''], 'value-empty', '--perm'],
    [['--perm='], 'value-empty', '--perm'],
    [['-p', ' '], 'value-empty', '--perm'],
    [['-p', 'allow_join,,allow_mod'], 'value-empty', 'an empty item'],
    [['-p', 'allow_join,'], 'value-empty', 'an empty item'],
    [['--role', 'CRAWLER'], 'role-unknown', 'Did you mean crawler?'],
    [['-e', '0s'], 'duration-invalid', '(from --expires)'],
    [['-e', '-5m'], 'value-invalid', 'negative'],
    [['-e=-5m'], 'duration-invalid', 'negative'],
    [['-e', '-1'], 'value-invalid', 'negative'],
    [['-e', '-1h30m'], 'value-invalid', 'negative'],
    [['-e', '-500ms'], 'value-invalid', 'negative'],
    [['-e', 'NaN'], 'duration-invalid', '"NaN"'],
    [['-e', 'Infinity'], 'duration-invalid', '"Infinity"'],
    [['-e', '1795562538000'], 'duration-invalid', 'timestamp'],
    [['-e', '99999999999999999999w'], 'duration-invalid', 'longer than any date'],
    [['-e', '418000w'], 'time-out-of-range', '9999'],
    [['-e', '2020-01-01T00:00:00Z'], 'time-order', 'expired when it is issued'],
    [['-e', '2026-02-30T00:00:00Z'], 'date-invalid', 'no such time'],
    [['-e', '1h', '--not-before', '1h'], 'time-order', 'before it becomes good'],
    [['--room', ''], 'value-empty', 'unset variable'],
    [['--room', 'a b'], 'id-invalid', '(from --room)'],
    [['--room'], 'value-missing', '--room needs a value'],
    [['--room', '--sandbox'], 'value-missing', '--room=<value>'],
    [['--room', '--participant=anna'], 'value-missing', 'followed by --participant'],
    [['--participant', 'a\tb'], 'id-invalid', '4004'],
    [['--token-version', '3'], 'value-invalid', 'Give 1 or 2'],
    [['--claim', 'exp=1'], 'claim-reserved', 'exp'],
    [['--claim', 'apikey=x'], 'claim-reserved', 'apikey'],
    [['--claim', '__proto__=1'], 'claim-reserved', '__proto__'],
    [['--claim', '=1'], 'claim-invalid', 'needs a name'],
    [['--claim', 'novalue'], 'claim-invalid', 'name=value'],
    [['--claim', 'room='], 'value-empty', 'room=""'],
    [['--claim', 'n=1e999'], 'claim-invalid', 'JSON can carry'],
    [['--claim', 'id=12345678901234567890'], 'claim-invalid', 'too large to keep its digits'],
    [['--jti', 'a', '--no-jti'], 'flag-conflict', '--no-jti'],
    [['--jti', 'a', '-n', '2'], 'flag-conflict', '%n'],
    [['--jti', 'a', '--participants', '-'], 'flag-conflict', '%n'],
    [['-n', '0'], 'count-invalid', '"0"'],
    [['-n', '1.5'], 'count-invalid', '"1.5"'],
    [['-n', '1e3'], 'count-invalid', '"1e3"'],
    [['-n', 'all'], 'count-invalid', '"all"'],
    [['-n', '-3'], 'value-invalid', 'negative'],
    [['-n', '2', '--participants', '-'], 'flag-conflict', '--count'],
    [['--participant', 'a', '--participants', '-'], 'flag-conflict', '--participants'],
    [['--participants', 'nowhere.txt'], 'file-unreadable', 'ENOENT'],
    [['--participants', '-'], 'value-empty', 'no participant id'],
    [['-o', 'yaml'], 'value-invalid', 'raw, json, env'],
    [['--env-name', 'X'], 'flag-conflict', '-o env'],
    [['-o', 'env', '--env-name', '1X'], 'value-invalid', '"1X"'],
    [['-o', 'env', '--env-name', 'A-B'], 'value-invalid', '"A-B"'],
    [['--fault', 'expird'], 'value-invalid', 'Did you mean expired?'],
    [['--now', '2026-01-01'], 'date-invalid', 'zone'],
    [['--sandbox', '--api-key', 'x'], 'flag-conflict', '--api-key'],
    [['--sandbox', '--profile', 'x'], 'flag-conflict', '--profile'],
    [['--sandbox', '--endpoint', 'https://x.example'], 'flag-conflict', '--endpoint'],
    [['--profile', 'p', '--api-key', 'x'], 'flag-conflict', '--api-key'],
    [['--profile', ''], 'value-empty', '--profile'],
    [['--endpoint', 'api.videosdk.live'], 'endpoint-invalid', 'https://api.videosdk.live'],
    [['--endpoint', 'ftp://x'], 'endpoint-invalid', 'http'],
    [['--secret', 'hunter2hunter2'], 'secret-on-command-line', '--secret-file'],
    [['--secret=hunter2hunter2'], 'secret-on-command-line', '--secret-file'],
    [['--prem', 'allow_mod'], 'flag-unknown', 'Did you mean --perm?'],
    [['--zzz=hunter2hunter2'], 'flag-unknown', 'token --help'],
    [['-x'], 'flag-unknown', '-x'],
    [['--sandbox=yes'], 'value-invalid', 'takes no value'],
    [['allow_mod'], 'argument-extra', '--perm allow_join,allow_mod'],
    [['-p', 'allow_join', 'allow_mod'], 'argument-extra', '--perm allow_join,allow_mod'],
    [['ask_join'], 'argument-extra', '--perm ask_join?'],
    [['anything'], 'argument-extra', 'Usage: videosdk-token token'],
    [['--', '--perm'], 'argument-extra', '--perm'],
    [[''], 'value-empty', 'an argument is empty'],
    [['--secret-file', '-', '--api-key', 'k', '--from', '-'], 'stdin-twice', '--from and --secret-file'],
  ])('%j as %s', async (args, code, words) => {
    const result = await run(['token', ...args], inEnv({ stdin: '' }))
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).toContain(words)
    expect(result.stderr).not.toContain('hunter2')
    expect(result.stderr).not.toMatch(/^\s+at /m)
  })

  it('and --json refuses another format, by JSON', async () => {
    const { code, stdout } = await run('token --json -o csv', inEnv())
    expect(code).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'flag-conflict',
      message: '--json cannot be used with -o csv',
    })
  })

  it('and with --json as JSON on stdout, by the same exit code', async () => {
    for (const flag of [['--json'], ['-o', 'json'], ['-ojson'], ['--format=json']]) {
      const { code, stdout } = await run(['token', '-p', 'allow_jion', ...flag], inEnv())
      expect(code).toBe(2)
      expect(JSON.parse(stdout)).toEqual({
        error: {
          code: 'permission-unknown',
          message: '"allow_jion" is no permission that VideoSDK knows (from --perm)',
          hint: 'Did you mean allow_join?',
        },
      })
    }
  })
})

describe('warnings', () => {
  const warned: [string[], string][] = [
    [['-p', 'allow_mod'], 'permission-cannot-join'],
    [['--role', 'crawler', '--room', 'a'], 'role-cannot-join'],
    [['-p', 'allow_join,allow_mod', '-e', '2d'], 'moderator-unbound'],
    [['-e', '366d'], 'expires-late'],
    [['--claim', 'peerId=x'], 'claim-ignored'],
  ]
  test.each(warned)('%j warns of %s; --strict refuses, --quiet says nothing', async (args, code) => {
    const plain = await run(['token', ...args], inEnv())
    expect(plain.code).toBe(0)
    expect(plain.stdout).toMatch(/^eyJ\S+\n$/)
    expect(plain.stderr).toMatch(new RegExp(`^warning: .*\\[${code}\\]\\n  \\S`))
    const strict = await run(['token', '--strict', ...args], inEnv())
    expect(strict).toMatchObject({ code: 2, stdout: '' })
    expect(strict.stderr).toMatch(new RegExp(`^error: .*\\[${code}\\]`))
    expect(await run(['token', '-q', ...args], inEnv())).toMatchObject({ code: 0, stderr: '' })
  })

  test.each([
    [{ VIDEOSDK_API_KEY: SECRET, VIDEOSDK_SECRET: SECRET }, 'credentials-equal'],
    [{ VIDEOSDK_API_KEY: SECRET, VIDEOSDK_SECRET: API_KEY }, 'credentials-swapped'],
    [{ VIDEOSDK_API_KEY: 'your_api_key', VIDEOSDK_SECRET: SECRET }, 'credentials-placeholder'],
    [{ VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: 'q7'.repeat(10) }, 'secret-short'],
  ])('%j warns of %s', async (env, code) => {
    const { code: exit, stderr } = await run('token', createWorld({ env }))
    expect(exit).toBe(0)
    expect(stderr).toContain(`[${code}]`)
    expect(stderr).not.toContain(env.VIDEOSDK_SECRET)
    expect(await run('token --strict', createWorld({ env }))).toMatchObject({ code: 2, stdout: '' })
  })

  it('says the others, too, where --strict refuses the first', async () => {
    const { stderr } = await run('token --strict -p allow_mod -e 400d', inEnv())
    expect(stderr).toMatch(
      /^warning: .*\[moderator-unbound\]\n.*\nwarning: .*\[expires-late\]\n.*\nerror: .*\[permission-cannot-join\]/,
    )
  })
})

describe('several', () => {
  it('are counted, one a line', async () => {
    const { stdout } = await run('token -n 3 --participant p%n --room r%n --jti j%n', inEnv())
    expect(stdout.trimEnd().split('\n').map(claimsOf)).toMatchObject([
      { participantId: 'p1', roomId: 'r1', jti: 'j1' },
      { participantId: 'p2', roomId: 'r2', jti: 'j2' },
      { participantId: 'p3', roomId: 'r3', jti: 'j3' },
    ])
  })

  it('take one fixed jti where one is several', async () => {
    expect(await run('token -n 1 --jti x', inEnv())).toMatchObject({ code: 0 })
  })

  it('are one a participant, from stdin or a file', async () => {
    const text = '\ufeffanna\r\n\r\nbert\n'
    const world = inEnv({ stdin: text, files: { 'ids.txt': text } })
    for (const where of ['-', 'ids.txt']) {
      const { stdout } = await run(`token --participants ${where} -o ndjson`, world)
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(lines.map(({ participantId }) => participantId)).toEqual(['anna', 'bert'])
    }
  })

  it('keep their whole lines where a later one fails, and the error comes last', async () => {
    const { code, stdout, stderr } = await run('token --participants -', inEnv({ stdin: 'anna\nb b\n' }))
    expect(code).toBe(2)
    expect(stdout).toMatch(/^eyJ\S+\n$/)
    expect(stderr).toContain('(from line 2 of stdin)')
    const json = await run('token --participants - --json', inEnv({ stdin: 'anna\nb b\n' }))
    expect(
      json.stdout
        .trimEnd()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line))[0]),
    ).toEqual(['token', 'error'])
  })

  it('have one head line as csv', async () => {
    const { stdout } = await run('token -n 2 --participant p%n -o csv', inEnv())
    expect(stdout).toMatch(/^participantId,token\np1,eyJ\S+\np2,eyJ\S+\n$/)
  })
})

test('--json says all of it', async () => {
  const { stdout } = await run(['token', '--json', ...FIXED], inEnv())
  const token = createSigner({ apiKey: API_KEY, secret: SECRET }).signWithClaims({
    now: new Date('2026-01-01T00:00:00Z'),
    jti: 'x',
  })
  expect(JSON.parse(stdout)).toEqual({
    ...token,
    issuedAt: '2026-01-01T00:00:00Z',
    expiresAt: '2026-01-02T00:00:00Z',
    expiresInSeconds: 86_400,
    credentials: 'env',
  })
  expect(await run(['token', '-o', 'json', ...FIXED], inEnv())).toMatchObject({ stdout })
})

describe('--from', () => {
  const old = createSigner({ apiKey: API_KEY, secret: SECRET }).sign({
    permissions: ['allow_join', 'allow_mod'],
    roomId: 'r',
    claims: { name: 'Anna' },
    now: new Date('2020-01-01T00:00:00Z'),
  })

  it('makes an expired token good again, from an argument, a file or stdin', async () => {
    for (const from of [old, '@old.txt', '-']) {
      const { stdout } = await run(
        ['token', '--from', from, '-e', '1h'],
        inEnv({ stdin: `Bearer ${old}\n`, files: { 'old.txt': old } }),
      )
      expect(claimsOf(stdout)).toMatchObject({
        permissions: ['allow_join', 'allow_mod'],
        roomId: 'r',
        name: 'Anna',
        iat: NOW.getTime() / 1000,
        exp: NOW.getTime() / 1000 + 3600,
      })
      expect(claimsOf(stdout).jti).not.toBe(claimsOf(old).jti)
    }
  })

  it('lets flags win', async () => {
    const { stdout } = await run(['token', '--from', old, '-p', 'ask_join', '--claim', 'name=Bert'], inEnv())
    expect(claimsOf(stdout)).toMatchObject({ permissions: ['ask_join'], roomId: 'r', name: 'Bert' })
  })

  test.each([
    ['another secret', forge({ alg: 'HS256' }, { apikey: API_KEY, permissions: ['allow_join'] }, 'x'), 1],
    ['no token', 'undefined', 1],
    ['a file that is not there', '@nowhere', 2],
    ['an empty file', '@empty', 2],
  ])('%s: %#', async (_name, from, code) => {
    const result = await run(['token', '--from', from], inEnv({ files: { empty: '\n' } }))
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).not.toContain(from.slice(0, 60).padEnd(60, '-'))
  })
})

describe('--fault', () => {
  it('says on stderr what is wrong, and the code that it earns', async () => {
    const { code, stdout, stderr } = await run('token --fault expired', inEnv())
    expect(code).toBe(0)
    expect(stderr).toBe(
      'This token is wrong on purpose: it expired a minute ago (expired). VideoSDK answers 4002.\n',
    )
    const inspected = await run(['inspect', stdout.trim(), '--json'], inEnv())
    expect(inspected.code).toBe(1)
    expect(JSON.parse(inspected.stdout).problems[0].code).toBe('expired')
  })

  it('is found by --for join, each kind', async () => {
    for (const kind of [
      'not-yet-valid',
      'signature-invalid',
      'apikey-mismatch',
      'permissions-missing',
      'permission-conflict',
      'alg-none',
    ]) {
      const { stdout } = await run(`token --fault ${kind}`, inEnv())
      const read = await run(['inspect', '--for', 'join', '--json', stdout.trim()], inEnv())
      expect(read.code).toBe(1)
      expect(read.stdout).toContain(`"code":"${kind}","severity":"error"`)
    }
  })
})

describe('--sandbox', () => {
  it('signs with the built-in credentials, whatever the environment and the store hold', async () => {
    const world = createWorld({ env: { ...withCredentials, VIDEOSDK_PROFILE: 'nowhere' } })
    const { code, stdout, stderr } = await run(['token', '--sandbox', '--json', ...FIXED], world)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ credentials: 'sandbox', claims: { apikey: 'sandbox' } })
    const token = createSigner(SANDBOX_CREDENTIALS).sign({ now: new Date('2026-01-01T00:00:00Z'), jti: 'x' })
    expect(JSON.parse(stdout).token).toBe(token)
  })
})

describe('a terminal', () => {
  it('hears which credentials won; a pipe does so with --verbose, nobody with --quiet', async () => {
    const tty = { stderr: true }
    const won = /credentials: VIDEOSDK_API_KEY and its secret, from the environment/
    expect((await run('token', inEnv({ tty }))).stderr).toMatch(won)
    expect((await run('token --verbose', inEnv())).stderr).toMatch(won)
    expect((await run('token', inEnv())).stderr).toBe('')
    expect((await run('token -q', inEnv({ tty }))).stderr).toBe('')
  })

  it('gets colour on stderr, and never on stdout', async () => {
    const sequence = '\u001b['
    const colour = async (tty: boolean, env: object, args = '') =>
      (
        await run(
          `token -p nope ${args}`,
          createWorld({ env: { ...withCredentials, ...env }, tty: { stderr: tty } }),
        )
      ).stderr.includes(sequence)
    expect(await colour(true, {})).toBe(true)
    expect(await colour(false, {})).toBe(false)
    expect(await colour(true, { NO_COLOR: '1' })).toBe(false)
    expect(await colour(true, { TERM: 'dumb' })).toBe(false)
    expect(await colour(true, {}, '--no-color')).toBe(false)
    expect(await colour(false, { FORCE_COLOR: '1' })).toBe(true)
    expect(await colour(true, { FORCE_COLOR: '0' })).toBe(false)
    expect(await colour(false, { FORCE_COLOR: '1' }, '--no-color')).toBe(false)
    const { stdout } = await run(
      'token',
      createWorld({ env: { ...withCredentials, FORCE_COLOR: '3' }, tty: { stdout: true } }),
    )
    expect(stdout).toMatch(/^[\w.-]+\n$/)
  })
})

test('a secret in a file never shows, in any error or with --verbose', async () => {
  const world = createWorld({ files: { secret: SECRET } })
  const { stdout, stderr } = await run(
    `token --api-key ${API_KEY} --secret-file secret -p nope --verbose`,
    world,
  )
  expect(stdout + stderr).not.toContain(SECRET)
  expect(stderr).toMatch(/^\s+at /m)
  expect(readFileSync(`${world.folder}/secret`, 'utf8')).toBe(SECRET)
})
