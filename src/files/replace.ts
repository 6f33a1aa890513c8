/**
 * A file replaced whole: by one beside it, which holds all of its bytes before it takes the name. What stood
 * there stays as it was whenever that fails.
 */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { sweep } from './tidy.ts'

/** Writes a new file and syncs it. */
type Write = (path: string) => void

/**
 * Puts `bytes` into the file, which is no symlink, with that mode; an owner stays. Call it while holding the
 * lock. Throws file system errors as they are.
 *
 * @param write - writes those bytes; by default plainly.
 */
export function replaceFile(
  path: string,
  bytes: Buffer,
  mode: number,
  write: Write = (part) => writeSynced(part, bytes),
): void {
  const part = `${path}.tmp-${Date.now().toString().slice(-10)}${randomBytes(3).toString('hex')}`
  try {
    write(part)
    // On a disk that fills up, the system takes less than it is given, which not every writer minds.
    if (!readFileSync(part).equals(bytes)) throw new Error('the disk is full, and took only a part')
    const before = statSync(path, { throwIfNoEntry: false })
    if (before !== undefined) keepOwner(part, before)
    chmodSync(part, mode)
    renameSync(part, path)
  } catch (error) {
    // And what the writer made on its way.
    sweep(path)
    throw error
  }
}

function writeSynced(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Root may write another user's file; who may not give one away keeps it. */
function keepOwner(path: string, { uid, gid }: Stats): void {
  const { uid: ours, gid: group } = statSync(path)
  if (uid === ours && gid === group) return
  try {
    chownSync(path, uid, gid)
  } catch {
    // As every editor does then.
  }
}
