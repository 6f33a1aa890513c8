/** Mutates src/token and src/profiles, and holds what survives against survivors.json: `npm run test:mutations`. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { judge, verdict } from './check.mjs'

const here = import.meta.dirname
const core = dirname(createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json'))
const folder = mkdtempSync(join(tmpdir(), 'videosdk-token-mutations-'))
const began = Date.now()
try {
  const { status } = spawnSync(
    process.execPath,
    [join(core, 'bin/stryker.js'), 'run', join(here, 'stryker.config.mjs')],
    { cwd: join(here, '../..'), env: { ...process.env, MUTATIONS_FOLDER: folder }, stdio: 'inherit' },
  )
  const report = join(folder, 'report.json')
  // Where Stryker did not come as far as a report, it has said why.
  const passed = existsSync(report) && tell(JSON.parse(readFileSync(report, 'utf8')))
  if (status !== 0 || !passed) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function tell(report) {
  const explanations = JSON.parse(readFileSync(join(here, 'survivors.json'), 'utf8'))
  const { lines, passed } = verdict(judge(report, explanations))
  const seconds = Math.round((Date.now() - began) / 1000)
  process.stdout.write(`${lines.join('\n')}, in ${seconds} s\n`)
  return passed
}
