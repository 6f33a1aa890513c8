/** The rules of the house: which folder may import which, and what stays in src/cli. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')

/** What each folder may import besides itself; token/ imports nothing of ours. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  token: [],
  files: ['token'],
  meetings: ['token', 'http', 'version.ts'],
  http: ['token', 'files'],
  profiles: ['token', 'files'],
  sandbox: ['token', 'files', 'http', 'page'],
  page: ['token'],
  snippets: ['token', 'version.ts'],
  doctor: ['token', 'files', 'meetings', 'profiles', 'version.ts'],
  server: ['token', 'http', 'meetings', 'page', 'version.ts'],
  cli: [
    'token',
    'files',
    'http',
    'meetings',
    'profiles',
    'sandbox',
    'server',
    'snippets',
    'doctor',
    'version.ts',
  ],
  'index.ts': ['token', 'meetings'],
  'version.ts': [],
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const roomOf = (path: string) => path.split('/')[0] ?? path

test('there are files, and each is in a room that has rules', () => {
  expect(files.length).toBeGreaterThan(30)
  expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(MAY_IMPORT)))
})

test.each(files)('%s imports in one direction', (file) => {
  const source = readFileSync(join(SRC, file), 'utf8')
  const imports = [...source.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)].map(
    ([, path]) => path ?? '',
  )
  for (const path of imports) {
    const target = relative(SRC, resolve(SRC, dirname(file), path))
    const room = roomOf(target)
    if (room !== roomOf(file)) expect(MAY_IMPORT[roomOf(file)]).toContain(room)
  }
})

/** src/snippets holds programs of others, as text. */
test.each(files.filter((file) => !/^(cli|snippets)\//.test(file)))(
  '%s leaves the process to src/cli',
  (file) => {
    expect(readFileSync(join(SRC, file), 'utf8')).not.toMatch(
      /process\.(std(in|out|err)|env|exit|argv)\b|console\./,
    )
  },
)

test.each(files.filter((file) => file !== 'cli/entry.ts'))('%s does not end the process', (file) => {
  expect(readFileSync(join(SRC, file), 'utf8')).not.toContain('process.exit')
})

test.each(files)('%s can be read in one go', (file) => {
  expect(readFileSync(join(SRC, file), 'utf8').split('\n').length).toBeLessThan(300)
})
