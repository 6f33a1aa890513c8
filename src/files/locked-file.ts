/** A text file that many processes change: one at a time, and readers never see a half. */
import { readFileSync } from 'node:fs'
import { writeFileSync } from 'atomically'
import { codeOf } from './error-code.ts'
import { withLock } from './lock.ts'
import { targetOf } from './symlink.ts'
import { sweep } from './tidy.ts'

/** Undefined where there is no such file. Throws file system errors as they are. */
export function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Changes the file under its lock; `edit` gives the new text, or undefined to leave it as it is. The text
 * is written beside it, synced, and renamed over it; a symlink is followed; only its owner may read it.
 *
 * @throws {LockTimeout}, file system errors, and what `edit` throws, as they are.
 */
export function changeFile<T>(
  path: string,
  edit: (text: string | undefined) => { readonly text: string | undefined; readonly result: T },
): Promise<T> {
  return withLock(path, () => {
    const { text, result } = edit(readFile(path))
    if (text === undefined) return result
    sweep(path)
    writeFileSync(targetOf(path), text, { mode: 0o600 })
    return result
  })
}
