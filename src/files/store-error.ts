/** What stops reading or changing a store, the profiles' or the sandbox's, as one of our errors. */
import { VideosdkTokenError } from '../token/errors.ts'
import { LockTimeout } from './lock-timeout.ts'
import { whyOf } from './why.ts'

/**
 * @param what - the store and its path, for messages.
 * @returns `store-locked`, `store-failed`, or the error itself where it is one of ours.
 */
export function toStoreError(what: string, verb: 'read' | 'written', error: unknown): VideosdkTokenError {
  if (error instanceof VideosdkTokenError) return error
  if (error instanceof LockTimeout) {
    return new VideosdkTokenError('store-locked', `another process holds ${what}: ${error.message}`, {
      hint: `If no such process runs any more, remove the file ${error.path}`,
    })
  }
  return new VideosdkTokenError('store-failed', `${what} cannot be ${verb}: ${whyOf(error)}`, {
    hint: 'Look at the path and its permissions, or choose another folder: VIDEOSDK_TOKEN_CONFIG_DIR=<folder>',
    cause: error,
  })
}
