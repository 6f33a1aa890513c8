/** Whether a store can be trusted to hold commands. */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { VideosdkTokenError } from '../token/errors.ts'

const OTHERS_MAY_WRITE = 0o022

/** A command is run only from a store that nobody else could have put it into. Throws otherwise. */
export function refuseUntrustedStore(path: string, ourUid: number | undefined): void {
  if (ourUid === undefined) return
  for (const part of [path, dirname(path)]) {
    const { uid, mode } = statSync(part)
    const why =
      uid !== ourUid
        ? 'belongs to another user'
        : mode & OTHERS_MAY_WRITE
          ? 'may be written to by others'
          : undefined
    if (why === undefined) continue
    throw new VideosdkTokenError('secret-command-untrusted', `${part} ${why}, so its commands are not run`, {
      hint: `chmod go-w ${part}, as its owner`,
    })
  }
}
