/** The access key of `serve`: given, or made where strangers could reach the server. */
import { randomBytes } from 'node:crypto'
import { parseAccessKey } from '../server/access-key.ts'
import { isLoopbackAddress } from '../server/hosts.ts'
import { naming } from '../token/errors.ts'
import type { Context } from './context.ts'
import { readText } from './read-input.ts'

const VARIABLE = 'VIDEOSDK_TOKEN_ACCESS_KEY'
const RANDOM_BYTES = 18

/**
 * Finds the key: of `--access-key-file`, of the environment, or a new one on anything but a loopback address.
 *
 * @param path - a file, or `-` for stdin; a line end after the key does not belong to it.
 * @throws {VideosdkTokenError} `file-unreadable`, `value-invalid`.
 */
export async function findAccessKey(
  path: string | undefined,
  host: string,
  context: Context,
): Promise<string | false> {
  if (path !== undefined) {
    const text = await readText(path, LONGEST_FILE_BYTES, context)
    return naming('--access-key-file', () => parseAccessKey(text.replace(/\r?\n$/, '')))
  }
  const given = context.env[VARIABLE]?.trim()
  if (given) return naming(VARIABLE, () => parseAccessKey(given))
  return isLoopbackAddress(host) ? false : randomBytes(RANDOM_BYTES).toString('base64url')
}

const LONGEST_FILE_BYTES = 4_096
