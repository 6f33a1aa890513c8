/** Rooms in a file: shared, private, never half written, and left alone where they cannot be read. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { LockTimeout } from '../../src/files/lock-timeout.ts'
import { toStoreError } from '../../src/files/store-error.ts'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { emptyFolder } from '../support/world.ts'

const URL = 'https://api.videosdk.live/v2/rooms'

async function create(file: string, customRoomId: string): Promise<string> {
  const { fetch, credentials } = createSandbox({ file })
  const headers = { authorization: createSigner(credentials).sign() }
  const response = await fetch(URL, { method: 'POST', headers, body: JSON.stringify({ customRoomId }) })
  return ((await response.json()) as { roomId: string }).roomId
}

const idsIn = (file: string): string[] =>
  JSON.parse(readFileSync(file, 'utf8')).rooms.map(
    ({ customRoomId }: { customRoomId: string }) => customRoomId,
  )

it('is shared by several sandboxes that write at once', async () => {
  const file = join(emptyFolder(), 'new', 'sandbox.json')
  const ids = Array.from({ length: 24 }, (_, n) => `room-${n}`)
  await Promise.all(ids.map((id) => create(file, id)))
  expect(idsIn(file).sort()).toEqual([...ids].sort())
  expect(readdirSync(join(file, '..'))).toEqual(['sandbox.json'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
})

it('leaves the folder of its user as it is', async () => {
  const folder = emptyFolder()
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'rooms.json.tmp-mine'), 'mine')
  await create(join(folder, 'rooms.json'), 'standup')
  expect(statSync(folder).mode & 0o777).toBe(0o755)
  expect(readdirSync(folder).sort()).toEqual(['rooms.json', 'rooms.json.tmp-mine'])
})

it('is not written again where nothing changed', async () => {
  const file = join(emptyFolder(), 'sandbox.json')
  const roomId = await create(file, 'standup')
  const { mtimeMs, ino } = statSync(file)
  expect(await create(file, 'standup')).toBe(roomId)
  expect(statSync(file)).toMatchObject({ mtimeMs, ino })
})

it('sweeps what a killed writer left, and follows a symlink', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'real.json.tmp-9'), 'mine')
  writeFileSync(join(folder, 'link.json.tmp-0123456789abcdef'), 'half')
  symlinkSync('real.json', join(folder, 'link.json'))
  await create(join(folder, 'link.json'), 'a')
  await create(join(folder, 'link.json'), 'b')
  expect(idsIn(join(folder, 'real.json'))).toEqual(['a', 'b'])
  expect(readdirSync(folder).sort()).toEqual(['link.json', 'real.json', 'real.json.tmp-9'])
})

describe('a file that is not readable as rooms is left as it is', () => {
  const room = {
    roomId: 'x',
    customRoomId: null,
    disabled: false,
    createdAt: '',
    updatedAt: '',
    id: '',
    settings: {},
  }
  test.each<[string, string]>([
    ['empty', ''],
    ['cut short', '{"version":1,"rooms":['],
    ['of another version', '{"version":2,"rooms":[]}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a room that is none', '{"version":1,"rooms":[1]}'],
    ['a room without an id', JSON.stringify({ version: 1, rooms: [{ ...room, roomId: 1 }] })],
    ['a room without settings', JSON.stringify({ version: 1, rooms: [{ ...room, settings: null }] })],
    ['a room half disabled', JSON.stringify({ version: 1, rooms: [{ ...room, disabled: 'no' }] })],
    [
      'a room that nobody could write again',
      `{"version":1,"rooms":[${JSON.stringify(room).replace('{}', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)}]}`,
    ],
  ])('%s', async (_name, text) => {
    const file = join(emptyFolder(), 'sandbox.json')
    writeFileSync(file, text)
    await expect(create(file, 'standup')).rejects.toMatchObject({
      code: 'store-invalid',
      message: expect.stringContaining(file),
    })
    const { fetch, credentials } = createSandbox({ file })
    const headers = { authorization: createSigner(credentials).sign() }
    await expect(fetch(URL, { headers })).rejects.toMatchObject({ code: 'store-invalid' })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('a folder', async () => {
    const file = join(emptyFolder(), 'sandbox.json')
    mkdirSync(file)
    await expect(create(file, 'standup')).rejects.toMatchObject({ code: 'store-failed' })
    const { fetch, credentials } = createSandbox({ file })
    const headers = { authorization: createSigner(credentials).sign() }
    await expect(fetch(URL, { headers })).rejects.toMatchObject({ code: 'store-failed' })
  })

  test('on a port it is 500, in JSON that says which file', async () => {
    const file = join(emptyFolder(), 'sandbox.json')
    writeFileSync(file, '[]')
    const { url, credentials, close } = await startSandbox({ file })
    try {
      const headers = { authorization: createSigner(credentials).sign() }
      const response = await fetch(`${url}/v2/rooms`, { headers })
      expect(response.status).toBe(500)
      expect(await response.json()).toMatchObject({ statusCode: 500, message: expect.stringContaining(file) })
    } finally {
      await close()
    }
  })
})

test('a lock that another process holds for too long is said', () => {
  expect(
    toStoreError('the rooms in /s.json', 'written', new LockTimeout('/s.json.lock', 'host 1 2')),
  ).toMatchObject({
    code: 'store-locked',
    hint: expect.stringContaining('/s.json.lock'),
  })
})
