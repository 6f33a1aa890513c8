/** The tests that run in process, for Stryker: what spawns the executable cannot meet a mutant. */
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { pageForTests } from '../../build/page.ts'
import { warmPool } from './warm-worker.ts'

/** The quickest first, since a mutant that acts when a module loads meets them all. */
const FOLDERS = ['test/token/words', 'test/profiles/words', 'test/token/', 'test/profiles/', 'test/cli/']
const rankOf = ({ moduleId }: TestSpecification) => FOLDERS.findIndex((folder) => moduleId.includes(folder))

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rankOf(a) - rankOf(b) || a.moduleId.localeCompare(b.moduleId))
  }
}

export default defineConfig({
  plugins: [
    pageForTests,
    {
      name: 'warm-worker',
      // Stryker asks for threads by name, which goes before what stands in a file of settings.
      configureVitest({ project }) {
        Object.assign(project.config, { pool: warmPool.name, poolRunner: warmPool })
      },
    },
  ],
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/token/*.test.ts', 'test/profiles/*.test.ts', 'test/cli/profile.test.ts'],
    // It makes keys of RSA and starts a sandbox each time; what it kills, the others kill, too.
    exclude: ['test/token/forgeries.test.ts'],
    setupFiles: ['test/mutations/setup.ts'],
    isolate: false,
    sequence: { sequencer: QuickestFirst, setupFiles: 'list' },
    env: {
      VIDEOSDK_API_KEY: '',
      VIDEOSDK_SECRET: '',
      VIDEOSDK_SECRET_KEY: '',
      VIDEOSDK_PROFILE: '',
      HTTP_PROXY: '',
      http_proxy: '',
    },
  },
})
