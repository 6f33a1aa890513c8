/** Where the rooms of a sandbox are: in memory, or in a file that other processes use as well. */

import { changeFile, readFile } from '../files/locked-file.ts'
import { toStoreError } from '../files/store-error.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { isTooDeep } from './nesting.ts'
import type { Room } from './room.ts'

export interface Change<T> {
  readonly rooms: readonly Room[]
  readonly result: T
}

export interface Storage {
  read(): Promise<readonly Room[]>
  /** Changes the rooms while nobody else does. An edit that gives back the same rooms writes nothing. */
  change<T>(edit: (rooms: readonly Room[]) => Change<T>): Promise<T>
}

export function memoryStorage(): Storage {
  let rooms: readonly Room[] = []
  return {
    read: async () => rooms,
    async change(edit) {
      const changed = edit(rooms)
      rooms = changed.rooms
      return changed.result
    },
  }
}

/** Throws `store-invalid`, `store-failed`, `store-locked`. */
export function fileStorage(path: string): Storage {
  const what = `the sandbox's rooms in ${path}`
  return {
    read: async () => {
      try {
        return parseRooms(readFile(path), path)
      } catch (error) {
        throw toStoreError(what, 'read', error)
      }
    },
    change: async (edit) => {
      try {
        return await changeFile(path, (text) => {
          const rooms = parseRooms(text, path)
          const changed = edit(rooms)
          return {
            text: changed.rooms === rooms ? undefined : serialize(changed.rooms),
            result: changed.result,
          }
        })
      } catch (error) {
        throw toStoreError(what, 'written', error)
      }
    },
  }
}

function serialize(rooms: readonly Room[]): string {
  return `${JSON.stringify({ version: 1, rooms })}\n`
}

function parseRooms(text: string | undefined, path: string): readonly Room[] {
  if (text === undefined) return []
  try {
    const { version, rooms } = JSON.parse(text) as { version?: unknown; rooms?: unknown }
    if (version === 1 && Array.isArray(rooms) && rooms.every(isRoom)) return rooms
  } catch {
    // Told below.
  }
  throw new VideosdkTokenError('store-invalid', `${path} is not readable as the rooms of a sandbox`, {
    reason: 'It is left as it is, so that nothing in it is lost.',
    hint: 'Mend it by hand, or remove it: it holds rooms to try things with, no secrets.',
  })
}

function isRoom(value: unknown): value is Room {
  if (typeof value !== 'object' || value === null) return false
  const { roomId, customRoomId, disabled, createdAt, updatedAt, id, settings } = value as Record<
    string,
    unknown
  >
  return (
    [roomId, createdAt, updatedAt, id].every((field) => typeof field === 'string') &&
    (customRoomId === null || typeof customRoomId === 'string') &&
    typeof disabled === 'boolean' &&
    typeof settings === 'object' &&
    settings !== null &&
    !isTooDeep(value)
  )
}
