/** A variable put into an env file or a properties file that somebody else wrote. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import { type Edited, type Syntax, setVariable } from './assignment.ts'
import { codeOf } from './error-code.ts'
import { changeFile } from './locked-file.ts'
import { targetOf } from './symlink.ts'

/**
 * Sets a variable in the file, which is made where it is not there; by its name it is a properties file or an
 * env file. Its other bytes, its mode and a symlink to it stay. Gives whether the variable was there.
 *
 * @param value - without white space, quotes, `#` and `\`, as a token is.
 * @throws {VideosdkTokenError} `file-unwritable`.
 */
export async function putVariable(path: string, name: string, value: string): Promise<boolean> {
  try {
    const target = existsSync(path) ? realpathSync(path) : targetOf(path)
    refuseUnwritable(target)
    const edit = (text = ''): { text: string; result: boolean } => {
      refuseWide(text)
      const { text: edited, replaced }: Edited = setVariable(text, name, value, syntaxOf(path))
      return { text: edited, result: replaced }
    }
    return await changeFile(target, edit, { encoding: 'latin1', keepMode: true })
  } catch (error) {
    if (error instanceof VideosdkTokenError) throw error
    throw unwritable(path, codeOf(error) ?? messageOf(error), error)
  }
}

function syntaxOf(path: string): Syntax {
  return /\.properties$/i.test(path) ? 'properties' : 'env'
}

/** Renaming a new file over one that may not be written would go by its mode, and replace a device. */
function refuseUnwritable(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) {
    if (!existsSync(dirname(path))) throw new Error('there is no such folder')
    return
  }
  if (!stat.isFile()) throw new Error('it is no file')
  accessSync(path, constants.W_OK)
}

function refuseWide(text: string): void {
  if (/^(\u00ff\u00fe|\u00fe\u00ff)|\0/.test(text))
    throw new Error('it is UTF-16, or no text: save it as UTF-8')
}

function unwritable(path: string, why: string, cause: unknown): VideosdkTokenError {
  return new VideosdkTokenError('file-unwritable', `nothing can be put into ${shown(path)} (${why})`, {
    hint: 'Name an env file or a .properties file, in a folder that is there and may be written to.',
    cause,
  })
}
