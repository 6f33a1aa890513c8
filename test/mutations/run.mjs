/** Mutates src/token and src/profiles, and holds what survives against survivors.json: `npm run test:mutations`.
 * With `-- --unless-proven` it repeats what the last whole run found, where nothing has changed that it depends on. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { judge, verdict } from './check.mjs'
import { keepProof, proven } from './proof.mjs'

const here = import.meta.dirname
const known = process.argv.includes('--unless-proven') ? proven() : undefined
if (known !== undefined)
  process.stdout.write(`${known.join('\n')}, by the last whole run, of these very files\n`)
else if (!runWhole()) process.exitCode = 1

function runWhole() {
  const core = dirname(createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json'))
  const folder = mkdtempSync(join(tmpdir(), 'videosdk-token-mutations-'))
  const began = Date.now()
  try {
    const { status } = spawnSync(
      process.execPath,
      [join(core, 'bin/stryker.js'), 'run', join(here, 'stryker.config.mjs')],
      {
        cwd: join(here, '../..'),
        env: { ...process.env, ...homeIn(folder), MUTATIONS_FOLDER: folder },
        stdio: 'inherit',
      },
    )
    const report = join(folder, 'report.json')
    // Where Stryker did not come as far as a report, it has said why.
    if (!existsSync(report)) return false
    const { lines, passed } = tell(JSON.parse(readFileSync(report, 'utf8')), began)
    if (status === 0 && passed) keepProof(lines)
    return status === 0 && passed
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A mutant that looks for the store in the wrong place must not find that of whoever runs this. */
function homeIn(folder) {
  return { HOME: folder, XDG_CONFIG_HOME: join(folder, '.config'), APPDATA: folder }
}

function tell(report, began) {
  const explanations = JSON.parse(readFileSync(join(here, 'survivors.json'), 'utf8'))
  const { lines, passed } = verdict(judge(report, explanations))
  const seconds = Math.round((Date.now() - began) / 1000)
  process.stdout.write(`${lines.join('\n')}, in ${seconds} s\n`)
  return { lines, passed }
}
