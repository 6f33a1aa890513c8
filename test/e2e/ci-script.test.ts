import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { openShell, sh } from '../support/shell.ts'

test('a CI job with set -euo pipefail, offline', async () => {
  const { code, stdout, stderr } = await sh(resolve(import.meta.dirname, 'scripts/ci.sh'), openShell())
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^made \w{4}-\w{4}-\w{4}$/),
    'valid',
    'it is there',
    'invalid',
    'it is not',
    'valid',
    '2',
    'done',
    '',
  ])
})
