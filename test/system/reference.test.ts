/** The reference: typedoc reads every public name without a warning, so each is documented, and each type it names is public. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { ENTRIES } from '../support/public-names.ts'
import { emptyFolder } from '../support/world.ts'

const ROOT = resolve(import.meta.dirname, '../..')

function typedoc(...args: readonly string[]) {
  const program = join(ROOT, 'node_modules/.bin/typedoc')
  return spawnSync(program, ['--emit', 'none', ...args], { cwd: ROOT, encoding: 'utf8' })
}

it('has every public name, documented', () => {
  const { entryPoints } = JSON.parse(readFileSync(join(ROOT, 'typedoc.json'), 'utf8'))
  expect(entryPoints).toEqual(Object.values(ENTRIES))
  const { status, stdout, stderr } = typedoc()
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

it('would miss a comment', () => {
  const folder = emptyFolder()
  const entry = join(folder, 'entry.ts')
  writeFileSync(
    entry,
    '/** @module */\n/** Has one. */\nexport interface Known {\n  readonly unknown: string\n}\n',
  )
  writeFileSync(join(folder, 'tsconfig.json'), '{ "files": ["entry.ts"] }')
  const { status, stdout, stderr } = typedoc(
    '--tsconfig',
    join(folder, 'tsconfig.json'),
    '--entryPoints',
    entry,
  )
  expect(status).not.toBe(0)
  expect(stdout + stderr).toContain('Known.unknown (Property)')
})
