/** The access key of `serve`: given, or made where strangers could reach the server. */
import { randomBytes } from 'node:crypto'
import { isLoopbackAddress } from '../http/host-name.ts'
import { ACCESS_KEY_NAME } from '../profiles/environment.ts'
import { parseAccessKey } from '../server/access-key.ts'
import { naming, VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import type { Session } from './command.ts'
import { readText } from './read-input.ts'

const RANDOM_BYTES = 18
const LONGEST_FILE_BYTES = 4_096

/**
 * Finds the key: of `--access-key-file`, of the environment, or a new one on anything but a loopback address.
 *
 * @param path - a file, or `-` for stdin; a line end after the key does not belong to it.
 * @throws {VideosdkTokenError} `file-unreadable`, `value-invalid`, `argument-missing`.
 */
export async function findAccessKey(
  path: string | undefined,
  host: string,
  { context, settings }: Session,
): Promise<string | false> {
  if (path !== undefined) {
    const text = await readText(path, LONGEST_FILE_BYTES, context)
    return naming('--access-key-file', () => parseAccessKey(text.replace(/\r?\n$/, '')))
  }
  const given = context.env[ACCESS_KEY_NAME]?.trim()
  if (given) return naming(ACCESS_KEY_NAME, () => parseAccessKey(given))
  if (isLoopbackAddress(host)) return false
  if (settings.quiet && !settings.json) {
    throw new VideosdkTokenError(
      'argument-missing',
      `an access key is needed on ${shown(host)}, and --quiet would print none`,
      {
        hint: 'Give one: --access-key-file <path>, or VIDEOSDK_TOKEN_ACCESS_KEY; or leave --quiet out.',
      },
    )
  }
  return randomBytes(RANDOM_BYTES).toString('base64url')
}
