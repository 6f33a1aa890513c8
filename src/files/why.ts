/** What a file system says when it refuses, for people. */
import { messageOf } from '../token/errors.ts'
import { codeOf } from './error-code.ts'

/** Of the codes that people meet; `it` is the file that a message names. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'it is in use',
  EDQUOT: 'the quota of the disk is used up',
  // Files of ours are made beside those of others, so that only a folder meets it.
  EEXIST: 'a part of its path is no folder',
  EFBIG: 'it would be too large',
  EIO: 'the disk failed',
  EISDIR: 'it is a folder',
  ELOOP: 'its symlinks have no end',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
  ENXIO: 'nobody reads it',
  EPERM: 'not permitted',
  EROFS: 'the disk is mounted for reading only',
}

/** Words, and the code in brackets for who looks it up: `the disk is full (ENOSPC)`. */
export function whyOf(error: unknown): string {
  const code = codeOf(error)
  if (code === undefined) return messageOf(error)
  // Of the rest the system says some: "EXDEV: cross-device link not permitted, rename …".
  const words = WORDS[code] ?? /^E[A-Z0-9]+: ([^,]+),/.exec(messageOf(error))?.[1]
  return words === undefined ? code : `${words} (${code})`
}
