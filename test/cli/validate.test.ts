/** validate, in process: yes, no, and neither. */
import { describe, expect, it, test } from 'vitest'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { createSigner } from '../../src/token/sign.ts'
import { inEnv, recording, room } from '../support/upstream.ts'
import { API_KEY, createWorld, run, SECRET, type World } from '../support/world.ts'

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
