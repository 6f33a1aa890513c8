/** Reading the store, which signing a token does on every start: without conf and without a lock. */
import { readFileSync } from 'node:fs'
import { codeOf } from '../files/error-code.ts'
import { refusePipe } from '../files/no-pipe.ts'
import { toStoreError } from '../files/store-error.ts'
import { refuseDangling } from '../files/symlink.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { shown, suggestion } from '../token/text.ts'
import { EMPTY_STORE, type Profile, parseStore, type Store } from './format.ts'

/**
 * Reads the store; one that was never written is empty. Writers replace the file whole, so that no reader
 * sees a half.
 *
 * @throws {VideosdkTokenError} `store-failed`, `store-invalid`.
 */
export function readStore(path: string): Store {
  let bytes: Uint8Array
  try {
    refusePipe(path)
    bytes = readFileSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw toStoreError(`the profile store ${path}`, 'read', error)
    return emptyStoreAt(path)
  }
  return parseStoreAt(path, bytes)
}

function emptyStoreAt(path: string): Store {
  try {
    refuseDangling(path)
    return EMPTY_STORE
  } catch (error) {
    throw toStoreError(`the profile store ${path}`, 'read', error)
  }
}

/** `parseStore`, with an error that names the path. */
export function parseStoreAt(path: string, content: string | Uint8Array): Store {
  try {
    return parseStore(typeof content === 'string' ? content : strictUtf8(content))
  } catch (error) {
    const why = messageOf(error)
    throw new VideosdkTokenError('store-invalid', `${path} is not readable as a profile store: ${why}`, {
      reason: 'It is left as it is, so that nothing in it is lost.',
      hint: 'Mend it by hand, or move it away and add the profiles again.',
    })
  }
}

/** With a byte order mark, which JSON refuses: what cannot be read back byte for byte is no store. */
function strictUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Error('it is not UTF-8')
  }
}

/** Names are compared in one Unicode form, since keyboards differ in how they write é. */
export function findProfile(store: Store, name: string): Profile {
  const wanted = name.normalize('NFC')
  const profile = store.profiles.find((candidate) => candidate.name === wanted)
  if (profile !== undefined) return profile
  const names = store.profiles.map((candidate) => candidate.name)
  throw new VideosdkTokenError('profile-unknown', `there is no profile "${shown(name)}"`, {
    hint: names.length === 0 ? 'Add it: videosdk-token profile add <name>' : suggestion(name, names),
  })
}
