/**
 * How fast the tool is, beside its peers and in one run on one machine: `npm run bench`, with `--short` for CI.
 * Needs hyperfine and taskset, and without `--short` wrk. What has a limit is a ratio of medians, or a size; a
 * limit that is missed ends it with 1.
 *
 * Each of the other files measures one thing, and gives rows: a name, a figure, perhaps a limit (`atMost` or
 * `atLeast`), and an aim.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { measureDoor } from './door.mjs'
import { measureSeries } from './series.mjs'
import { measureServe } from './serve.mjs'
import { measureSigning } from './signing.mjs'
import { measureStart } from './start.mjs'
import { measureWeight } from './weight.mjs'

const SHORT = process.argv.includes('--short')
/** A shared machine is no laboratory: the short form fails where a limit is missed by more than a tenth. */
const TOLERANCE = SHORT ? 1.1 : 1
const ROOT = resolve(import.meta.dirname, '../..')
const PEERS = [
  'jsonwebtoken@9.0.3',
  'uuid4@2.0.3',
  '@videosdk.live/server-sdk@0.1.1',
  'jose@6.2.18',
  'fast-jwt@6.3.6',
]

const folder = mkdtempSync(join(tmpdir(), 'videosdk-token-bench-'))
const bench = { folder, short: SHORT, root: ROOT, executable: join(ROOT, 'bin/videosdk-token.js') }

try {
  writeFileSync(join(folder, 'package.json'), '{}')
  const quiet = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', ...PEERS], quiet)
  console.log(`Node ${process.versions.node}`)
  report("start, over the page's sample", await measureStart(bench))
  report('in one process', await measureSigning(bench))
  report('series', await measureSeries(bench))
  report("the sandbox's door, 100 sockets in 10 rooms", await measureDoor(bench))
  report('the package', measureWeight(bench))
  if (!SHORT) report('GET /get-token, 32 connections', await measureServe(bench))
} finally {
  rmSync(folder, { recursive: true })
}

function report(title, rows) {
  console.log(`\n${title.padEnd(54)}${'figure'.padStart(10)}${'limit'.padStart(12)}${'aim'.padStart(8)}`)
  for (const { name, figure, atMost, atLeast, aim } of rows) {
    const missed = figure > (atMost ?? Infinity) * TOLERANCE || figure < (atLeast ?? 0) / TOLERANCE
    const limit = atMost === undefined ? (atLeast === undefined ? '' : `≥ ${atLeast}`) : `≤ ${atMost}`
    const shown = figure >= 100 ? figure.toFixed(0) : figure.toFixed(2)
    const line = `${name.padEnd(54)}${shown.padStart(10)}${limit.padStart(12)}${String(aim ?? '').padStart(8)}`
    console.log(missed ? `${line}  missed` : line)
    if (missed) process.exitCode = 1
  }
}
