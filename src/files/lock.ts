/**
 * A lock between processes that knows whether its holder lives, so that nobody waits for the dead, and no
 * live holder is ever robbed because it was slow.
 *
 * The lock is a file that names its holder (machine, process id, and when that process began, since ids are
 * used again). The name is written to a file of the claimant's own, which is then linked to the lock's place:
 * a lock is never seen without its name, however long a writer stands still. A lock of a dead holder is removed
 * under a second lock, named after that holder, and only if it is still the same: two that find it dead cannot
 * remove each other's new lock.
 */
import {
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './error-code.ts'
import { makeFolder } from './folder.ts'
import { ageOf, stampOf, touch } from './lock-age.ts'
import { LockTimeout } from './lock-timeout.ts'

/** For one holder: in a queue of many, each of them may take its time. */
const LONGEST_WAIT_MS = 30_000
/** Asking again doubles the pause up to the longest: fifty that wait must not take the processor from the one that works. */
const SHORTEST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 200
/** Another machine's processes cannot be asked, nor whoever left no name; no writer of ours takes nearly as long. */
const UNKNOWN_IS_DEAD_MS = 10_000
/** What a file system answers that has no links. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EMLINK']

export interface Patience {
  /** Milliseconds to wait for one and the same holder that lives; default half a minute. */
  readonly longestWaitMs?: number
}

/**
 * Runs `work` while holding the lock of `path`, a file beside it named `<path>.lock`. The folder is made
 * where it is missing.
 *
 * @throws {LockTimeout}, and file system errors as they are.
 */
export async function withLock<T>(
  path: string,
  work: () => T | Promise<T>,
  { longestWaitMs = LONGEST_WAIT_MS }: Patience = {},
): Promise<T> {
  makeFolder(dirname(path))
  const lock = `${path}.lock`
  await acquire(lock, longestWaitMs)
  try {
    sweepClaims(lock)
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

async function acquire(lock: string, longestWaitMs: number): Promise<void> {
  const claim = `${lock}-${process.pid}-${++claims}`
  let waitingFor: string | undefined
  let since = performance.now()
  let pause = SHORTEST_PAUSE_MS
  claimed.add(claim)
  if (claimed.size === 1) process.on('exit', dropClaims)
  try {
    writeClaim(claim)
    for (;;) {
      const holder = readHolder(lock)
      if (holder === undefined && take(lock, claim)) return
      const stamp = `${holder} ${stampOf(lock)}`
      if (stamp !== waitingFor) since = performance.now()
      waitingFor = stamp
      const watchedMs = performance.now() - since
      if (holder !== undefined && isDead(lock, holder, claim, watchedMs)) {
        await removeDead(lock, holder, watchedMs, longestWaitMs)
        continue
      }
      if (watchedMs > longestWaitMs) throw new LockTimeout(lock, holder ?? '')
      await sleep(pause * (0.5 + Math.random()))
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    }
  } finally {
    discard(claim)
    claimed.delete(claim)
    if (claimed.size === 0) process.off('exit', dropClaims)
  }
}

/** The claims of this process, which go with it: Ctrl-C may end it while it waits. */
const claimed = new Set<string>()

function dropClaims(): void {
  for (const claim of claimed) discard(claim)
}

/** What cannot be removed is swept by another, once it can be: that must not hide why it was not taken. */
function discard(claim: string): void {
  try {
    rmSync(claim, { force: true })
  } catch {
    // As said above.
  }
}

/** Tells the claims of one process apart. */
let claims = 0

function take(lock: string, claim: string): boolean {
  try {
    // The lock will be as old as the claim is, which other machines go by.
    touch(claim, ourselves())
    linkSync(claim, lock)
    return true
  } catch (error) {
    const code = codeOf(error) ?? ''
    if (code === 'EEXIST') return false
    if (NO_LINKS.includes(code)) return takeWithoutLink(lock)
    if (code !== 'ENOENT') throw error
    // Another machine took it for a dead one's.
    writeClaim(claim)
    return false
  }
}

/** One of that name may be a dead process's, and even be its lock. */
function writeClaim(claim: string): void {
  rmSync(claim, { force: true })
  writeFileSync(claim, ourselves(), { flag: 'wx', mode: 0o600 })
}

function takeWithoutLink(lock: string): boolean {
  let file: number
  try {
    file = openSync(lock, 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    writeFileSync(file, ourselves())
    return true
  } catch (error) {
    // The disk is full: nobody else may wait for it.
    rmSync(lock, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

/** Removes what killed processes left beside the lock: claims, and locks of locks. */
function sweepClaims(lock: string): void {
  const start = basename(lock)
  for (const entry of readdirSync(dirname(lock), { withFileTypes: true })) {
    const { name } = entry
    if (!entry.isFile() || !(name.startsWith(`${start}-`) || name.startsWith(`${start}.`))) continue
    // Of those that wait, which may be many, the name says enough.
    const [, pid] = /-(\d+)-\d+$/.exec(name) ?? []
    if (pid !== undefined && pid !== String(process.pid) && isAlive(Number(pid))) continue
    const path = join(dirname(lock), name)
    const holder = readHolder(path)
    if (holder !== undefined && isDead(path, holder, lock)) rmSync(path, { force: true })
  }
}

async function removeDead(
  lock: string,
  holder: string,
  watchedMs: number,
  longestWaitMs: number,
): Promise<void> {
  const stamp = stampOf(lock)
  const guard = `${lock}.${holder.replace(/[^\w-]/g, '_') || 'nameless'}`
  await acquire(guard, longestWaitMs)
  try {
    const stillMs = stampOf(lock) === stamp ? watchedMs : 0
    if (readHolder(lock) === holder && isDead(lock, holder, guard, stillMs)) rmSync(lock, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

function readHolder(lock: string): string | undefined {
  try {
    // A folder of that name, or a symlink to nowhere, would be waited for in vain, and a pipe for ever.
    if (!lstatSync(lock).isFile()) throw new Error(`its lock, ${lock}, is no file`)
    return readFileSync(lock, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * @param ours - a lock or a claim of this process, in the same folder.
 * @param watchedMs - how long the very same lock was seen there: a clock that was set back makes it no older.
 */
function isDead(lock: string, holder: string, ours: string, watchedMs = 0): boolean {
  const [host, pid, began] = holder.split(' ')
  if (pid === undefined || began === undefined || host !== ourHost()) {
    const age = ageOf(lock, { path: ours, text: ourselves() })
    return Math.max(age, watchedMs) > UNKNOWN_IS_DEAD_MS
  }
  return !isAlive(Number(pid)) || beginningOf(pid) !== began
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function ourselves(): string {
  return `${ourHost()} ${process.pid} ${beginningOf(process.pid)}`
}

function ourHost(): string {
  return hostname().replace(/\s/g, '_') || 'localhost'
}

/** When a process began, in clock ticks since the machine did (field 22 of proc(5) stat); elsewhere unknown. */
function beginningOf(pid: number | string): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-'
  } catch {
    return '-'
  }
}
