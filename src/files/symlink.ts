/** Where a file is really written. */
import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Where a symlink leads that leads to nothing yet, whose place a renamed file would take; else the path itself. */
export function targetOf(path: string): string {
  const dangling = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(path)
  return dangling ? resolve(dirname(path), readlinkSync(path)) : path
}
