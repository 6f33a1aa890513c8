/** Modes of files that hold secrets, and what killed writers leave behind. Call it while holding the lock. */
import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const OTHERS = 0o077
const STICKY = 0o1000

/** Takes the file, and the folder that is ours, away from everybody but their owner, where they had more. */
export function keepPrivate(path: string): void {
  tighten(dirname(path), 0o700)
  tighten(path, 0o600)
}

/** Leaves alone what is another user's, and shared folders such as /tmp. */
function tighten(path: string, mode: number): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || (stat.mode & OTHERS) === 0 || (stat.mode & STICKY) !== 0) return
  if (process.getuid?.() !== stat.uid) return
  chmodSync(path, mode)
}

/** Removes temporary files of `path` whose writers were killed: under the lock nobody else is writing. */
export function sweep(path: string): void {
  const start = basename(path)
  for (const name of readdirSync(dirname(path))) {
    // conf, asked to write such a file, makes one more beside it, by the same rule.
    const isRemains =
      name.startsWith(start) && /^(\.tmp-\d{10}[0-9a-f]{6}){1,2}$/.test(name.slice(start.length))
    if (isRemains) rmSync(join(dirname(path), name), { force: true })
  }
}
