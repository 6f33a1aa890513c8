/** Files of tests that run beside each other, and then those that measure, which run alone. */
import { availableParallelism } from 'node:os'
import type { TestProjectConfiguration } from 'vitest/config'

/** @param alone - the names of the files in the folder that measure times or memory. */
export function inTwoGroups(folder: string, alone: readonly string[]): TestProjectConfiguration[] {
  const measuring = alone.map((name) => `${folder}/${name}.test.ts`)
  return [
    {
      extends: true,
      test: {
        name: 'together',
        include: [`${folder}/**/*.test.ts`],
        exclude: measuring,
        // Now one waits for a browser, now another for a program.
        maxWorkers: availableParallelism() + 1,
        sequence: { groupOrder: 0 },
      },
    },
    {
      extends: true,
      test: { name: 'alone', include: measuring, fileParallelism: false, sequence: { groupOrder: 1 } },
    },
  ]
}
