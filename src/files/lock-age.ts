/**
 * How old a lock is by the clock of the file system that it lies on: the clocks of the machines that share one
 * differ, and any of them may be set while a lock is held.
 */
import { lstatSync, statSync, writeFileSync } from 'node:fs'

/**
 * Milliseconds between the last writing of a file and now; 0 where either is gone.
 *
 * @param ours - a file of ours beside it, and its text: it is written once more, which tells the time.
 */
export function ageOf(path: string, ours: { readonly path: string; readonly text: string }): number {
  try {
    touch(ours.path, ours.text)
    return statSync(ours.path).mtimeMs - lstatSync(path).mtimeMs
  } catch {
    return 0
  }
}

/** Writes a file over with the text that it has, so that it is never seen without. */
export function touch(path: string, text: string): void {
  writeFileSync(path, text, { flag: 'r+' })
}

/** Tells one lock from the next of the same holder. */
export function stampOf(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return `${stat?.ino} ${stat?.mtimeMs}`
}
