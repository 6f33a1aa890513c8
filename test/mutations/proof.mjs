/** What a whole run found, kept with the hash of all that it depends on: as long as none of that changes, nor does what it finds. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const PROOF = join(import.meta.dirname, 'proof.json')

/** What is mutated, what that imports, the tests of it, and how Stryker is run. */
const DEPENDS_ON = [
  'src/token',
  'src/profiles',
  'src/files',
  'test/token',
  'test/profiles',
  'test/support',
  'test/cases.test.ts',
  'test/mutations/stryker.config.mjs',
  'test/mutations/vitest.config.ts',
  'test/mutations/setup.ts',
  'test/mutations/warm-worker.ts',
  'test/mutations/check.mjs',
  'test/mutations/survivors.json',
  'package-lock.json',
]

/** What the last whole run said, where it was of these very files; else undefined. */
export function proven() {
  if (!existsSync(PROOF)) return undefined
  const { of, lines } = JSON.parse(readFileSync(PROOF, 'utf8'))
  return of === hashOfAll() ? lines : undefined
}

/** Keeps what a whole run said that passed. */
export function keepProof(lines) {
  writeFileSync(PROOF, `${JSON.stringify({ of: hashOfAll(), lines }, null, 2)}\n`)
}

function hashOfAll() {
  const hash = createHash('sha256')
  for (const file of DEPENDS_ON.flatMap(filesOf).sort())
    hash.update(`${relative(ROOT, file)}\0${createHash('sha256').update(readFileSync(file)).digest('hex')}\n`)
  return hash.digest('hex')
}

function filesOf(name) {
  const path = join(ROOT, name)
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
