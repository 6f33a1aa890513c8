/** Where a file is really written. */
import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40

/** Throws where the path is a symlink into a folder that is not there: a disk that is not mounted, and no empty file. */
export function refuseDangling(path: string): void {
  const target = targetOf(path)
  if (target !== path && !existsSync(dirname(target)))
    throw new Error(`it is a symlink to ${target}, whose folder is not there`)
}

/** Where symlinks lead, even to nothing yet: a file that is renamed over a link would take its place. */
export function targetOf(path: string): string {
  let target = path
  for (let links = 0; links < MOST_LINKS; links++) {
    if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return target
    target = resolve(dirname(target), readlinkSync(target))
  }
  throw new Error('its symlinks have no end')
}
