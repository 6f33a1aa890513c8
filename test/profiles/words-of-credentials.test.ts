/** What people read where no credentials can be used, word for word: what is missing, and each way to mend it. */
import { expect, test } from 'vitest'
import {
  type CredentialFlags,
  findPair,
  readDotenv,
  readSecretFile,
  refuseConflicts,
  resolveCredentials,
} from '../../src/profiles/credentials.ts'
import { nearMisses } from '../../src/profiles/environment.ts'
import { VideosdkTokenError } from '../../src/token/errors.ts'
import { type CredentialParts, credentialWorld, failing } from '../support/credential-world.ts'
import { API_KEY, SECRET } from '../support/values.ts'

const KEY = { VIDEOSDK_API_KEY: API_KEY }
const WAYS =
  'Key and secret are made at https://app.videosdk.live. Then either\n  ' +
  'keep them: videosdk-token profile add <name>; or set VIDEOSDK_API_KEY and VIDEOSDK_SECRET;\n  ' +
  'or pass --api-key with --secret-file. To try without an account: --sandbox'
const WHOLE = 'A key and a secret are taken from one place or from none.'
const PROFILE = { name: 'p', apiKey: API_KEY, secret: SECRET }

test.each<[string, CredentialFlags, CredentialParts, string]>([
  ['nothing', {}, {}, `credentials-missing: no API key and secret were found | ${WAYS}`],
  [
    'near misses, in the environment and in the file',
    { dotenv: 'f' },
    { env: { VIDEOSDK_API_SECRET: 'x', VIDEOSDK_KEY: 'y', OTHER_KEY: 'z' }, files: { f: 'VIDEO_SDK_KEY=w' } },
    'credentials-missing: no API key and secret were found ' +
      `(VIDEO_SDK_KEY, VIDEOSDK_KEY, VIDEOSDK_API_SECRET: no name that is read) | ${WAYS}`,
  ],
  [
    'a file with lines that were not read',
    { dotenv: 'f' },
    { files: { f: 'junk\nmore' } },
    'credentials-missing: no API key and secret were found | ' +
      'Mind that line 1 of f is neither a comment nor an assignment and ' +
      `line 2 of f is neither a comment nor an assignment. | ${WAYS}`,
  ],
  [
    'profiles, of which none is current',
    {},
    { store: { current: null, profiles: [PROFILE] } },
    'credentials-missing: no profile is the current one | Choose one: videosdk-token profile use p',
  ],
  [
    'a key alone',
    {},
    { env: KEY },
    'credentials-incomplete: VIDEOSDK_API_KEY is set in the environment, but VIDEOSDK_SECRET is not set | ' +
      `${WHOLE} | Set VIDEOSDK_SECRET, or unset the other.`,
  ],
  [
    'a secret alone',
    {},
    { env: { VIDEOSDK_SECRET_KEY: SECRET, VIDEOSDK_API_KEY: ' ' } },
    'credentials-incomplete: VIDEOSDK_SECRET_KEY is set in the environment, but VIDEOSDK_API_KEY is blank | ' +
      `${WHOLE} | Set VIDEOSDK_API_KEY, or unset the other.`,
  ],
  [
    'near misses of a secret; a key is none',
    {},
    {
      env: {
        ...KEY,
        VIDEOSDK_API_SECRET: 'x',
        MY_VIDEO_SDK_SECRET: 'y',
        VIDEOSDK_KEY: 'z',
        VIDEOSDK_SECRETS: ' ',
      },
    },
    'credentials-incomplete: VIDEOSDK_API_KEY is set in the environment, but VIDEOSDK_SECRET is not set | ' +
      `${WHOLE} | VIDEOSDK_API_SECRET and MY_VIDEO_SDK_SECRET are there: the name that is read is VIDEOSDK_SECRET`,
  ],
  [
    'a near miss of a key; a secret, or another name, is none',
    {},
    { env: { VIDEOSDK_SECRET: SECRET, videosdk_key: 'x', VIDEOSDK_SECRET_KEY_2: 'y', VIDEOSDK_ID: 'z' } },
    'credentials-incomplete: VIDEOSDK_SECRET is set in the environment, but VIDEOSDK_API_KEY is not set | ' +
      `${WHOLE} | videosdk_key is there: the name that is read is VIDEOSDK_API_KEY`,
  ],
  [
    'two secrets',
    {},
    { env: { ...KEY, VIDEOSDK_SECRET: 'a', VIDEOSDK_SECRET_KEY: 'b' } },
    'credentials-conflict: VIDEOSDK_SECRET and VIDEOSDK_SECRET_KEY differ in the environment | ' +
      'They are two names for one secret: set one, and unset the other.',
  ],
  [
    'half a pair in a file, of which a line was not read',
    { dotenv: 'f' },
    { files: { f: `VIDEOSDK_API_KEY=${API_KEY}\nVIDEOSDK_SECRET ${SECRET}` } },
    'credentials-incomplete: VIDEOSDK_API_KEY is set in f, but VIDEOSDK_SECRET is not set | ' +
      'Mind that line 2 of f is neither a comment nor an assignment. | ' +
      'Set VIDEOSDK_SECRET, or unset the other.',
  ],
  [
    'half a pair in a file',
    { dotenv: 'f' },
    { files: { f: `VIDEOSDK_API_KEY=${API_KEY}` } },
    'credentials-incomplete: VIDEOSDK_API_KEY is set in f, but VIDEOSDK_SECRET is not set | ' +
      `${WHOLE} | Set VIDEOSDK_SECRET, or unset the other.`,
  ],
  [
    '--api-key alone',
    { apiKey: 'k' },
    {},
    'credentials-incomplete: --api-key was given without --secret-file | ' +
      `${WHOLE} | Add --secret-file <path>, or - for stdin.`,
  ],
  [
    '--secret-file alone',
    { secretFile: 'f' },
    {},
    `credentials-incomplete: --secret-file was given without --api-key | ${WHOLE} | Add --api-key <key>.`,
  ],
  [
    'a blank --api-key',
    { apiKey: ' ', secretFile: 'f' },
    {},
    'secret-invalid: the API key from --api-key is empty | ' +
      'It must hold the secret alone, one line, as https://app.videosdk.live shows it.',
  ],
  [
    'a secret file that is not there',
    { apiKey: 'k', secretFile: 'nowhere' },
    {},
    'secret-unreadable: nowhere cannot be read: there is no such file or folder (ENOENT) | ' +
      'Give the path of a file that holds the secret, or - for stdin.',
  ],
  [
    'a --dotenv file that is not there',
    { dotenv: 'nowhere' },
    {},
    'dotenv-unreadable: nowhere cannot be read: there is no such file or folder (ENOENT) | Give the path of an env file.',
  ],
  [
    'a --dotenv file that is no text',
    { dotenv: 'f' },
    { files: { f: 'A=\0' } },
    'dotenv-unreadable: f cannot be read: it has NUL bytes; save it as UTF-8 text | ' +
      'In an editor: save as UTF-8. In PowerShell: Set-Content -Encoding utf8',
  ],
  [
    'a secret of two lines',
    { apiKey: 'k', secretFile: '-' },
    { files: { '-': 'a\nb' } },
    'secret-invalid: the secret from stdin has more than one line | ' +
      'It must hold the secret alone, one line, as https://app.videosdk.live shows it.',
  ],
  [
    'a secret far too long',
    { apiKey: 'k', secretFile: 'f' },
    { files: { f: 'x'.repeat(65_537) } },
    'secret-invalid: f is far too long to be a secret | ' +
      'It must hold the secret alone, one line, as https://app.videosdk.live shows it.',
  ],
  [
    'a secret that is no text',
    { apiKey: 'k', secretFile: 'f' },
    { files: { f: 'a\0' } },
    'secret-invalid: f cannot be read as a secret: it has NUL bytes; save it as UTF-8 text | ' +
      'It must hold the secret alone, one line, as https://app.videosdk.live shows it.',
  ],
  [
    'an unknown profile, and no profiles',
    { profile: 'x' },
    {},
    'profile-unknown: there is no profile "x" | Add it: videosdk-token profile add <name>',
  ],
  [
    'an unknown profile',
    { profile: 'x' },
    { store: { current: 'p', profiles: [PROFILE, { ...PROFILE, name: 'qq' }] } },
    'profile-unknown: there is no profile "x" | One of: p, qq',
  ],
])('%s', async (_name, flags, parts, words) => {
  expect(await failing(() => resolveCredentials(flags, credentialWorld(parts)))).toBe(words)
})

