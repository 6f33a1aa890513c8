/** A token for the later steps of a job of GitHub Actions. */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { codeOf } from '../files/error-code.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { lineWriter, type Style } from '../token/format.ts'
import type { SignedToken } from '../token/sign.ts'
import type { Session } from './command.ts'

/** The files that a runner reads when a step has ended, and what each gets. */
const FILES = {
  GITHUB_ENV: (token: string, envName: string) => `${envName}=${token}\n`,
  GITHUB_OUTPUT: (token: string) => `token=${token}\n`,
} as const

type FileName = keyof typeof FILES

interface OpenFile {
  readonly name: FileName
  readonly file: number
}

/**
 * Masks the token in the log, by a line on stdout that the runner reads, and only then hands it on.
 *
 * @throws {VideosdkTokenError} `not-in-github-actions`, `file-unwritable`.
 */
export async function giveToGithub(signed: SignedToken, style: Style, { context }: Session): Promise<void> {
  const files: OpenFile[] = []
  try {
    for (const name of Object.keys(FILES) as FileName[]) files.push({ name, file: open(name, context.env) })
    await context.stdout.write(lineWriter(style)(signed))
    for (const { name, file } of files) add(name, file, FILES[name](signed.token, style.envName))
  } finally {
    for (const { file } of files) closeSync(file)
  }
}

function open(name: FileName, env: Readonly<Record<string, string | undefined>>): number {
  const path = env[name]
  if (!path) {
    throw new VideosdkTokenError('not-in-github-actions', `${name} is not set, which -o github writes to`, {
      hint: 'A runner of GitHub Actions sets it. Elsewhere: -o env, or --into <file>',
    })
  }
  try {
    return openSync(path, 'a+')
  } catch (error) {
    throw unwritable(name, error)
  }
}

/** On a line of its own, whoever wrote before. */
function add(name: FileName, file: number, line: string): void {
  try {
    const last = Buffer.alloc(1)
    const { size } = fstatSync(file)
    const isOpen = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n'
    writeSync(file, `${isOpen ? '\n' : ''}${line}`)
  } catch (error) {
    throw unwritable(name, error)
  }
}

function unwritable(name: FileName, error: unknown): VideosdkTokenError {
  const why = codeOf(error) ?? messageOf(error)
  return new VideosdkTokenError('file-unwritable', `the file of ${name} cannot be written (${why})`, {
    hint: 'A runner of GitHub Actions makes it for each step.',
    cause: error,
  })
}
