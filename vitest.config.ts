import { defineConfig } from 'vitest/config'
import { pageForTests } from './build/page.ts'

/** Each folder reaches its thresholds by itself. */
const MEASURED = ['src/token/**', 'src/profiles/**', 'src/meetings/**', 'src/sandbox/**', 'src/server/**']

export default defineConfig({
  plugins: [pageForTests],
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**', 'test/hard/**', 'node_modules/**'],
    // No test patches a global, so that files can share what they import.
    pool: 'threads',
    isolate: false,
    // Many wait for time-outs or for a program that they started; as it comes, one processor would be left free.
    maxWorkers: '100%',
    // Against a test that hangs. A shell script of thirty steps takes minutes on a machine that is slow and busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    // A shell of a developer may have credentials in it; no test may see them.
    env: {
      VIDEOSDK_API_KEY: '',
      VIDEOSDK_SECRET: '',
      VIDEOSDK_SECRET_KEY: '',
      VIDEOSDK_PROFILE: '',
      HTTP_PROXY: '',
      http_proxy: '',
    },
    coverage: {
      include: MEASURED,
      thresholds: Object.fromEntries(MEASURED.map((folder) => [folder, { lines: 95, branches: 95 }])),
      reporter: ['text-summary', 'text'],
    },
  },
})
