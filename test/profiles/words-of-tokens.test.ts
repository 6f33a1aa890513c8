/** Which token and endpoint are taken, by name, and what is said of those that are not: word for word. */
import { describe, expect, test } from 'vitest'
import { findApiToken } from '../../src/profiles/api-token.ts'
import type { CredentialFlags } from '../../src/profiles/credentials.ts'
import { findEndpoint } from '../../src/profiles/endpoint.ts'
import { type CredentialParts, credentialWorld, failing } from '../support/credential-world.ts'
import { API_KEY, NOW, OTHER_KEY, OTHER_SECRET, SECRET, tokenOf, withCredentials } from '../support/values.ts'

const GOOD = tokenOf()
const OTHERS = tokenOf({}, { apiKey: OTHER_KEY, secret: OTHER_SECRET })
const FORGED = tokenOf({}, { apiKey: API_KEY, secret: OTHER_SECRET })
const PROFILE = { name: 'p', apiKey: API_KEY, secret: SECRET }
const store = { current: 'p', profiles: [PROFILE, { ...PROFILE, name: 'q', apiKey: OTHER_KEY }] }
const words = (warnings: readonly { code: string; message: string }[]) =>
  warnings.map(({ code, message }) => `${code}: ${message}`)
const REFUSED = 'was passed over, since VideoSDK would refuse it: '

async function take(given: string | undefined, flags: CredentialFlags, parts: CredentialParts) {
  const choice = await findApiToken(given, flags, credentialWorld(parts), NOW)
  return choice.kind === 'ready'
    ? [choice.source, ...words(choice.warnings)]
    : [`${choice.kind}: ${choice.credentials.source}`, ...words(choice.warnings)]
}

test.each<[string, string | undefined, CredentialFlags, CredentialParts, string[]]>([
  ['--token', ` "${GOOD}" `, {}, {}, ['--token']],
  ['the environment', undefined, {}, { env: { VIDEOSDK_AUTH_TOKEN: GOOD } }, ['VIDEOSDK_AUTH_TOKEN']],
  [
    'the environment, before a file and a profile that were named',
    undefined,
    { dotenv: 'f' },
    { env: { VIDEOSDK_TOKEN: GOOD, VIDEOSDK_PROFILE: 'x' } },
    [
      'VIDEOSDK_TOKEN',
      'environment-won: the file f was not used: VIDEOSDK_TOKEN in the environment comes first',
      'environment-won: VIDEOSDK_PROFILE was not used: VIDEOSDK_TOKEN in the environment comes first',
    ],
  ],
  [
    'the file, with what is odd in it',
    undefined,
    { dotenv: 'f' },
    { files: { f: `junk\nVIDEOSDK_TOKEN=${GOOD}` } },
    [
      'VIDEOSDK_TOKEN of the --dotenv file',
      'dotenv-line: line 1 of f is neither a comment nor an assignment',
    ],
  ],
  [
    'the file, behind one that was passed over',
    undefined,
    { dotenv: 'f' },
    { env: { VIDEOSDK_TOKEN: 'null' }, files: { f: `VIDEOSDK_AUTH_TOKEN=${GOOD}` } },
    [
      'VIDEOSDK_AUTH_TOKEN of the --dotenv file',
      `token-passed-over: VIDEOSDK_TOKEN ${REFUSED}it is the word null, not like a token`,
    ],
  ],
  ['credentials, where there is none', undefined, {}, { env: withCredentials }, ['sign: env']],
  [
    'credentials, where one is of another secret',
    undefined,
    {},
    { env: { ...withCredentials, VIDEOSDK_TOKEN: FORGED } },
    [
      'sign: env',
      `token-passed-over: VIDEOSDK_TOKEN ${REFUSED}the secret in use did not sign it, or it was changed afterwards`,
    ],
  ],
  [
    'credentials of a file, where one is of another secret',
    undefined,
    { dotenv: 'f' },
    {
      env: { VIDEOSDK_TOKEN: FORGED },
      files: { f: `VIDEOSDK_API_KEY=${API_KEY}\nVIDEOSDK_SECRET=${SECRET}` },
    },
    [
      'sign: dotenv',
      `token-passed-over: VIDEOSDK_TOKEN ${REFUSED}the secret in use did not sign it, or it was changed afterwards`,
    ],
  ],
  [
    'credentials, where one is of another key',
    undefined,
    {},
    { env: { ...withCredentials, VIDEOSDK_TOKEN: OTHERS } },
    [
      'sign: env',
      `token-passed-over: VIDEOSDK_TOKEN ${REFUSED}its apikey is ${OTHER_KEY}, ` +
        `and the credentials in use are those of ${API_KEY}`,
    ],
  ],
  [
    'one of another key than the current profile',
    undefined,
    {},
    { env: { VIDEOSDK_TOKEN: OTHERS }, store },
    ['VIDEOSDK_TOKEN'],
  ],
  [
    'the profile, where one is of another key than the one that was named',
    undefined,
    {},
    { env: { VIDEOSDK_TOKEN: OTHERS, VIDEOSDK_PROFILE: ' p ' }, store },
    [
      'sign: profile:p',
      `token-passed-over: VIDEOSDK_TOKEN ${REFUSED}its apikey is ${OTHER_KEY}, ` +
        `and the credentials in use are those of ${API_KEY}`,
    ],
  ],
  [
    'one that a profile did not sign, whose secret is not asked for',
    undefined,
    {},
    { env: { VIDEOSDK_TOKEN: FORGED }, store },
    ['VIDEOSDK_TOKEN'],
  ],
  ['the sandbox', undefined, { sandbox: true }, { env: { VIDEOSDK_TOKEN: GOOD } }, ['sign: sandbox']],
  ['flags', undefined, { profile: 'q' }, { env: { VIDEOSDK_TOKEN: GOOD }, store }, ['sign: profile:q']],
  [
    'a key of its own',
    undefined,
    { apiKey: 'k', secretFile: 'f' },
    { env: { VIDEOSDK_TOKEN: GOOD }, files: { f: ` ${SECRET}` } },
    ['sign: flags'],
  ],
])('%s', async (_name, given, flags, parts, taken) => {
  expect(await take(given, flags, parts)).toEqual(taken)
})

