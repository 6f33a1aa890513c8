/** Mutation testing of the rules: what a token says, and which credentials win. run.mjs starts it. */
import { join } from 'node:path'
import { LEAST_KILLED } from './check.mjs'

const folder = process.env.MUTATIONS_FOLDER
if (!folder) throw new Error('Run it by test/mutations/run.mjs, which says where it may write.')

export default {
  mutate: ['src/token/**/*.ts', 'src/profiles/**/*.ts', '!**/*.d.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // The tests are listed in the settings: asking which ones a file is related to takes longer than to run them.
  vitest: { configFile: 'test/mutations/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Copied out of the repository, so that no other tool meets a mutated file.
  tempDirName: join(folder, 'copies'),
  ignorePatterns: ['dist', 'coverage', 'test/system', 'test/hard', 'test/bench', 'test/e2e'],
  disableTypeChecks: false,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: join(folder, 'report.json') },
  clearTextReporter: { allowColor: false, reportMutants: false, reportTests: false },
  allowConsoleColors: false,
  thresholds: { high: 95, low: LEAST_KILLED, break: LEAST_KILLED },
}
