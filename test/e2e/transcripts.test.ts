import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openShell } from '../support/shell.ts'
import { play } from '../support/transcript.ts'

const folder = join(import.meta.dirname, 'transcripts')

test.concurrent.each(readdirSync(folder))('%s', async (name) => {
  expect(await play(readFileSync(join(folder, name), 'utf8'), openShell())).toBeGreaterThan(2)
})

test.concurrent('README.md: what its consoles show is what comes', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
  const consoles = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')
  expect(consoles.length).toBeGreaterThan(1)
  expect(await play(consoles.join('\n'), openShell())).toBeGreaterThan(4)
})
