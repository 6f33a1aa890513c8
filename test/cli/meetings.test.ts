/** create-meeting, validate, list-meetings and deactivate-meeting, in process, on the sandbox of --sandbox. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { API_KEY, createWorld, NOW, run, SECRET, type World, withCredentials } from '../support/world.ts'

const ROOM_ID = /^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\n$/

/** What was asked, and an answer for each. */
function recording(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const asked: { method: string; path: string; body: unknown }[] = []
  const fetch: Fetch = async (url, init) => {
    const { body, method = '' } = init
    asked.push({
      method,
      path: new URL(url).pathname,
      body: typeof body === 'string' ? JSON.parse(body) : null,
    })
    return answer(url, init)
  }
  return { asked, fetch }
}

const room = (fields: object = {}): Response => Response.json({ roomId: 'abcd-efgh-ijkl', ...fields })
const inEnv = (overrides: Partial<World> = {}) => createWorld({ env: withCredentials, ...overrides })

describe('create-meeting', () => {
  it('prints the id alone, and makes the same for a custom id', async () => {
    const world = createWorld()
    const first = await run('create-meeting --sandbox --custom-id standup', world)
    expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(ROOM_ID) })
    expect(await run('create-meeting --sandbox --custom-id standup', world)).toEqual(first)
    expect((await run('create-meeting --sandbox', world)).stdout).not.toBe(first.stdout)
    expect(JSON.parse(readFileSync(join(world.folder, 'config/sandbox.json'), 'utf8')).rooms).toHaveLength(2)
  })

  it('prints the whole answer with --json, with both ids', async () => {
    const { stdout } = await run('create-meeting --sandbox --json --custom-id standup')
    const { roomId, meetingId, customRoomId } = JSON.parse(stdout)
    expect({ meetingId, customRoomId }).toEqual({ meetingId: roomId, customRoomId: 'standup' })
  })

  test.each<[string, string[], object]>([
    ['nothing', [], {}],
    [
      'all flags',
      [
        '--custom-id',
        'standup',
        '--geo-fence',
        'in002',
        '--webhook-url',
        'https://example.org/h',
        '--webhook-event',
        'session-*,participant-left',
        '--webhook-event',
        'hls-playable',
        '--auto-close',
        '60',
        '--deactivate-on-close',
      ],
      {
        customRoomId: 'standup',
        geoFence: 'in002',
        webhook: {
          endPoint: 'https://example.org/h',
          events: ['session-*', 'participant-left', 'hls-playable'],
        },
        autoCloseConfig: { type: 'session-end-and-deactivate', duration: 60 },
      },
    ],
    [
      'auto-close alone',
      ['--auto-close', '1.5'],
      { autoCloseConfig: { type: 'session-ends', duration: 1.5 } },
    ],
    [
      'deactivation alone',
      ['--deactivate-on-close'],
      { autoCloseConfig: { type: 'session-end-and-deactivate' } },
    ],
    ['data, unchecked', ['--data', '{"geoFence":"moon","new":[1]}'], { geoFence: 'moon', new: [1] }],
    [
      'data, and a flag that wins',
      ['--data', '{"geoFence":"moon","a":1}', '--geo-fence', 'eu001'],
      { geoFence: 'eu001', a: 1 },
    ],
    [
      'v1',
      ['--api-version', '1', '--custom-id', 'standup', '--geo-fence', 'in002', '--data', '{"a":1}'],
      { userMeetingId: 'standup', region: 'in002', a: 1 },
    ],
  ])('sends %s', async (_name, flags, body) => {
    const { asked, fetch } = recording(() => room())
    expect(await run(['create-meeting', ...flags], inEnv({ fetch }))).toMatchObject({
      code: 0,
      stdout: 'abcd-efgh-ijkl\n',
    })
    const path = flags.includes('--api-version') ? '/v1/meetings' : '/v2/rooms'
    expect(asked).toEqual([{ method: 'POST', path, body }])
  })

  it('reads data from a file and from stdin', async () => {
    const { asked, fetch } = recording(() => room())
    const files = { 'data.json': '{"a":"file"}' }
    await run('create-meeting --data @data.json', createWorld({ env: withCredentials, files, fetch }))
    await run('create-meeting --data -', inEnv({ fetch, stdin: '{"a":"stdin"}' }))
    expect(asked.map(({ body }) => body)).toEqual([{ a: 'file' }, { a: 'stdin' }])
  })

  test.each<[string, string[], RegExp]>([
    [
      'a region that looks like none',
      ['--geo-fence', 'us-east-1'],
      /"us-east-1" looks like no region.*--geo-fence.*\n.*us001.*\n.*--data/,
    ],
    ['a region that is misspelt', ['--geo-fence', 'IN002'], /Did you mean in002\?/],
    ['a webhook over http', ['--webhook-url', 'http://x.example'], /no https URL/],
    [
      'a webhook of 513 characters',
      ['--webhook-url', `https://x.example/${'x'.repeat(495)}`],
      /513 characters/,
    ],
    ['an event without a webhook', ['--webhook-event', 'session-ended'], /needs --webhook-url/],
    [
      'an unknown event',
      ['--webhook-url', 'https://x.example', '--webhook-event', 'sesion-ended'],
      /Did you mean session-ended\?/,
    ],
    ['white space in the id', ['--custom-id', 'a b'], /white space/],
    ['auto-close of a duration', ['--auto-close', '90m'], /auto-close after "90m" is no number above zero/],
    ['auto-close in hexadecimal', ['--auto-close', '0x10'], /"0x10"/],
    ['auto-close after nothing', ['--auto-close', '0'], /no number above zero/],
    ['auto-close below zero', ['--auto-close=-1'], /no number above zero/],
    ['data that is no JSON', ['--data', '{secret'], /no JSON object/],
    ['data that is a list', ['--data', '[]'], /no JSON object/],
    ['an empty value', ['--custom-id', ''], /empty value/],
    ['an argument', ['standup'], /does not take the argument "standup"/],
    ['a time limit of zero', ['--timeout', '0s'], /zero/],
    ['a time limit that no timer counts', ['--timeout', '52w'], /longer than a timer/],
    ['retries', ['--retries', '-1'], /negative/],
    ['too many retries', ['--retries', '101'], /from 0 to 100/],
    ['an api version', ['--api-version', '3'], /no API version 3/],
    [
      'v1 with a webhook',
      ['--api-version', '1', '--webhook-url', 'https://x.example'],
      /v1 API has no webhook/,
    ],
    ['an endpoint with a query', ['--endpoint', 'https://x.example/?a'], /no http or https URL/],
  ])('refuses %s, and sends nothing', async (_name, flags, message) => {
    const { asked, fetch } = recording(() => room())
    const { code, stdout, stderr } = await run(['create-meeting', ...flags], inEnv({ fetch }))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(asked).toEqual([])
    expect(stderr).not.toContain('{secret')
  })
})

