import { defineConfig } from 'vitest/config'
import { pageForTests } from './build/page.ts'
import { inTwoGroups } from './test/support/groups.ts'

/** What needs programs of Debian's, the network of npm, or minutes. */
export default defineConfig({
  plugins: [pageForTests],
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    testTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    hookTimeout: 600_000,
    projects: inTwoGroups('test/system', ['door-load', 'door-hostile', 'memory']),
  },
})
