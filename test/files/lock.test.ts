import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, test } from 'vitest'
import { withLock } from '../../src/files/lock.ts'
import { LockTimeout } from '../../src/files/lock-timeout.ts'
import { emptyFolder } from '../support/world.ts'

const target = () => join(emptyFolder(), 'folder', 'file')
const us = (lock: string) => readFileSync(lock, 'utf8')

it('lets one in at a time, in the order of luck, and leaves nothing behind', async () => {
  const path = target()
  let inside = 0
  let count = 0
  await Promise.all(
    Array.from({ length: 20 }, () =>
      withLock(path, async () => {
        inside++
        expect(inside).toBe(1)
        const seen = count
        await sleep(1)
        count = seen + 1
        inside--
      }),
    ),
  )
  expect(count).toBe(20)
  expect(readdirSync(join(path, '..'))).toEqual([])
})

it('is let go of when the work throws', async () => {
  const path = target()
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(path, () => 'yes')).toBe('yes')
})

it('names its holder while it is held', async () => {
  const path = target()
  await withLock(path, () => {
    expect(us(`${path}.lock`)).toMatch(new RegExp(`^\\S+ ${process.pid} \\S+$`))
  })
})

describe('a lock whose holder is dead is no lock', () => {
  const timed = async (holder: string, ageSeconds = 0) => {
    const path = target()
    await withLock(path, () => {})
    writeFileSync(`${path}.lock`, holder)
    const then = Date.now() / 1000 - ageSeconds
    utimesSync(`${path}.lock`, then, then)
    const began = Date.now()
    // Several find it dead at once; one of them removes it, and each gets its turn.
    let inside = 0
    await Promise.all(
      Array.from({ length: 5 }, () =>
        withLock(path, async () => {
          inside++
          expect(inside).toBe(1)
          await sleep(5)
          inside--
        }),
      ),
    )
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(readdirSync(join(path, '..'))).toEqual([])
    return Date.now() - began
  }

  it('killed a moment ago', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(child, 'spawn')
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await timed(`${hostname()} ${child.pid} ${began}`)).toBeLessThan(1_500)
  })

  test.each([
    ['whose id another process has now', `${hostname()} ${process.pid} 1`, 0],
    ['on another machine, long ago', 'elsewhere 1 1', 11],
    ['that is empty, long ago', '', 11],
    ['that names no process, long ago', hostname(), 11],
  ])('%s', async (_name, holder, age) => {
    expect(await timed(holder, age)).toBeLessThan(3_000)
  })

  // The clock was set back since, or another machine's is ahead: its age says nothing.
  it('on another machine, and nothing happened while ten seconds went by', async () => {
    const ms = await timed('elsewhere 1 1', -3_600)
    expect(ms).toBeGreaterThan(9_000)
    expect(ms).toBeLessThan(25_000)
  })
})

it('sweeps what killed processes left beside it, and nothing else', async () => {
  const path = target()
  await withLock(path, () => {})
  const dead = `${hostname()} ${process.pid} 1`
  const alive = await withLock(path, () => us(`${path}.lock`))
  const left = {
    '.lock-999999999-1': dead,
    '.lock.host_1_1': dead,
    '.lock.host_1_1-999999999-1': dead,
    '.lock-999999999-2': alive,
    '.locked': dead,
  }
  for (const [name, text] of Object.entries(left)) writeFileSync(`${path}${name}`, text)
  // As if a process of our id had been killed with the lock in hand, its claim the next that we take.
  for (let n = 0; n < 50; n++) writeFileSync(`${path}.lock-${process.pid}-${n}`, dead)
  await withLock(path, () => {})
  expect(readdirSync(join(path, '..')).sort()).toEqual(['file.lock-999999999-2', 'file.locked'])
})

it('gives up on a holder that lives, and names it', async () => {
  const path = target()
  await withLock(path, async () => {
    const waiting = withLock(path, () => {}, { longestWaitMs: 50 })
    await expect(waiting).rejects.toThrow(LockTimeout)
    await expect(waiting).rejects.toThrow(`${path}.lock is held by ${hostname()} ${process.pid}`)
  })
})

it('does not rob a holder that lives, however old its lock', async () => {
  const path = target()
  let done = false
  const slow = withLock(path, async () => {
    utimesSync(`${path}.lock`, 1, 1)
    await sleep(300)
    done = true
  })
  await sleep(20)
  await withLock(path, () => expect(done).toBe(true))
  await slow
})

describe('a clock that jumps', () => {
  /** What another machine's process would do that works again and again, by one name and with new locks. */
  const lockOfAnother = (lock: string, age: number): void => {
    rmSync(lock, { force: true })
    writeFileSync(lock, 'elsewhere 1 1', { flag: 'wx' })
    const then = Date.now() / 1000 - age
    utimesSync(lock, then, then)
  }

  it('robs nobody of a lock that is taken anew, though its clock is an hour ahead', async () => {
    const path = target()
    await withLock(path, () => {})
    const lock = `${path}.lock`
    lockOfAnother(lock, -3_600)
    let stopped = false
    const working = (async () => {
      const began = performance.now()
      while (performance.now() - began < 11_500) {
        await sleep(1_000)
        lockOfAnother(lock, -3_600)
      }
      stopped = true
      rmSync(lock)
    })()
    await withLock(path, () => expect(stopped).toBe(true))
    await working
  })
})

test.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['a symlink to nowhere', (path: string) => symlinkSync('nowhere', path)],
])('%s where the lock should be is no lock, and nobody waits for it', async (_name, make) => {
  const path = target()
  await withLock(path, () => {})
  make(`${path}.lock`)
  const began = performance.now()
  await expect(withLock(path, () => {})).rejects.toThrow(`its lock, ${path}.lock, is no file`)
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(readdirSync(join(path, '..'))).toEqual(['file.lock'])
})
