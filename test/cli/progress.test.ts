import { expect, test } from 'vitest'
import { describeProgress } from '../../src/cli/progress.ts'

test.each([
  [10, undefined, 2_000, '10 tokens'],
  [0, 100, 2_000, '0 tokens'],
  [25, 100, 2_000, '25 of 100 tokens, 6 s left'],
  [250_000, 1_000_000, 60_000, '250000 of 1000000 tokens, 3 min left'],
  [1, 1_000_000, 1_500, '1 of 1000000 tokens, 2 w 3 d left'],
  [100, 100, 2_000, '100 of 100 tokens'],
])('%d of %s after %d ms: %s', (done, total, elapsed, text) => {
  expect(describeProgress(done, total, elapsed)).toBe(text)
})
