/** list-meetings, deactivate-meeting, and what all the meeting commands share, in process. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { NOT_FOUND } from '../../src/sandbox/answers.ts'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { inEnv, recording, room } from '../support/upstream.ts'
import { createWorld, NOW, run, withCredentials } from '../support/world.ts'

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
    expect(stderr).toMatch(
      new RegExp(`^error: there is no such meeting: ${NOT_FOUND.room}.*\\[meeting-unknown\\]`),
    )
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
