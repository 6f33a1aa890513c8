/** `--into`: a token put where an app reads it. */
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
  const { replaced, target } = await putVariable(file, context.cwd, envName, token)
  if (format === 'json') await context.stdout.write(`${JSON.stringify({ file, name: envName, replaced })}\n`)
  await reporter.note(`${envName} ${replaced ? 'replaced' : 'added'} in ${shown(file)}`)
  if ((await context.isIgnoredByGit(target)) !== false) return
  await reporter.warning({
    code: 'file-not-ignored',
    message: `git does not ignore ${shown(file)}, so that the token may be committed`,
    hint: 'Put its name into .gitignore; where git has it already: git rm --cached',
  })
}
