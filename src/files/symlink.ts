/** Where a file is really written. */
import { lstatSync, readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40

/** Where symlinks lead, even to nothing yet: a file that is renamed over a link would take its place. */
export function targetOf(path: string): string {
  let target = path
  for (let links = 0; links < MOST_LINKS; links++) {
    if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return target
    target = resolve(dirname(target), readlinkSync(target))
  }
  throw new Error('its symlinks have no end')
}
