/** What can be done with rooms: pure, on the list of them, newest last. */
import { makeRoom, type Room } from './room.ts'
import type { Change } from './storage.ts'

/** Makes a room. With a custom id that is there already, gives that room as it is. */
export function createRoom(
  rooms: readonly Room[],
  customRoomId: string | null,
  settings: Readonly<Record<string, unknown>>,
  now: Date,
): Change<Room> {
  const existing = rooms.find((room) => customRoomId !== null && room.customRoomId === customRoomId)
  if (existing !== undefined) return { rooms, result: existing }
  const room = makeRoom(customRoomId, settings, now)
  return { rooms: [...rooms, room], result: room }
}

/** By the room's id, the id that its maker chose, or the one of its record. */
export function findRoom(rooms: readonly Room[], id: string): Room | undefined {
  return (
    rooms.find((room) => room.roomId === id) ??
    rooms.find((room) => room.customRoomId === id || room.id === id)
  )
}

/** By the room's own id alone, as VideoSDK does it. */
export function deactivateRoom(rooms: readonly Room[], roomId: unknown, now: Date): Change<Room | undefined> {
  const found = rooms.find((room) => room.roomId === roomId)
  if (found === undefined || found.disabled) return { rooms, result: found }
  const ended = { ...found, disabled: true, updatedAt: now.toISOString() }
  return { rooms: rooms.map((room) => (room === found ? ended : room)), result: ended }
}

export interface PageInfo {
  readonly currentPage: number
  readonly perPage: number
  readonly lastPage: number
  readonly total: number
}

/** Newest first. `query` is the exact id, or custom id, of a room. */
export function pageOfRooms(
  rooms: readonly Room[],
  { page, perPage, query }: { page: number; perPage: number; query: string | undefined },
): { readonly pageInfo: PageInfo; readonly data: readonly Room[] } {
  const asked = rooms.filter(
    ({ roomId, customRoomId }) => query === undefined || roomId === query || customRoomId === query,
  )
  const start = (page - 1) * perPage
  return {
    pageInfo: pageInfo(page, perPage, asked.length),
    data: asked.reverse().slice(start, start + perPage),
  }
}

export function pageInfo(currentPage: number, perPage: number, total: number): PageInfo {
  return { currentPage, perPage, lastPage: Math.max(1, Math.ceil(total / perPage)), total }
}
