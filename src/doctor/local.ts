/** Checks of this machine: Node, the store and who may read it, the environment. */
import { type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { proxiesOf } from '../meetings/node-fetch.ts'
import { nearMisses, present, SECRET_NAMES, TOKEN_NAMES, type Variables } from '../profiles/environment.ts'
import { readStore } from '../profiles/read-store.ts'
import { hmacVerifier } from '../token/hmac.ts'
import { inspect } from '../token/inspect.ts'
import { firstError } from '../token/problems.ts'
import type { KeyPair } from '../token/sign.ts'
import { sentenceList } from '../token/text.ts'
import { error, type Finding, failure, ok, warning } from './finding.ts'
import type { DoctorWorld } from './world.ts'

const FLOOR = [20, 19] as const

export function checkNode({ nodeVersion }: DoctorWorld): Finding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  const isOld = major < FLOOR[0] || (major === FLOOR[0] && minor < FLOOR[1])
  if (isOld)
    return error('node', `Node ${nodeVersion} is older than ${FLOOR.join('.')}`, 'https://nodejs.org')
  return ok('node', `Node ${nodeVersion}`)
}

const OTHERS_READ = 0o044
const OTHERS_WRITE = 0o022
const OTHERS_ANY = 0o077

/** Who may read what lies there, and who could put another store in its place. */
export function checkConfig({ storePath, platform, uid }: DoctorWorld): Finding {
  const folder = dirname(storePath)
  const ofFolder = statOf(folder)
  if (ofFolder === undefined) return ok('config', `nothing is kept yet in ${folder}`)
  if (!ofFolder.isDirectory())
    return error('config', `${folder} is no folder`, 'Name another: VIDEOSDK_TOKEN_CONFIG_DIR=<folder>')
  const ofStore = statOf(storePath)
  if (ofStore?.isFile() === false)
    return error('config', `${storePath} is no file`, 'Move it away, and add the profiles again.')
  if (platform === 'win32') return ok('config', folder)
  return (
    checkOwner(folder, ofFolder, uid) ??
    checkModes(storePath, ofFolder, ofStore) ??
    ok('config', `${folder}, for its owner alone`)
  )
}

