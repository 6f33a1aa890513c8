/** Credentials that were found: where they come from, their secret, and what there is to say of them. */
import { describe, expect, it } from 'vitest'
import {
  type CredentialFlags,
  findCredentials,
  findPair,
  resolveCredentials,
} from '../../src/profiles/credentials.ts'
import { confidentialValues } from '../../src/profiles/environment.ts'
import { type CredentialParts, credentialWorld } from '../support/credential-world.ts'
import { API_KEY, OTHER_KEY, SECRET, withCredentials } from '../support/values.ts'

const PROFILE = { name: 'p', apiKey: API_KEY, secret: SECRET }
const store = { current: 'p', profiles: [PROFILE, { ...PROFILE, name: 'q', apiKey: OTHER_KEY }] }
const words = (warnings: readonly { code: string; message: string }[]) =>
  warnings.map(({ code, message }) => `${code}: ${message}`)
const PAIR_FIRST = 'VIDEOSDK_API_KEY and its secret in the environment come first'

describe('a pair to import', () => {
  it('is that of the environment, with what lost to it, or that of the file', async () => {
    const env = { VIDEOSDK_API_KEY: ` ${API_KEY}`, VIDEOSDK_SECRET: SECRET, VIDEOSDK_PROFILE: 'x' }
    const { warnings, ...pair } = await findPair('f', credentialWorld({ env }))
    expect(pair).toEqual({ apiKey: API_KEY, secret: SECRET, source: 'env' })
    expect(words(warnings)).toEqual([
      'white-space-dropped: white space around the API key from VIDEOSDK_API_KEY was dropped',
      `environment-won: the file f was not used: ${PAIR_FIRST}`,
    ])
    const files = { f: `junk\nVIDEOSDK_API_KEY=" ${API_KEY}"\nVIDEOSDK_SECRET=${SECRET}` }
    const other = await findPair('f', credentialWorld({ files }))
    expect(other).toMatchObject({ apiKey: API_KEY, secret: SECRET, source: 'dotenv' })
    expect(words(other.warnings)).toEqual([
      'dotenv-line: line 1 of f is neither a comment nor an assignment',
      'white-space-dropped: white space around the API key from VIDEOSDK_API_KEY was dropped',
    ])
  })
})

describe('credentials', () => {
  const secretOf = async (flags: CredentialFlags, parts: CredentialParts) => {
    const { readSecret, warnings, ...rest } = await resolveCredentials(flags, credentialWorld(parts))
    const secret = await readSecret()
    expect(secret.warnings).toEqual([])
    return { ...rest, secret: secret.value, warnings: words(warnings) }
  }

  it('come with their secret, and with what there is to say', async () => {
    expect(await secretOf({ sandbox: true }, {})).toEqual({
      apiKey: 'sandbox',
      source: 'sandbox',
      assumed: false,
      secret: 'videosdk-sandbox-secret-do-not-use-in-production',
      warnings: [],
    })
    const env = { ...withCredentials, VIDEOSDK_SECRET: `${SECRET}\t`, VIDEOSDK_PROFILE: 'x' }
    expect(await secretOf({ dotenv: 'f' }, { env })).toEqual({
      apiKey: API_KEY,
      source: 'env',
      assumed: false,
      secret: SECRET,
      warnings: [
        'white-space-dropped: white space around the secret from VIDEOSDK_SECRET was dropped',
        `environment-won: the file f was not used: ${PAIR_FIRST}`,
        `environment-won: VIDEOSDK_PROFILE was not used: ${PAIR_FIRST}`,
      ],
    })
    const files = { f: `junk\nVIDEOSDK_API_KEY=" ${API_KEY}"\nVIDEOSDK_SECRET=${SECRET}` }
    expect(await secretOf({ dotenv: 'f' }, { files })).toEqual({
      apiKey: API_KEY,
      source: 'dotenv',
      assumed: false,
      secret: SECRET,
      warnings: [
        'dotenv-line: line 1 of f is neither a comment nor an assignment',
        'white-space-dropped: white space around the API key from VIDEOSDK_API_KEY was dropped',
      ],
    })
    expect(await secretOf({ apiKey: ' k', secretFile: '-' }, { files: { '-': ` ${SECRET}\n` } })).toEqual({
      apiKey: 'k',
      source: 'flags',
      assumed: false,
      secret: SECRET,
      warnings: [
        'white-space-dropped: white space around the API key from --api-key was dropped',
        'white-space-dropped: white space around the secret from stdin was dropped',
      ],
    })
  })

  it('may have their secret twice, though a space came along', async () => {
    const env = { ...withCredentials, VIDEOSDK_SECRET: ` ${SECRET}`, VIDEOSDK_SECRET_KEY: `${SECRET}\n` }
    expect(await secretOf({}, { env })).toMatchObject({ source: 'env', secret: SECRET })
  })

  it('are assumed only where nobody named them', async () => {
    expect(await secretOf({}, { store })).toEqual({
      apiKey: API_KEY,
      source: 'profile:p',
      assumed: true,
      secret: SECRET,
      warnings: [],
    })
    expect(await secretOf({ profile: 'p' }, { store })).toMatchObject({ assumed: false })
    expect(await secretOf({}, { store, env: { VIDEOSDK_PROFILE: 'q' } })).toMatchObject({
      source: 'profile:q',
      assumed: false,
    })
    expect(await secretOf({ dotenv: 'f' }, { store, files: { f: 'junk' } })).toMatchObject({
      source: 'profile:p',
      warnings: ['dotenv-line: line 1 of f is neither a comment nor an assignment'],
    })
  })

  it('of a command are asked for when they are needed, and not before', async () => {
    const world = credentialWorld({
      store: { current: 'c', profiles: [{ name: 'c', apiKey: 'k', secretCommand: 'op read x' }] },
    })
    const found = await findCredentials({}, world)
    expect(world.opened).toEqual([])
    expect(await found?.readSecret()).toEqual({ value: 'op read x', warnings: [] })
    expect(world.opened).toEqual(['op read x of c'])
    const foreign = await findCredentials({}, { ...world, uid: (process.getuid?.() ?? 0) + 1 })
    await expect(foreign?.readSecret()).rejects.toMatchObject({ code: 'secret-command-untrusted' })
  })

  it('may be missing, for who only looks', async () => {
    expect(await findCredentials({}, credentialWorld())).toBeUndefined()
    expect(await findCredentials({ dotenv: 'f' }, credentialWorld({ files: { f: '' } }))).toBeUndefined()
  })
})

describe('what an environment holds that nobody is to see', () => {
  it('are secrets, tokens and the access key, without the white space around them', () => {
    const env = {
      VIDEOSDK_API_KEY: API_KEY,
      VIDEOSDK_SECRET: ` ${SECRET}\n`,
      VIDEOSDK_SECRET_KEY: 'other',
      VIDEOSDK_TOKEN: 'a.b.c',
      VIDEOSDK_AUTH_TOKEN: 'd.e.f',
      VIDEOSDK_TOKEN_ACCESS_KEY: 'access',
      HOME: '/home/anna',
    }
    expect(confidentialValues(env)).toEqual([SECRET, 'other', 'a.b.c', 'd.e.f', 'access'])
  })

  it('is nothing where a variable is unset or blank', () => {
    expect(confidentialValues({ VIDEOSDK_SECRET: ' ', VIDEOSDK_TOKEN: undefined, HOME: '/' })).toEqual([])
  })
})