describe('validate', () => {
  const world = createWorld()
  const made = run('create-meeting --sandbox --custom-id standup', world).then(async ({ stdout }) => {
    await run('create-meeting --sandbox --custom-id over', world)
    await run('deactivate-meeting --sandbox over', world)
    return stdout.trim()
  })

  test.each([
    ['standup', 0, 'valid\n'],
    ['nobody', 1, 'invalid\n'],
    ['over', 1, 'invalid\n'],
    ['standup nobody over', 1, 'standup\tvalid\nnobody\tinvalid\nover\tinvalid\n'],
    ['standup standup', 0, 'standup\tvalid\nstandup\tvalid\n'],
  ])('%s is %d', async (ids, code, stdout) => {
    await made
    expect(await run(`validate ${ids} --sandbox`, world)).toEqual({ code, stdout, stderr: '' })
    const v1 = await run(`validate ${ids} --sandbox --api-version 1`, world)
    expect(v1).toEqual({ code, stdout, stderr: '' })
  })

  it('says why not, and what there is, with --json', async () => {
    const roomId = await made
    const { stdout } = await run('validate standup nobody over --sandbox --json', world)
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { meetingId: 'standup', valid: true, reason: null, room: { roomId, meetingId: roomId } },
      { meetingId: 'nobody', valid: false, reason: 'not-found', room: null },
      { meetingId: 'over', valid: false, reason: 'deactivated', room: { disabled: true } },
    ])
    for (const line of lines) expect(Object.keys(line)).toEqual(['meetingId', 'valid', 'reason', 'room'])
  })

  test.each([['-'], ['']])('reads ids from stdin, %j', async (operand) => {
    await made
    const stdin = 'standup\r\n\n  \nnobody\n'
    expect(await run(`validate ${operand} --sandbox`, { ...world, stdin })).toMatchObject({
      code: 1,
      stdout: 'standup\tvalid\nnobody\tinvalid\n',
    })
  })

  it('asks for a thousand, in order, eight at a time', async () => {
    let open = 0
    let most = 0
    let n = 0
    const fetch: Fetch = async (url) => {
      open++
      most = Math.max(most, open)
      // Later ones are answered first.
      await new Promise((resolve) => setTimeout(resolve, (n++ * 7) % 5))
      open--
      return room({ roomId: url.split('/').at(-1) })
    }
    const ids = Array.from({ length: 1_000 }, (_, at) => `room-${at}`)
    const { code, stdout } = await run('validate -', inEnv({ fetch, stdin: ids.join('\n') }))
    expect(code).toBe(0)
    expect(stdout).toBe(ids.map((id) => `${id}\tvalid\n`).join(''))
    expect(most).toBe(8)
  })

  const failing: Fetch = async (url) => {
    if (url.endsWith('/down')) return new Response('oops', { status: 500 })
    if (url.endsWith('/odd')) return Response.json({ message: 'odd' }, { status: 400 })
    if (url.endsWith('/nobody')) return Response.json({ message: 'Room not found.' }, { status: 400 })
    return room()
  }

  it('goes on after a look-up that failed: neither yes nor no', async () => {
    const line = 'validate down a odd nobody --retries 0'
    const { code, stdout, stderr } = await run(line, inEnv({ fetch: failing }))
    expect({ code, stdout }).toEqual({
      code: 5,
      stdout: 'down\terror\na\tvalid\nodd\terror\nnobody\tinvalid\n',
    })
    expect(stderr).toMatch(/warning: down: api\.videosdk\.live failed: oops.*\[api-failed\]/)
    expect(stderr).toMatch(/warning: odd: .*refused the request: odd.*\[request-refused\]/)
    const json = (await run(`${line} --json`, inEnv({ fetch: failing }))).stdout.split('\n')
    expect(JSON.parse(json[0] ?? '')).toMatchObject({
      meetingId: 'down',
      valid: null,
      error: { code: 'api-failed', message: expect.any(String), hint: expect.any(String) },
    })
  })

  it('shows no whole token that was given for an id', async () => {
    const token = createSigner({ apiKey: API_KEY, secret: SECRET }).sign()
    const fetch: Fetch = async () => new Response('oops', { status: 500 })
    for (const command of ['validate', 'deactivate-meeting']) {
      const { code, stderr } = await run([command, 'a', token, '--retries', '0'], inEnv({ fetch }))
      expect(code).toBe(5)
      expect(stderr).toContain('eyJhbG…')
      expect(stderr).not.toContain(token)
    }
  })

  it('fails alone with nothing on stdout', async () => {
    const { code, stdout, stderr } = await run('validate down --retries 0', inEnv({ fetch: failing }))
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    expect(stderr).toMatch(/^error: .*\[api-failed\]/)
  })

  it('stops at once where the token is refused, which is not "invalid"', async () => {
    const { asked, fetch } = recording((url) =>
      url.endsWith('/r2')
        ? Response.json({ message: 'Token is invalid or expired' }, { status: 401 })
        : room(),
    )
    const ids = Array.from({ length: 100 }, (_, n) => `r${n}`)
    const { code, stdout, stderr } = await run(['validate', ...ids], inEnv({ fetch }))
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'r0\tvalid\nr1\tvalid\n' })
    expect(stderr).toMatch(
      /refused the token from VIDEOSDK_API_KEY.*: Token is invalid or expired \(HTTP 401\)/,
    )
    expect(stderr).toContain('videosdk-token inspect')
    expect(asked.length).toBeLessThan(20)
  })

  test.each<[string, string[], Partial<World>, RegExp]>([
    ['white space in an id', ['a b'], {}, /white space/],
    ['an empty id', [''], {}, /empty/],
    ['no id on a terminal', [], { tty: { stdin: true } }, /needs a meeting id/],
    ['an empty stdin', ['-'], { stdin: '\n \n' }, /stdin has no meeting id/],
    ['white space in an id on stdin', ['-'], { stdin: 'a b\n' }, /line 1 of stdin/],
    ['- among others', ['a', '-'], { stdin: 'b' }, /- stands among other ids/],
    ['two readers of stdin', ['-', '--token', '-'], { stdin: 'b' }, /both ask for stdin/],
    ['two readers of stdin, one of them silent', ['--token', '-'], { stdin: 'b' }, /both ask for stdin/],
    ['a step in a path, before anything is asked', ['a', '..'], {}, /no address can carry/],
  ])('refuses %s', async (_name, args, overrides, message) => {
    const { asked, fetch } = recording(() => room())
    const { code, stdout, stderr } = await run(['validate', ...args], inEnv({ fetch, ...overrides }))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(asked).toEqual([])
  })

  it('keeps the whole lines that came before a wrong id on stdin', async () => {
    const { code, stdout } = await run(
      'validate -',
      inEnv({ fetch: async () => room(), stdin: 'a\nb\nc d\n' }),
    )
    expect(code).toBe(2)
    expect('a\tvalid\nb\tvalid\n').toContain(stdout)
  })

  it('hints at inspect where the id is a token', async () => {
    const token = createSigner({ apiKey: API_KEY, secret: SECRET }).sign()
    const { code, stdout, stderr } = await run(['validate', token, '--sandbox'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'invalid\n' })
    expect(stderr).toMatch(/warning: eyJhbG… looks like a token.*\[id-is-token\]\n.*videosdk-token inspect/)
    expect(stderr).not.toContain(token)
  })
})

