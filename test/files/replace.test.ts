/** A file is replaced by all of the new bytes, or stays as it was. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replaceFile } from '../../src/files/replace.ts'
import { emptyFolder } from '../support/world.ts'

const NEW = Buffer.from('new bytes')

function oldFile(): { folder: string; path: string } {
  const folder = emptyFolder()
  const path = join(folder, 'file')
  writeFileSync(path, 'old')
  chmodSync(path, 0o640)
  return { folder, path }
}

test('the new bytes are there, by the mode that was asked for, and nothing is left', () => {
  const { folder, path } = oldFile()
  replaceFile(path, NEW, 0o604)
  expect(readFileSync(path)).toEqual(NEW)
  expect(statSync(path).mode & 0o777).toBe(0o604)
  expect(readdirSync(folder)).toEqual(['file'])
})

test.each([
  // What atomically did on a full disk, which takes less than it is given and says how much.
  ['takes only a part', (part: string) => writeFileSync(part, NEW.subarray(0, 4)), 'the disk is full'],
  [
    'fails on its way',
    (part: string) => {
      writeFileSync(`${part}.tmp-0123456789abcdef`, NEW)
      throw new Error('no more')
    },
    'no more',
  ],
])('a writer that %s leaves the file as it was, and nothing else', (_name, write, why) => {
  const { folder, path } = oldFile()
  expect(() => replaceFile(path, NEW, 0o600, write)).toThrow(why)
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(statSync(path).mode & 0o777).toBe(0o640)
  expect(readdirSync(folder)).toEqual(['file'])
})
