import { defineConfig } from 'vitest/config'

/** What needs programs of Debian's, the network of npm, or minutes. */
export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: { include: ['test/system/**/*.test.ts'], testTimeout: 600_000, fileParallelism: false },
})
