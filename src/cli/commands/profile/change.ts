/** `profile use`, `rename` and `remove`. */
import { storePath } from '../../../profiles/location.ts'
import { findProfile, readStore } from '../../../profiles/read-store.ts'
import { removeProfile, renameProfile, useProfile } from '../../../profiles/store.ts'
import type { Session } from '../../command.ts'
import { printProfile } from './view.ts'

export async function use(name: string, session: Session): Promise<0> {
  const store = await useProfile(storePath(session.context), name)
  await session.reporter.note(`The current profile is ${store.current}.`)
  if (session.settings.json) await printProfile(findProfile(store, name), store.current, session)
  return 0
}

export async function rename(from: string, to: string, session: Session): Promise<0> {
  const store = await renameProfile(storePath(session.context), from, to)
  await session.reporter.note(`The profile ${from} is now ${to}.`)
  if (session.settings.json) await printProfile(findProfile(store, to), store.current, session)
  return 0
}

export async function remove(name: string, session: Session): Promise<0> {
  const path = storePath(session.context)
  const before = readStore(path)
  const removed = findProfile(before, name)
  const { current } = await removeProfile(path, name)
  const lost = before.current !== null && current === null
  const cure = 'Choose one: videosdk-token profile use <name>'
  await session.reporter.note(
    `Removed the profile ${removed.name}.${lost ? ` No profile is the current one now. ${cure}` : ''}`,
  )
  if (session.settings.json) await printProfile(removed, before.current, session)
  return 0
}