/** Undefined where there is none, or none that could be looked at, which the store's own check tells. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function checkOwner(folder: string, { uid }: Stats, ours: number | undefined): Finding | undefined {
  if (ours === undefined || uid === ours) return undefined
  return warning('config', `${folder} belongs to another user`, 'A --secret-command in it is not run.')
}

function checkModes(storePath: string, ofFolder: Stats, ofStore: Stats | undefined): Finding | undefined {
  const folder = dirname(storePath)
  const isClosed = (ofFolder.mode & OTHERS_ANY) === 0
  const ofFile = ofStore?.mode ?? 0
  if ((ofFile & OTHERS_READ) !== 0) {
    const message = `others may read the secrets in ${storePath} (mode ${octal(ofFile)})`
    const cure = `chmod 600 ${inShell(storePath)}`
    return isClosed ? warning('config', `${message}, if they reach it`, cure) : error('config', message, cure)
  }
  if (((ofFolder.mode | ofFile) & OTHERS_WRITE) !== 0)
    return error('config', `others may write to ${folder}`, `chmod -R go-w ${inShell(folder)}`)
  if (isClosed) return undefined
  return warning(
    'config',
    `others may look into ${folder} (mode ${octal(ofFolder.mode)})`,
    `chmod 700 ${inShell(folder)}`,
  )
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8)
}

/** A path to be copied into a command. */
function inShell(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

export function checkStore({ storePath }: DoctorWorld): Finding {
  try {
    const { current, profiles } = readStore(storePath)
    if (profiles.length === 0) return ok('store', 'no profiles')
    const named = sentenceList(profiles.map(({ name }) => name))
    if (current !== null) return ok('store', `${named}; current: ${current}`)
    return warning(
      'store',
      `${named}; none is the current one`,
      `videosdk-token profile use ${profiles[0]?.name}`,
    )
  } catch (thrown) {
    return failure('store', thrown)
  }
}

const READ_NAMES = [
  'VIDEOSDK_API_KEY',
  'VIDEOSDK_SECRET',
  'VIDEOSDK_SECRET_KEY',
  'VIDEOSDK_PROFILE',
  'VIDEOSDK_API_ENDPOINT',
  ...TOKEN_NAMES,
]

/**
 * Names that contradict each other, that nobody reads, or that are blank.
 *
 * @param pair - the credentials that won, against which tokens are held.
 */
export function checkEnvironment({ env, now }: DoctorWorld, pair?: KeyPair): Finding[] {
  const findings = [...differing(env), ...unread(env), ...blank(env), ...refusedTokens(env, now(), pair)]
  return findings.length > 0 ? findings : [ok('environment', namesSet(env))]
}

function namesSet(env: Variables): string {
  const names = READ_NAMES.filter((name) => present(env, name) !== undefined)
  return names.length === 0
    ? 'no variable of ours is set'
    : `${sentenceList(names)} set, and none against another`
}

/** Two names of one thing. */
function differing(env: Variables): Finding[] {
  const pairs = [
    [...TOKEN_NAMES, 'the first is used'],
    [...SECRET_NAMES, 'they are names of one secret'],
  ] as const
  return pairs.flatMap(([one, other, why]) => {
    const [first, second] = [one, other].map((name) => present(env, name)?.trim())
    if (first === undefined || second === undefined || first === second) return []
    return [warning('environment', `${one} and ${other} differ: ${why}`, `unset ${other}`)]
  })
}

function unread(env: Variables): Finding[] {
  const halves = { key: 'VIDEOSDK_API_KEY', secret: 'VIDEOSDK_SECRET or VIDEOSDK_SECRET_KEY' } as const
  return (Object.keys(halves) as (keyof typeof halves)[]).flatMap((half) =>
    nearMisses(env, half).map((name) =>
      warning(
        'environment',
        `${name} is set, and nothing reads it`,
        `The ${half} is read from ${halves[half]}.`,
      ),
    ),
  )
}

function blank(env: Variables): Finding[] {
  return READ_NAMES.filter((name) => env[name] !== undefined && present(env, name) === undefined).map(
    (name) =>
      warning(
        'environment',
        `${name} is set, but blank, and counts as unset`,
        `Give it a value, or: unset ${name}`,
      ),
  )
}

function refusedTokens(env: Variables, now: Date, pair: KeyPair | undefined): Finding[] {
  const question = {
    now,
    purpose: 'api' as const,
    ...(pair && { apiKey: pair.apiKey, verify: hmacVerifier(pair.secret) }),
  }
  return TOKEN_NAMES.flatMap((name) => {
    const text = present(env, name)
    if (text === undefined) return []
    const problem = firstError(inspect(text, question).problems)
    if (problem === undefined) return []
    return [warning('environment', `${name} would be refused: ${problem.message}`, problem.hint)]
  })
}

/** Its address, without the password that may stand in it. */
export async function checkProxy({ env, openFetch }: DoctorWorld): Promise<Finding> {
  try {
    await openFetch()
    const { httpProxy, httpsProxy, noProxy } = proxiesOf(env)
    const named = [
      httpsProxy && `https by ${hostOf(httpsProxy)}`,
      httpProxy && `http by ${hostOf(httpProxy)}`,
    ]
    const used = named.filter((one) => one !== undefined && one !== '')
    if (used.length === 0) return ok('proxy', 'none')
    return ok('proxy', `${used.join(', ')}${noProxy === undefined ? '' : `; not for ${noProxy}`}`)
  } catch (thrown) {
    return failure('proxy', thrown)
  }
}

function hostOf(proxy: string): string {
  return new URL(proxy).host
}
