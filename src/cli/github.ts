/** A token for the later steps of a job of GitHub Actions. */
import { accessSync, appendFileSync, constants } from 'node:fs'
import { codeOf } from '../files/error-code.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { lineWriter, type Style } from '../token/format.ts'
import type { SignedToken } from '../token/sign.ts'
import type { Session } from './command.ts'

/** The files that a runner reads when a step has ended; each names what it gets. */
const FILES = {
  GITHUB_ENV: (token: string, envName: string) => `${envName}=${token}\n`,
  GITHUB_OUTPUT: (token: string) => `token=${token}\n`,
} as const

type FileName = keyof typeof FILES

/**
 * Masks the token in the log, by a line on stdout that the runner reads, and only then hands it on.
 *
 * @throws {VideosdkTokenError} `not-in-github-actions`, `file-unwritable`.
 */
export async function giveToGithub(signed: SignedToken, style: Style, { context }: Session): Promise<void> {
  const names = Object.keys(FILES) as FileName[]
  const paths = names.map((name) => [name, writablePath(name, context.env)] as const)
  await context.stdout.write(lineWriter(style)(signed))
  for (const [name, path] of paths) {
    try {
      appendFileSync(path, FILES[name](signed.token, style.envName))
    } catch (error) {
      throw unwritable(name, error)
    }
  }
}

function writablePath(name: FileName, env: Readonly<Record<string, string | undefined>>): string {
  const path = env[name]
  if (!path) {
    throw new VideosdkTokenError('not-in-github-actions', `${name} is not set, which -o github writes to`, {
      hint: 'A runner of GitHub Actions sets it. Elsewhere: -o env, or --into <file>',
    })
  }
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw unwritable(name, error)
  }
  return path
}

function unwritable(name: FileName, error: unknown): VideosdkTokenError {
  const why = codeOf(error) ?? messageOf(error)
  return new VideosdkTokenError('file-unwritable', `the file of ${name} cannot be written (${why})`, {
    hint: 'A runner of GitHub Actions makes it for each step.',
    cause: error,
  })
}
