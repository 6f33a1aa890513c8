/** Files of tests that run beside each other, and then those that measure, which run alone. */
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
        maxWorkers: '100%',
        sequence: { groupOrder: 0 },
      },
    },
    {
      extends: true,
      test: { name: 'alone', include: measuring, fileParallelism: false, sequence: { groupOrder: 1 } },
    },
  ]
}
