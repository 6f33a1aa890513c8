/** Lines to stdout as they are made, in flat memory: the next are made when these were taken. */
import type { Session } from './command.ts'
import { startProgress } from './progress.ts'

const CHUNK_BYTES = 65_536

/**
 * Writes what `toText` makes of each item, whole lines. Those that were made before a failure are written
 * before it is thrown on.
 *
 * @param total - how many will come, where that is known.
 */
export async function writeLines<T>(
  items: Iterable<T> | AsyncIterable<T>,
  toText: (item: T) => string,
  session: Session,
  total?: number,
): Promise<void> {
  const { stdout } = session.context
  const progress = startProgress(session, total)
  // Text that is kept until a chunk is full survives many collections, and V8 then doubles its young space
  // again and again: + 32 MB for a million tokens, where one buffer takes none.
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let filled = 0
  let written = 0
  const flush = async (): Promise<void> => {
    const full = chunk.subarray(0, filled)
    filled = 0
    if (full.length > 0) await stdout.write(full)
  }
  const makeRoom = async (text: string): Promise<void> => {
    await flush()
    if (Buffer.byteLength(text) > chunk.length) await stdout.write(text)
    else filled = chunk.write(text)
    await progress.report(written)
    // Lets Ctrl-C and a closed pipe be noticed between chunks.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const add = (item: T): Promise<void> | undefined => {
    const text = toText(item)
    written++
    if (filled + Buffer.byteLength(text) > chunk.length) return makeRoom(text)
    filled += chunk.write(text, filled)
    return undefined
  }
  try {
    // Without a promise for each of a million items.
    if (Symbol.iterator in items) {
      for (const item of items) {
        const full = add(item)
        if (full) await full
      }
    } else {
      for await (const item of items) await add(item)
    }
  } finally {
    progress.stop()
    await flush()
  }
}