test.each<[string, string | undefined, CredentialFlags, CredentialParts, string]>([
  [
    'half of a pair, though a token is there',
    undefined,
    { apiKey: 'k' },
    { env: { VIDEOSDK_TOKEN: GOOD } },
    'credentials-incomplete: --api-key was given without --secret-file | ' +
      'A key and a secret are taken from one place or from none. | ' +
      'Add --secret-file <path>, or - for stdin.',
  ],
  [
    'the other half',
    undefined,
    { secretFile: 'f' },
    { env: { VIDEOSDK_TOKEN: GOOD } },
    'credentials-incomplete: --secret-file was given without --api-key | ' +
      'A key and a secret are taken from one place or from none. | Add --api-key <key>.',
  ],
  [
    '--token and a key',
    GOOD,
    { apiKey: 'k', secretFile: 'f' },
    {},
    'flag-conflict: --token cannot be used with --api-key | ' +
      'A token is ready made, and a key and a secret make one: leave one of them out.',
  ],
  [
    '--token and a secret',
    GOOD,
    { secretFile: 'f' },
    {},
    'flag-conflict: --token cannot be used with --secret-file | ' +
      'A token is ready made, and a key and a secret make one: leave one of them out.',
  ],
  [
    '--token that is none',
    'abc',
    {},
    {},
    'token-refused: VideoSDK would refuse the token of --token: it has one part where a JWT has three | Copy it whole.',
  ],
  [
    'one of the environment, and no credentials',
    undefined,
    {},
    { env: { VIDEOSDK_TOKEN: 'abc', VIDEOSDK_AUTH_TOKEN: 'null' } },
    'token-refused: VideoSDK would refuse the token of VIDEOSDK_TOKEN: it has one part where a JWT has three | Copy it whole.',
  ],
])('%s', async (_name, given, flags, parts, error) => {
  expect(await failing(() => take(given, flags, parts))).toBe(error)
})

describe('the endpoint', () => {
  const withEndpoint = { current: 'p', profiles: [{ ...PROFILE, endpoint: 'https://p.example' }, PROFILE] }
  withEndpoint.profiles[1] = { ...PROFILE, name: 'q' }
  const env = { VIDEOSDK_API_ENDPOINT: ' https://env.example ' }
  const files = { f: 'VIDEOSDK_API_ENDPOINT=" https://file.example "' }

  test.each<[CredentialFlags, string | undefined, CredentialParts, object | undefined]>([
    [{ endpoint: 'x', profile: 'p' }, 'p', { env }, { text: 'x', source: '--endpoint' }],
    [{ profile: 'p' }, 'p', { env }, { text: 'https://p.example', source: 'profile p' }],
    [{ profile: 'q' }, 'q', { env }, { text: 'https://env.example', source: 'VIDEOSDK_API_ENDPOINT' }],
    [
      { dotenv: 'f' },
      'p',
      { files },
      { text: 'https://file.example', source: 'VIDEOSDK_API_ENDPOINT of the --dotenv file' },
    ],
    [{}, 'p', {}, { text: 'https://p.example', source: 'profile p' }],
    [{}, 'q', {}, undefined],
    [{}, undefined, {}, undefined],
  ])('%j, %s won, %j: %j', async (flags, winner, parts, found) => {
    const world = credentialWorld({ store: withEndpoint, ...parts })
    expect(await findEndpoint(flags, winner, world)).toEqual(found)
  })
})