describe('list-meetings', () => {
  it('prints an id a line, the newest first', async () => {
    const world = createWorld()
    expect(await run('list-meetings --sandbox', world)).toEqual({ code: 0, stdout: '', stderr: '' })
    const ids: string[] = []
    for (const name of ['a', 'b', 'c'])
      ids.unshift((await run(`create-meeting --sandbox --custom-id ${name}`, world)).stdout)
    expect((await run('list-meetings --sandbox', world)).stdout).toBe(ids.join(''))
    expect((await run('list-meetings --sandbox --limit 2', world)).stdout).toBe(ids.slice(0, 2).join(''))
    expect((await run('list-meetings --sandbox --query a', world)).stdout).toBe(ids[2])
    const json = (await run('list-meetings --sandbox --query a --json', world)).stdout
    expect(JSON.parse(json)).toMatchObject({ customRoomId: 'a', meetingId: ids[2]?.trim() })
  })

  it('reads page after page, and no further than it must', async () => {
    const world = createWorld({ folder: createWorld().folder })
    const sandbox = createSandbox({ now: () => NOW })
    const { asked, fetch } = recording((url, init) => sandbox.fetch(url, init))
    const create = {
      method: 'POST',
      headers: { authorization: createSigner(sandbox.credentials).sign({ now: NOW }) },
    }
    for (let n = 0; n < 250; n++) await sandbox.fetch('https://api.videosdk.live/v2/rooms', create)
    const env = { VIDEOSDK_API_KEY: sandbox.credentials.apiKey, VIDEOSDK_SECRET: sandbox.credentials.secret }
    const all = await run('list-meetings', { ...world, env, fetch })
    expect(new Set(all.stdout.trim().split('\n')).size).toBe(250)
    expect(asked).toHaveLength(3)
    await run('list-meetings --limit 100', { ...world, env, fetch })
    expect(asked).toHaveLength(4)
  })

  test.each([['--limit 0'], ['--limit x'], ['--api-version 1']])('%s is refused', async (flags) => {
    expect(await run(`list-meetings --sandbox ${flags}`)).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('deactivate-meeting', () => {
  it('ends by id and by custom id, and prints each', async () => {
    const world = createWorld()
    const id = (await run('create-meeting --sandbox', world)).stdout.trim()
    await run('create-meeting --sandbox --custom-id standup', world)
    const { code, stdout } = await run(`deactivate-meeting ${id} standup --sandbox`, world)
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${id}\nstandup\n` })
    expect((await run(`validate ${id} standup --sandbox`, world)).stdout).toBe(
      `${id}\tinvalid\nstandup\tinvalid\n`,
    )
    const json = JSON.parse((await run(`deactivate-meeting ${id} --sandbox --json`, world)).stdout)
    expect(json).toMatchObject({ meetingId: id, roomId: id, disabled: true })
  })

  it('goes on after one that is unknown', async () => {
    const world = createWorld({ stdin: 'nobody\nstandup\n' })
    await run('create-meeting --sandbox --custom-id standup', world)
    const { code, stdout, stderr } = await run('deactivate-meeting - --sandbox', world)
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'standup\n' })
    expect(stderr).toMatch(/warning: nobody: there is no such meeting.*\[meeting-unknown\]/)
    const json = await run('deactivate-meeting - --sandbox --json', world)
    expect(JSON.parse(json.stdout.split('\n')[0] ?? '')).toMatchObject({
      meetingId: 'nobody',
      error: { code: 'meeting-unknown' },
    })
  })

  it('says alone that it is unknown, with 1 and nothing on stdout', async () => {
    const { code, stdout, stderr } = await run('deactivate-meeting nobody --sandbox')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: there is no such meeting: Room not found.*\[meeting-unknown\]/)
  })

  test('a failure goes before an unknown one', async () => {
    const fetch: Fetch = async (url) =>
      url.endsWith('/down')
        ? new Response('', { status: 503 })
        : Response.json({ message: 'Room not found.' }, { status: 400 })
    const { code, stdout } = await run('deactivate-meeting nobody down nobody --retries 0', inEnv({ fetch }))
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
  })

  it('does not read stdin unasked', async () => {
    const { code, stderr } = await run('deactivate-meeting --sandbox', createWorld({ stdin: 'standup' }))
    expect(code).toBe(2)
    expect(stderr).toContain('needs <meetingId|->')
  })
})

describe('on a terminal', () => {
  const slow =
    (ms: number): Fetch =>
    async () => {
      await new Promise((resolve) => setTimeout(resolve, ms))
      return room()
    }
  const watch = (fetch: Fetch, extra: Record<string, string> = {}, flags = '') =>
    run(
      `create-meeting ${flags}`,
      createWorld({ env: { ...withCredentials, ...extra }, tty: { stderr: true }, fetch }),
    )

  it('shows no spinner for a quick answer, nor in CI, nor with --quiet', async () => {
    expect((await watch(slow(0))).stderr).not.toContain('creating')
    expect((await watch(slow(400), { CI: '1' })).stderr).not.toContain('creating')
    expect((await watch(slow(400), {}, '--quiet')).stderr).toBe('')
  })
})

test('--sandbox reads no variable and no profile, and no network', async () => {
  const env = {
    VIDEOSDK_TOKEN: 'nonsense',
    VIDEOSDK_API_ENDPOINT: 'http://nowhere.example',
    VIDEOSDK_API_KEY: 'half',
  }
  const world = createWorld()
  const { code, stderr } = await run('create-meeting --sandbox', { ...world, env: { ...world.env, ...env } })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(existsSync(join(world.folder, 'config/config.json'))).toBe(false)
})

test.each(['--endpoint http://x.example', '--profile p', '--api-key k', '--dotenv .env'])(
  '--sandbox with %s is refused, with a token, too',
  async (flags) => {
    expect(await run(`create-meeting --sandbox ${flags}`)).toMatchObject({ code: 2, stdout: '' })
    expect(await run(`create-meeting --sandbox --token a.b.c ${flags}`)).toMatchObject({
      code: 2,
      stdout: '',
    })
  },
)

test('a sandbox.json that is not readable is 3, with its path, and stays as it is', async () => {
  const world = createWorld()
  await run('create-meeting --sandbox', world)
  const path = join(world.folder, 'config/sandbox.json')
  writeFileSync(path, '{')
  for (const command of [
    'create-meeting',
    'validate a',
    'validate a b',
    'list-meetings',
    'deactivate-meeting a b',
  ]) {
    const { code, stdout, stderr } = await run(`${command} --sandbox`, world)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain(path)
  }
  expect(readFileSync(path, 'utf8')).toBe('{')
})

test('an endpoint over http is warned about, unless it is this machine', async () => {
  const fetch: Fetch = async () => room()
  const exposed = await run('validate a --endpoint http://api.example', inEnv({ fetch }))
  expect(exposed).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/warning: api\.example.*\[endpoint-exposed\]/),
  })
  expect((await run('validate a --endpoint http://localhost:9010', inEnv({ fetch }))).stderr).toBe('')
})

test('--verbose tells of each repeat, and shows no token', async () => {
  let n = 0
  const fetch: Fetch = async () =>
    n++ === 0 ? new Response('', { status: 429, headers: { 'retry-after': '0' } }) : room()
  const { code, stderr } = await run('create-meeting --verbose', inEnv({ fetch }))
  expect(code).toBe(0)
  expect(stderr).toMatch(/asking again in 0\.0 s: it answered 429/)
  expect(stderr).not.toMatch(/eyJ/)
})
