/** Making a folder, with those above it. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './error-code.ts'

/**
 * Makes it for its owner alone, where it is not there. Node's own `recursive` answers a disk that is mounted for
 * reading only with ENOENT. Throws file system errors as they are.
 */
export function makeFolder(path: string): void {
  try {
    make(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    makeFolder(dirname(path))
    make(path)
  }
}

/** Another process may make it at the same time. */
function make(path: string): void {
  try {
    mkdirSync(path, 0o700)
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}
