import { defineConfig } from 'vitest/config'
import { pageForTests } from './build/page.ts'
import { inTwoGroups } from './test/support/groups.ts'

/** What takes minutes: proof that nothing is lost, nothing shown, nothing let in. */
export default defineConfig({
  plugins: [pageForTests],
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    testTimeout: 1_200_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    projects: inTwoGroups('test/hard', ['fire', 'kills', 'writers']),
  },
})
