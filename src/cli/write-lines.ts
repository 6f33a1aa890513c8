/** Lines to stdout as they are made, in flat memory: the next are made when these were taken. */
import { setImmediate } from 'node:timers/promises'
import type { Session } from './command.ts'
import { startProgress } from './progress.ts'

const CHUNK_CHARACTERS = 65_536

/** Whole lines that were made before a failure are written before it is thrown on. */
export async function writeLines(
  lines: AsyncIterable<string>,
  session: Session,
  total?: number,
): Promise<void> {
  const { stdout } = session.context
  const progress = startProgress(session, total)
  let chunk = ''
  let written = 0
  try {
    for await (const line of lines) {
      chunk += `${line}\n`
      written++
      if (chunk.length < CHUNK_CHARACTERS) continue
      await stdout.write(chunk)
      chunk = ''
      await progress.report(written)
      // Lets Ctrl-C and a closed pipe be noticed between chunks.
      await setImmediate()
    }
  } finally {
    progress.stop()
    if (chunk !== '') await stdout.write(chunk)
  }
}
