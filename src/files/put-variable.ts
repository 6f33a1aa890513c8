/** A variable put into an env file or a properties file that somebody else wrote. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import { type Syntax, setVariable } from './assignment.ts'
import { codeOf } from './error-code.ts'
import { LockTimeout } from './lock-timeout.ts'
import { changeFile } from './locked-file.ts'
import { targetOf } from './symlink.ts'
import { whyOf } from './why.ts'

export interface Put {
  /** The variable was there; otherwise a line was added. */
  readonly replaced: boolean
  /** The file that was written, where symlinks lead. */
  readonly target: string
}

/**
 * Sets the variable in the file, which is made where it is not there; by its name it is a properties file or an
 * env file. Its other bytes, its mode and a symlink to it stay.
 *
 * @param file - from `cwd`, where it is not absolute.
 * @param value - without white space, quotes, `#` and `\`, as a token is.
 * @throws {VideosdkTokenError} `file-unwritable`.
 */
export async function putVariable(file: string, cwd: string, name: string, value: string): Promise<Put> {
  try {
    if (/[\\/]$/.test(file)) throw new Error('it names a folder')
    const target = targetOf(resolve(cwd, file))
    refuseUnwritable(target)
    const edit = (before = '') => {
      refuseWide(before)
      const { text, replaced } = setVariable(before, name, value, syntaxOf(file))
      return { text, result: { replaced, target } }
    }
    return await changeFile(target, edit, { encoding: 'latin1', keepMode: true })
  } catch (error) {
    throw unwritable(file, error)
  }
}

function syntaxOf(path: string): Syntax {
  return /\.properties$/i.test(path) ? 'properties' : 'env'
}

/** Renaming a new file over one that may not be written would go by the folder's mode, and replace a device. */
function refuseUnwritable(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) {
    if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new Error('there is no such folder')
    return
  }
  if (!stat.isFile()) throw new Error('it is no file')
  accessSync(path, constants.W_OK)
}

function refuseWide(text: string): void {
  if (/^(\u00ff\u00fe|\u00fe\u00ff)|\0/.test(text))
    throw new Error('it is UTF-16, or no text: save it as UTF-8')
}

const HINT = 'Name an env file or a .properties file, in a folder that is there and may be written to.'

const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Look at its permissions, and at those of its folder.',
  EPERM: 'Look at its permissions, and at those of its folder.',
  EROFS: 'It lies on a disk that is mounted for reading only.',
  ENOSPC: 'Make room on the disk, or name a file on another one.',
  EBUSY: 'It is mounted by itself, as a container has it: put the token into the file outside.',
}

function unwritable(file: string, error: unknown): VideosdkTokenError {
  if (error instanceof VideosdkTokenError) return error
  const fail = (why: string, hint: string): VideosdkTokenError =>
    new VideosdkTokenError('file-unwritable', `nothing can be put into ${shown(file)}: ${why}`, {
      hint,
      cause: error,
    })
  if (error instanceof LockTimeout)
    return fail(error.message, `Try again. If no such process runs any more, remove the file ${error.path}`)
  return fail(whyOf(error), HINTS[codeOf(error) ?? ''] ?? HINT)
}
