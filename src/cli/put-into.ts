/** `--into`: a token put where an app reads it. */
import { resolve } from 'node:path'
import { putVariable } from '../files/put-variable.ts'
import type { Style } from '../token/format.ts'
import { shown } from '../token/text.ts'
import type { Session } from './command.ts'

/** Throws `file-unwritable`. Warns where git would take the file, and the token with it. */
export async function putInto(
  file: string,
  { envName, format }: Style,
  token: string,
  { context, reporter }: Session,
): Promise<void> {
  const path = resolve(context.cwd, file)
  const replaced = await putVariable(path, envName, token)
  if (format === 'json') await context.stdout.write(`${JSON.stringify({ file, name: envName, replaced })}\n`)
  await reporter.note(`${envName} ${replaced ? 'replaced' : 'added'} in ${shown(file)}`)
  if ((await context.isIgnoredByGit(path)) !== false) return
  await reporter.warning({
    code: 'file-not-ignored',
    message: `git does not ignore ${shown(file)}, so that the token may be committed`,
    hint: 'Put its name into .gitignore; where git has it already: git rm --cached',
  })
}
