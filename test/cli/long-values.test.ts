/** Values of one character over and over take as long as their length wants, and no longer. */
import { expect, test } from 'vitest'
import { createWorld, run, unreachable, withCredentials } from '../support/world.ts'

/** Where time grows with the square of the length, it takes ten times that. */
const LONGEST_MS = 5_000

const LINE = `${'\r'.repeat(300_000)}x y\n`
test.each([
  [
    'an endpoint of slashes',
    ['list-meetings', '--retries', '0', '--endpoint', `https://a${'/'.repeat(200_000)}x`],
    5,
  ],
  ['a participant behind carriage returns', ['token', '--sandbox', '--participants', 'ids'], 2],
  ['a bundle of short flags', ['token', `-${'q'.repeat(100_000)}z`], 2],
  ['a meeting behind carriage returns', ['validate', '--sandbox', '-'], 2],
])('%s', async (_name, args, code) => {
  const files = { ids: LINE }
  const began = performance.now()
  const world = createWorld({ env: withCredentials, files, stdin: LINE, fetch: unreachable })
  const ended = await run(args, world)
  expect(performance.now() - began).toBeLessThan(LONGEST_MS)
  expect(ended).toMatchObject({ code, stdout: '' })
})
