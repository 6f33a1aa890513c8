/** A token that a flag or an argument names: the token itself, `@file`, or `-` for stdin. */
import { VideosdkTokenError } from '../token/errors.ts'
import type { Context } from './context.ts'
import { readNamedText } from './read-input.ts'

/** A hundred thousand tokens. */
const LONGEST_TEXT_BYTES = 67_108_864

/** Throws `file-unreadable`, or `value-empty` where nothing was there. */
export async function readTokenText(where: string, context: Context): Promise<string> {
  const { text, source = 'the value' } = await readNamedText(where, LONGEST_TEXT_BYTES, context)
  if (text.trim() !== '') return text
  throw new VideosdkTokenError('value-empty', `${source} is empty, where a token is expected`, {
    hint: 'Did the command before it fail?',
  })
}
