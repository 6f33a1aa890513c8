/** Fifty processes that write at once, and readers that never see a half. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseStore } from '../../src/profiles/format.ts'
import { openShell, sh } from '../support/shell.ts'
import { API_KEY } from '../support/world.ts'

const WRITERS = 50

/** Reads a file over and over, as whoever would while others write; `parse` throws where it sees a half. */
function keepReading(path: string, parse: (text: string) => unknown) {
  let going = true
  let read = 0
  const reading = (async () => {
    while (going) {
      await new Promise((settle) => setTimeout(settle, 5))
      try {
        parse(readFileSync(path, 'utf8'))
        read++
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOENT' })
      }
    }
  })()
  return async (): Promise<number> => {
    going = false
    await reading
    return read
  }
}

test(`${WRITERS} writers lose nothing`, async () => {
  const shell = openShell()
  const folder = join(shell.folder, '.config/videosdk-token')
  const stop = keepReading(join(folder, 'config.json'), parseStore)
  const names = Array.from({ length: WRITERS }, (_, n) => `p${n}`)
  const add = (name: string) =>
    `videosdk-token profile add ${name} --offline --api-key ${API_KEY} --secret-file -`
  const ended = await Promise.all(
    names.map((name) => sh(add(name), shell, `secret-of-${name}`.padEnd(32, '-'))),
  )
  const read = await stop()
  expect(ended.map(({ code }) => code)).toEqual(names.map(() => 0))
  const { profiles } = parseStore(readFileSync(join(folder, 'config.json'), 'utf8'))
  expect(profiles.map(({ name }) => name).sort()).toEqual([...names].sort())
  expect(readdirSync(folder)).toEqual(['config.json'])
  expect(read).toBeGreaterThan(10)
  process.stdout.write(
    `${WRITERS} writers: config.json was read ${read} times meanwhile, and whole each time\n`,
  )
})

test(`${WRITERS} processes that create a room at once lose none`, async () => {
  const shell = openShell()
  const folder = join(shell.folder, '.config/videosdk-token')
  const stop = keepReading(join(folder, 'sandbox.json'), JSON.parse)
  const ids = Array.from({ length: WRITERS }, (_, n) => `room-${n}`)
  const create = (id: string) => sh(`videosdk-token create-meeting --sandbox --custom-id ${id}`, shell)
  const ended = await Promise.all(ids.map(create))
  const read = await stop()
  expect(ended.map(({ code }) => code)).toEqual(ids.map(() => 0))
  const { rooms } = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'))
  expect(rooms.map(({ customRoomId }: { customRoomId: string }) => customRoomId).sort()).toEqual(
    [...ids].sort(),
  )
  expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(WRITERS)
  expect(readdirSync(folder)).toEqual(['sandbox.json'])
  expect(read).toBeGreaterThan(10)
  process.stdout.write(
    `${WRITERS} writers: sandbox.json was read ${read} times meanwhile, and whole each time\n`,
  )
})