test.each<[CredentialFlags, string]>([
  ...(['apiKey', 'secretFile', 'profile', 'dotenv', 'endpoint'] as const).map(
    (flag): [CredentialFlags, string] => [
      { sandbox: true, [flag]: 'x' },
      `flag-conflict: --sandbox cannot be used with --${flag.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)} | ` +
        'The sandbox has credentials of its own: leave one out.',
    ],
  ),
  [
    { profile: 'p', apiKey: 'k', secretFile: 'f' },
    'flag-conflict: --profile cannot be used with --api-key | A profile has a key and a secret: leave one out.',
  ],
  [
    { profile: 'p', secretFile: 'f' },
    'flag-conflict: --profile cannot be used with --secret-file | A profile has a key and a secret: leave one out.',
  ],
  [{ sandbox: true }, 'nothing'],
  [{ profile: 'p', dotenv: 'f', endpoint: 'e' }, 'nothing'],
  [{ apiKey: 'k', secretFile: 'f' }, 'nothing'],
])('%j: %s', async (flags, words) => {
  expect(await failing(() => refuseConflicts(flags))).toBe(words)
})

test('the right names are no near misses', () => {
  const env = { VIDEOSDK_API_KEY: 'a', VIDEOSDK_SECRET: 'b', VIDEOSDK_SECRET_KEY: 'c', VIDEOSDK_KEY: 'd' }
  expect(nearMisses({ ...env, VIDEOSDK_API_SECRET: 'e', KEY: 'f' }, 'key')).toEqual(['VIDEOSDK_KEY'])
  expect(nearMisses({ ...env, VIDEOSDK_API_SECRET: 'e', SECRET: 'f' }, 'secret')).toEqual([
    'VIDEOSDK_API_SECRET',
  ])
})

