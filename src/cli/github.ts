/** A token for the later steps of a job of GitHub Actions. */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { whyOf } from '../files/why.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { lineWriter, type Style } from '../token/format.ts'
import type { SignedToken } from '../token/sign.ts'
import { printable } from '../token/text.ts'
import type { Session } from './command.ts'

/** The files that a runner reads when a step has ended, and what each gets. */
const FILES = {
  GITHUB_ENV: (token: string, envName: string) => `${envName}=${token}\n`,
  GITHUB_OUTPUT: (token: string) => `token=${token}\n`,
} as const

type FileName = keyof typeof FILES

interface OpenFile {
  readonly name: FileName
  readonly path: string
  readonly file: number
  readonly before: Stats
}

/**
 * Masks the token in the log, by a line on stdout that the runner reads, and only then hands it on; blanks of
 * its length come and go before that, so that a full disk is found while nothing was said. What fails leaves the files as they were.
 *
 * @throws {VideosdkTokenError} `not-in-github-actions`, `file-unwritable`.
 */
export async function giveToGithub(signed: SignedToken, style: Style, { context }: Session): Promise<void> {
  const files: OpenFile[] = []
  try {
    for (const name of Object.keys(FILES) as FileName[]) files.push(open(name, context.env))
    const lines = files.map((file) => lineFor(file, signed.token, style.envName))
    files.forEach((file, n) => {
      if (!file.before.isFIFO()) add(file, ' '.repeat(lines[n]?.length ?? 0))
    })
    restore(files)
    await context.stdout.write(lineWriter(style)(signed))
    files.forEach((file, n) => {
      add(file, lines[n] ?? '')
    })
  } catch (error) {
    restore(files)
    throw error
  } finally {
    for (const { file } of files) closeSync(file)
  }
}

function open(name: FileName, env: Readonly<Record<string, string | undefined>>): OpenFile {
  const path = env[name]
  if (!path) {
    throw new VideosdkTokenError('not-in-github-actions', `${name} is not set, which -o github writes to`, {
      hint: 'A runner of GitHub Actions sets it. Elsewhere: -o env, or --into <file>',
    })
  }
  try {
    const file = openSync(path, flagsFor(path), 0o666)
    return { name, path, file, before: fstatSync(file) }
  } catch (error) {
    throw unwritable(name, path, error)
  }
}

/** What is written into a pipe that nobody reads is lost. */
function flagsFor(path: string): number {
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDWR, O_WRONLY } = constants
  const isPipe = statSync(path, { throwIfNoEntry: false })?.isFIFO() === true
  return isPipe ? O_WRONLY | O_NONBLOCK : O_RDWR | O_APPEND | O_CREAT
}

/** On a line of its own, whoever wrote before. */
function lineFor({ name, path, file, before: { size } }: OpenFile, token: string, envName: string): string {
  try {
    const last = Buffer.alloc(1)
    const isOpen = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n'
    return `${isOpen ? '\n' : ''}${FILES[name](token, envName)}`
  } catch (error) {
    throw unwritable(name, path, error)
  }
}

function restore(files: readonly OpenFile[]): void {
  for (const { file, before } of files) if (before.isFile()) ftruncateSync(file, before.size)
}

function add({ name, path, file }: OpenFile, line: string): void {
  try {
    writeFileSync(file, line)
  } catch (error) {
    throw unwritable(name, path, error)
  }
}

function unwritable(name: FileName, path: string, error: unknown): VideosdkTokenError {
  const why = whyOf(error)
  return new VideosdkTokenError(
    'file-unwritable',
    `${printable(path)}, the file of ${name}, cannot be written: ${why}`,
    {
      hint: 'A runner of GitHub Actions makes it for each step.',
      cause: error,
    },
  )
}
