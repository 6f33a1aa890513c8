/** A million tokens take no more memory than ten. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openShell, sh } from '../support/shell.ts'

const LIMIT_KB = 30 * 1024

test('of --count 1000000 over --count 10', async () => {
  const shell = openShell()
  // The process itself says what it took at most, when it ends.
  const peak =
    "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' kB'))"
  writeFileSync(join(shell.folder, 'peak.cjs'), peak)
  const env = { ...shell.env, NODE_OPTIONS: '--require ./peak.cjs' }
  const measure = async (count: number): Promise<number> => {
    const { stdout, stderr } = await sh(`videosdk-token token --sandbox -n ${count} | wc -l`, {
      ...shell,
      env,
    })
    expect(Number(stdout)).toBe(count)
    return Number(/peak (\d+)/.exec(stderr)?.[1])
  }
  const few = await measure(10)
  const many = await measure(1_000_000)
  process.stdout.write(
    `memory: ${few} kB for 10 tokens, ${many} kB for 1000000: + ${((many - few) / 1024).toFixed(1)} MB\n`,
  )
  expect(many - few).toBeLessThan(LIMIT_KB)
}, 900_000)