test('half a pair to import', async () => {
  expect(await failing(() => findPair(undefined, credentialWorld({ env: KEY })))).toMatch(
    /^credentials-incomplete: VIDEOSDK_API_KEY is set in the environment, but/,
  )
})

test('nothing to import', async () => {
  expect(await failing(() => findPair(undefined, credentialWorld()))).toBe(
    'credentials-missing: there is no API key and secret to import | ' +
      'Set VIDEOSDK_API_KEY and VIDEOSDK_SECRET, or name a file that has them: --dotenv .env',
  )
})

test('a file without end is not read to it', async () => {
  const world = credentialWorld({ files: { f: SECRET } })
  await readDotenv('f', world)
  await readSecretFile('f', world)
  expect(world.opened).toEqual(['f up to 1048576', 'f up to 1048576'])
})

test('the limit of a secret is the last that is read', async () => {
  const world = credentialWorld({ files: { f: 'x'.repeat(65_536) } })
  expect((await readSecretFile('f', world)).value).toHaveLength(65_536)
})

test('why a file cannot be read is said as its reader says it', async () => {
  const reading = (error: Error) => ({ ...credentialWorld(), readBytes: () => Promise.reject(error) })
  const twice = new VideosdkTokenError('stdin-twice', 'stdin is read once')
  expect(await failing(() => readSecretFile('-', reading(twice)))).toBe('stdin-twice: stdin is read once')
  expect(await failing(() => readSecretFile('f', reading(new Error('odd'))))).toMatch(
    /^secret-unreadable: f cannot be read: odd \|/,
  )
})
