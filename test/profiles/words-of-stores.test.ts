/** What people read of profiles and their store, word for word, and what a store must be to be one. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { serializeStore } from '../../src/profiles/format.ts'
import { sandboxPath, storePath } from '../../src/profiles/location.ts'
import { decodePlainText } from '../../src/profiles/plain-text.ts'
import { alreadyThere, checkProfileName } from '../../src/profiles/profile-name.ts'
import { findProfile, parseStoreAt, readStore } from '../../src/profiles/read-store.ts'
import { runSecretCommand } from '../../src/profiles/secret-command.ts'
import { describeSource, profileOf } from '../../src/profiles/source.ts'
import { refuseUntrustedStore } from '../../src/profiles/trust.ts'
import { failing } from '../support/credential-world.ts'
import { emptyFolder } from '../support/folder.ts'
import { API_KEY, SECRET } from '../support/values.ts'

const PROFILE = { name: 'a', apiKey: API_KEY, secret: SECRET }
const store = (value: object = {}) =>
  JSON.stringify({ version: 1, current: 'a', profiles: [PROFILE], ...value })
const withProfile = (value: object) => store({ profiles: [{ ...PROFILE, ...value }] })
const NO_LIST = 'its profiles are not a list of profiles'

describe('a store that is none', () => {
  test.each<[string | Uint8Array, string]>([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    ['{', 'it is not JSON'],
    [`\ufeff${store()}`, 'it is not JSON'],
    [Buffer.from(`\ufeff${store()}`), 'it is not JSON'],
    [Uint8Array.of(0xff), 'it is not UTF-8'],
    ['7', 'it is not an object'],
    ['null', 'it is not an object'],
    ['[]', 'it is not an object'],
    ['{}', 'it has no version'],
    [store({ version: '1' }), 'it has no version'],
    [store({ version: 0 }), 'it has no version'],
    [store({ version: 1.5 }), 'it has no version'],
    [store({ version: 2 }), 'a newer videosdk-token wrote it (format 2)'],
    [store({ profiles: {} }), NO_LIST],
    [store({ profiles: [PROFILE, null] }), NO_LIST],
    [store({ profiles: [PROFILE, 7] }), NO_LIST],
    [withProfile({ name: '' }), NO_LIST],
    [withProfile({ name: 7 }), NO_LIST],
    [withProfile({ apiKey: '' }), NO_LIST],
    [withProfile({ apiKey: undefined }), NO_LIST],
    [withProfile({ secret: undefined }), NO_LIST],
    [withProfile({ secret: '' }), NO_LIST],
    [withProfile({ secret: undefined, secretCommand: '' }), NO_LIST],
    [withProfile({ secretCommand: 'x' }), NO_LIST],
    [withProfile({ endpoint: '' }), NO_LIST],
    [withProfile({ endpoint: 7 }), NO_LIST],
    [store({ profiles: [PROFILE, PROFILE] }), 'a profile is in it twice'],
    [store({ current: 'z' }), 'its current profile is not in it'],
    [store({ current: undefined }), 'its current profile is not in it'],
  ])('%s: %s', async (text, why) => {
    expect(await failing(() => parseStoreAt('/x/config.json', text))).toBe(
      `store-invalid: /x/config.json is not readable as a profile store: ${why} | ` +
        'It is left as it is, so that nothing in it is lost. | ' +
        'Mend it by hand, or move it away and add the profiles again.',
    )
  })
})

describe('a store', () => {
  it.each([
    { current: null, profiles: [] },
    { current: null, profiles: [PROFILE] },
    {
      current: 'b',
      profiles: [PROFILE, { name: 'b', apiKey: 'k', secretCommand: 'op read x', endpoint: 'https://x' }],
    },
  ])('is read as it was written: %j', (written) => {
    expect(parseStoreAt('x', serializeStore(written))).toEqual(written)
    expect(parseStoreAt('x', Buffer.from(serializeStore(written)))).toEqual(written)
  })

  it('can be read by people, and ends with a line end', () => {
    expect(serializeStore({ current: null, profiles: [] })).toBe(
      '{\n  "version": 1,\n  "current": null,\n  "profiles": []\n}\n',
    )
  })

  it('that was never written is empty, and one that is no file is an error', async () => {
    const folder = emptyFolder()
    expect(readStore(join(folder, 'nowhere'))).toEqual({ current: null, profiles: [] })
    const hint =
      'Look at the path and its permissions, or choose another folder: VIDEOSDK_TOKEN_CONFIG_DIR=<folder>'
    expect(await failing(() => readStore(folder))).toBe(
      `store-failed: the profile store ${folder} cannot be read: it is a folder (EISDIR) | ${hint}`,
    )
    expect(await failing(() => readStore('/dev/null'))).toBe(
      `store-failed: the profile store /dev/null cannot be read: it is no file | ${hint}`,
    )
    const link = join(folder, 'config.json')
    symlinkSync(join(folder, 'disk', 'config.json'), link)
    expect(await failing(() => readStore(link))).toBe(
      `store-failed: the profile store ${link} cannot be read: ` +
        `it is a symlink to ${folder}/disk/config.json, whose folder is not there | ${hint}`,
    )
    mkdirSync(join(folder, 'disk'))
    expect(readStore(link)).toEqual({ current: null, profiles: [] })
  })

  it('finds a profile by its name, and says which there are', async () => {
    const other = { ...PROFILE, name: 'é'.normalize('NFC') }
    const profiles = [PROFILE, other]
    expect(findProfile({ current: null, profiles }, 'é'.normalize('NFD'))).toBe(other)
    expect(await failing(() => findProfile({ current: null, profiles }, 'other'))).toBe(
      'profile-unknown: there is no profile "other" | One of: a, é',
    )
    expect(await failing(() => findProfile({ current: null, profiles: [] }, 'other'))).toBe(
      'profile-unknown: there is no profile "other" | Add it: videosdk-token profile add <name>',
    )
  })
})

describe('text in a file', () => {
  test.each<[string, number[], string]>([
    ['UTF-16', [0xff, 0xfe, 0x61], 'it is UTF-16; save it as UTF-8'],
    ['UTF-16, big-endian', [0xfe, 0xff, 0x61], 'it is UTF-16; save it as UTF-8'],
    ['a NUL', [0x61, 0], 'it has NUL bytes; save it as UTF-8 text'],
    ['two of a byte that begins UTF-16', [0xff, 0xff], 'it is not UTF-8'],
    ['two of the other', [0xfe, 0xfe], 'it is not UTF-8'],
    ['the first half of UTF-16', [0xff, 0x61], 'it is not UTF-8'],
    ['the second half', [0x61, 0xfe], 'it is not UTF-8'],
    ['the second half, big-endian', [0x61, 0xff], 'it is not UTF-8'],
    ['the first half, big-endian', [0xfe, 0x61], 'it is not UTF-8'],
  ])('%s is none', (_name, bytes, why) => {
    expect(() => decodePlainText(Uint8Array.from(bytes))).toThrow(why)
  })

  it('is UTF-8, with or without a byte order mark', () => {
    expect(decodePlainText(Buffer.from('\ufeffé\u{1f389}\n'))).toBe('é\u{1f389}\n')
    expect(decodePlainText(Uint8Array.of())).toBe('')
  })
})

describe('the name of a profile', () => {
  test.each(['a', 'x'.repeat(100), 'a-', 'A.b/c', '日本'])('can be %s', (name) => {
    expect(checkProfileName(name)).toBe(name)
  })

  test.each(['', '-', '-a', 'a b', ' a', 'a\n', 'x'.repeat(101), 'a\u200b', 'a\u0007', '\ud800'])(
    'cannot be %j',
    async (name) => {
      expect(await failing(() => checkProfileName(name))).toMatch(
        /^profile-name-invalid: ".*" cannot be the name of a profile \| Up to 100 letters, digits or signs, without white space, and not beginning with "-"\.$/s,
      )
    },
  )

  it('is stored in one form', () => {
    expect(checkProfileName('é'.normalize('NFD'))).toBe('é'.normalize('NFC'))
  })

  it('is there already', async () => {
    expect(
      await failing(() => {
        throw alreadyThere('a')
      }),
    ).toBe(
      'profile-exists: there is a profile "a" already | ' +
        'Choose another name, remove it first, or overwrite it: profile add --force',
    )
  })
})

test.each([
  ['env', 'VIDEOSDK_API_KEY and its secret, from the environment', undefined],
  ['dotenv', 'VIDEOSDK_API_KEY and its secret, from the --dotenv file', undefined],
  ['flags', '--api-key and --secret-file', undefined],
  ['sandbox', "the sandbox's own, which VideoSDK refuses", undefined],
  ['profile:ci', 'profile ci', 'ci'],
  ['profile:a:b\nc', 'profile a:b\nc', 'a:b\nc'],
] as const)('credentials of %s are %s', (source, words, profile) => {
  expect(describeSource(source)).toBe(words)
  expect(profileOf(source)).toBe(profile)
})

describe('where the store lies', () => {
  const home = () => '/home/anna'
  test.each<[NodeJS.Platform, Record<string, string>, string]>([
    ['linux', {}, '/home/anna/.config/videosdk-token'],
    ['linux', { XDG_CONFIG_HOME: '/xdg' }, '/xdg/videosdk-token'],
    ['linux', { APPDATA: '/roaming' }, '/home/anna/.config/videosdk-token'],
    ['darwin', { XDG_CONFIG_HOME: '/xdg' }, '/home/anna/Library/Preferences/videosdk-token'],
    ['win32', {}, '/home/anna/AppData/Roaming/videosdk-token/Config'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/videosdk-token/Config'],
    ['win32', { VIDEOSDK_TOKEN_CONFIG_DIR: ' here ' }, '/work/here'],
  ])('on %s with %j: %s', (platform, env, folder) => {
    expect(storePath({ env, cwd: '/work', platform }, home)).toBe(`${folder}/config.json`)
    expect(sandboxPath({ env, cwd: '/work', platform }, home)).toBe(`${folder}/sandbox.json`)
  })

  it('is in the home that the system knows of, where HOME is empty', () => {
    const place = { env: {}, cwd: '/work', platform: 'linux' } as const
    expect(storePath(place, () => '')).toBe(join(userInfo().homedir, '.config/videosdk-token/config.json'))
  })

  it('is an error for who has no home, unless a folder is named', async () => {
    const homeless = () => {
      throw new Error('ENOENT')
    }
    const place = { env: {}, cwd: '/work', platform: 'linux' } as const
    expect(await failing(() => storePath(place, homeless))).toBe(
      'store-failed: this user has no home folder to keep profiles in | ' +
        'Name a folder: VIDEOSDK_TOKEN_CONFIG_DIR=<folder>',
    )
    expect(storePath({ ...place, env: { VIDEOSDK_TOKEN_CONFIG_DIR: '/x' } }, homeless)).toBe('/x/config.json')
  })
})

describe('a store of commands', () => {
  const ours = process.getuid?.() ?? 0

  it('is trusted where nobody else may write to it or its folder', async () => {
    const path = join(emptyFolder(), 'config', 'config.json')
    mkdirSync(dirname(path))
    writeFileSync(path, '')
    const asked = () => failing(() => refuseUntrustedStore(path, ours))
    const refused = (part: string, why: string) =>
      `secret-command-untrusted: ${part} ${why}, so its commands are not run | chmod go-w ${part}, as its owner`
    for (const [file, folder, answer] of [
      [0o644, 0o755, 'nothing'],
      [0o664, 0o755, refused(path, 'may be written to by others')],
      [0o646, 0o755, refused(path, 'may be written to by others')],
      [0o600, 0o720, refused(dirname(path), 'may be written to by others')],
    ] as const) {
      chmodSync(path, file)
      chmodSync(dirname(path), folder)
      expect(await asked()).toBe(answer)
    }
    expect(await failing(() => refuseUntrustedStore(path, ours + 1))).toBe(
      refused(path, 'belongs to another user'),
    )
    expect(await failing(() => refuseUntrustedStore(path, undefined))).toBe('nothing')
  })
})

describe('the command of a profile', () => {
  const world = { env: { PATH: process.env.PATH }, platform: process.platform, onStderr: () => {} }
  const SEE = 'Run it by itself to see why; `videosdk-token profile show` prints it.'

  test.each([
    ['exit 3', 'failed with exit code 3'],
    ['kill -9 $$', 'was ended by SIGKILL'],
    ['head -c 65537 /dev/zero', 'printed far more than a secret'],
  ])('%s: %s', async (command, why) => {
    expect(await failing(() => runSecretCommand(command, 'ci', world))).toBe(
      `secret-command-failed: the command of profile ci ${why} | ${SEE}`,
    )
  })

  it('has a minute, or as long as it is given', async () => {
    expect(await failing(() => runSecretCommand('sleep 9', 'ci', { ...world, timeoutMs: 100 }))).toBe(
      `secret-command-failed: the command of profile ci did not end within 0.1 s | ${SEE}`,
    )
  })

  it('may print as much as a secret may have', async () => {
    const { value } = await runSecretCommand(`head -c 65536 /dev/zero | tr '\\0' x`, 'ci', world)
    expect(value).toBe('x'.repeat(65_536))
  })

  it('sees what the environment has, but no secret', async () => {
    const env = { ...world.env, VIDEOSDK_SECRET: 'a', VIDEOSDK_SECRET_KEY: 'b', OP_ACCOUNT: 'c' }
    const command = 'echo "$VIDEOSDK_SECRET-$VIDEOSDK_SECRET_KEY-$OP_ACCOUNT"'
    expect((await runSecretCommand(command, 'ci', { ...world, env })).value).toBe('--c')
  })

  it('is run on Windows by cmd, whole and unquoted', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'cmd'), '#!/bin/sh\nprintf "%s|" "$@"\n', { mode: 0o755 })
    const env = { PATH: `${folder}:${process.env.PATH}` }
    const { value } = await runSecretCommand('op read "a b"', 'ci', { ...world, env, platform: 'win32' })
    expect(value).toBe('/d|/s|/c|"op read "a b""|')
  })

  it('shows its stderr as it comes', async () => {
    const shown: string[] = []
    const onStderr = (chunk: Uint8Array) => shown.push(Buffer.from(chunk).toString())
    await runSecretCommand('echo unlock >&2; echo s', 'ci', { ...world, onStderr })
    expect(shown.join('')).toBe('unlock\n')
  })
})
