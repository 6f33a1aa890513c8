/** A text file that many processes change: one at a time, and readers never see a half. */
import { readFileSync, statSync } from 'node:fs'
import { codeOf } from './error-code.ts'
import { withLock } from './lock.ts'
import { refusePipe } from './no-pipe.ts'
import { replaceFile } from './replace.ts'
import { refuseDangling, targetOf } from './symlink.ts'
import { sweep } from './tidy.ts'

/** How the bytes of a file are read as text: latin1 takes any bytes, one character each. */
export type Encoding = 'utf8' | 'latin1'

/** Undefined where there is no such file. Throws file system errors as they are. */
export function readFile(path: string, encoding: Encoding = 'utf8'): string | undefined {
  try {
    refusePipe(path)
    return readFileSync(path, encoding)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    refuseDangling(path)
    return undefined
  }
}

export interface Writing {
  readonly encoding?: Encoding
  /** The mode of a file that is there stays; otherwise only its owner may read it. */
  readonly keepMode?: boolean
}

/**
 * Changes the file under its lock; `edit` gives the new text, or undefined to leave it as it is. The text
 * is written beside it, synced, and renamed over it; a symlink is followed; only its owner may read a new one.
 *
 * @throws {LockTimeout}, file system errors, and what `edit` throws, as they are.
 */
export function changeFile<T>(
  path: string,
  edit: (text: string | undefined) => { readonly text: string | undefined; readonly result: T },
  { encoding = 'utf8', keepMode = false }: Writing = {},
): Promise<T> {
  return withLock(path, () => {
    const before = readFile(path, encoding)
    const { text, result } = edit(before)
    if (text === undefined) return result
    const target = targetOf(path)
    sweep(path)
    sweep(target)
    const mode = keepMode && before !== undefined ? statSync(target).mode & 0o7777 : 0o600
    replaceFile(target, Buffer.from(text, encoding), mode)
    return result
  })
}
