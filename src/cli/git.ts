/** What git makes of a file. */
import { spawn } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { withoutConfidential } from '../profiles/environment.ts'

const LONGEST_MS = 5_000

/** Undefined where there is no git, or no repository. A file that git has already is not ignored, whatever the patterns. */
export function isIgnoredByGit(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean | undefined> {
  return new Promise((settle) => {
    const git = spawn('git', ['check-ignore', '--quiet', '--', basename(path)], {
      cwd: dirname(path),
      // The rest of it stays: GIT_DIR is as the user wants it.
      env: withoutConfidential(env),
      stdio: 'ignore',
      timeout: LONGEST_MS,
    })
    git.on('error', () => settle(undefined))
    git.on('exit', (code) => settle(code === 0 ? true : code === 1 ? false : undefined))
  })
}
