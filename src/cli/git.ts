/** What git makes of a file. */
import { spawn } from 'node:child_process'
import { basename, dirname } from 'node:path'

const LONGEST_MS = 5_000

/** Undefined where there is no git, or no repository. A file that git has already is not ignored, whatever the patterns. */
export function isIgnoredByGit(path: string): Promise<boolean | undefined> {
  return new Promise((settle) => {
    // Its environment stays: GIT_DIR is as the user wants it.
    const git = spawn('git', ['check-ignore', '--quiet', '--', basename(path)], {
      cwd: dirname(path),
      stdio: 'ignore',
      timeout: LONGEST_MS,
    })
    git.on('error', () => settle(undefined))
    git.on('exit', (code) => settle(code === 0 ? true : code === 1 ? false : undefined))
  })
}
