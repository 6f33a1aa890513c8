/** Changing the store: conf writes it, under a lock of ours, since conf alone loses what others write. */
import { basename, dirname } from 'node:path'
import type Conf from 'conf'
import { withLock } from '../files/lock.ts'
import { replaceFile } from '../files/replace.ts'
import { toStoreError } from '../files/store-error.ts'
import { targetOf } from '../files/symlink.ts'
import { keepPrivate, sweep } from '../files/tidy.ts'
import { type Profile, type Store, serializeStore } from './format.ts'
import { alreadyThere, checkProfileName } from './profile-name.ts'
import { findProfile, readStore } from './read-store.ts'

/** Adds a profile; the first one becomes the current one. `replace` overwrites one of the same name. */
export function addProfile(path: string, profile: Profile, { replace = false } = {}): Promise<Store> {
  return change(path, (store) => {
    const others = store.profiles.filter(({ name }) => name !== profile.name)
    if (others.length < store.profiles.length && !replace) throw alreadyThere(profile.name)
    const current = store.profiles.length === 0 ? profile.name : store.current
    return { current, profiles: [...others, profile] }
  })
}

export function useProfile(path: string, name: string): Promise<Store> {
  return change(path, (store) => ({ ...store, current: findProfile(store, name).name }))
}

/** Renames; the current profile stays the current one. */
export function renameProfile(path: string, from: string, to: string): Promise<Store> {
  return change(path, (store) => {
    const profile = findProfile(store, from)
    const name = checkProfileName(to)
    if (name !== profile.name && store.profiles.some((other) => other.name === name)) throw alreadyThere(name)
    return {
      current: store.current === profile.name ? name : store.current,
      profiles: store.profiles.map((other) => (other === profile ? { ...profile, name } : other)),
    }
  })
}

/** Removes; after the current profile went there is none. */
export function removeProfile(path: string, name: string): Promise<Store> {
  return change(path, (store) => {
    const profile = findProfile(store, name)
    return {
      current: store.current === profile.name ? null : store.current,
      profiles: store.profiles.filter((other) => other !== profile),
    }
  })
}

async function change(path: string, edit: (store: Store) => Store): Promise<Store> {
  // conf takes as long to load as all the rest: only where something is written, and not under the lock.
  const conf = await import('conf')
  try {
    return await withLock(path, () => {
      const edited = edit(readStore(path))
      sweep(path)
      sweep(targetOf(path))
      write(path, edited, conf.default)
      return edited
    })
  } catch (error) {
    throw toStoreError(`the profile store ${path}`, 'written', error)
  }
}

/** conf writes the file that takes the store's place: it would put even half of one there, on a full disk. */
function write(path: string, store: Store, Writer: typeof Conf): void {
  const text = serializeStore(store)
  replaceFile(targetOf(path), Buffer.from(text), 0o600, (part) => {
    const conf = new Writer<Record<string, unknown>>({
      cwd: dirname(part),
      configName: basename(part),
      fileExtension: '',
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize: () => text,
    })
    conf.store = { ...store }
  })
  keepPrivate(path)
}
