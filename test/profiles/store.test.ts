/** Profiles that are added, renamed and removed in a store on disk. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readStore } from '../../src/profiles/read-store.ts'
import { addProfile, removeProfile, renameProfile, useProfile } from '../../src/profiles/store.ts'
import { emptyFolder } from '../support/folder.ts'
import { API_KEY, OTHER_KEY, SECRET } from '../support/values.ts'

const A = { name: 'a', apiKey: API_KEY, secret: SECRET }
const B = { name: 'b', apiKey: OTHER_KEY, secretCommand: 'op read x', endpoint: 'https://b.example' }

test('each change gives the store as it then is on disk', async () => {
  const path = join(emptyFolder(), 'config', 'config.json')
  const steps: [() => Promise<unknown>, unknown][] = [
    [() => addProfile(path, A), { current: 'a', profiles: [A] }],
    [() => addProfile(path, B), { current: 'a', profiles: [A, B] }],
    [
      () => addProfile(path, { ...A, apiKey: 'k' }, { replace: true }),
      { current: 'a', profiles: [B, { ...A, apiKey: 'k' }] },
    ],
    [() => addProfile(path, A, { replace: true }), { current: 'a', profiles: [B, A] }],
    [() => useProfile(path, 'b'), { current: 'b', profiles: [B, A] }],
    [() => renameProfile(path, 'a', 'c'), { current: 'b', profiles: [B, { ...A, name: 'c' }] }],
    [
      () => renameProfile(path, 'b', 'd'),
      {
        current: 'd',
        profiles: [
          { ...B, name: 'd' },
          { ...A, name: 'c' },
        ],
      },
    ],
    [
      () => renameProfile(path, 'd', 'd'),
      {
        current: 'd',
        profiles: [
          { ...B, name: 'd' },
          { ...A, name: 'c' },
        ],
      },
    ],
    [() => removeProfile(path, 'c'), { current: 'd', profiles: [{ ...B, name: 'd' }] }],
    [() => removeProfile(path, 'd'), { current: null, profiles: [] }],
  ]
  for (const [change, store] of steps) {
    expect(await change()).toEqual(store)
    expect(readStore(path)).toEqual(store)
  }
})

test('what cannot be written is said of the store', async () => {
  const path = join(emptyFolder(), 'file', 'config.json')
  writeFileSync(dirname(path), '')
  await expect(addProfile(path, A)).rejects.toThrow(
    `the profile store ${path} cannot be written: a part of its path is no folder (E`,
  )
})

test('what is refused leaves the store as it was', async () => {
  const path = join(emptyFolder(), 'config.json')
  await addProfile(path, A)
  await addProfile(path, B)
  const before = readFileSync(path, 'utf8')
  for (const [change, code] of [
    [() => addProfile(path, A), 'profile-exists'],
    [() => addProfile(path, A, {}), 'profile-exists'],
    [() => renameProfile(path, 'a', 'b'), 'profile-exists'],
    [() => renameProfile(path, 'a', '-'), 'profile-name-invalid'],
    [() => renameProfile(path, 'zz', 'x'), 'profile-unknown'],
    [() => removeProfile(path, 'zz'), 'profile-unknown'],
    [() => useProfile(path, 'zz'), 'profile-unknown'],
  ] as const) {
    await expect(change()).rejects.toMatchObject({ code })
    expect(readFileSync(path, 'utf8')).toBe(before)
  }
})
