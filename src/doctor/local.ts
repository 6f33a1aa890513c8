/** Checks of this machine: Node, the store and who may read it, the environment. */
import { type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { proxiesOf } from '../meetings/node-fetch.ts'
import { nearMisses, present, TOKEN_NAMES, type Variables } from '../profiles/environment.ts'
import { readStore } from '../profiles/read-store.ts'
import { inspect } from '../token/inspect.ts'
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
  try {
    const ofFolder = statSync(folder, { throwIfNoEntry: false })
    if (ofFolder === undefined) return ok('config', `nothing is kept yet in ${folder}`)
    const ofStore = statSync(storePath, { throwIfNoEntry: false })
    if (platform === 'win32') return ok('config', folder)
    return (
      checkOwner(folder, ofFolder, uid) ??
      checkModes(storePath, ofFolder, ofStore) ??
      ok('config', `${folder}, for its owner alone`)
    )
  } catch (thrown) {
    return failure('config', thrown)
  }
}

function checkOwner(folder: string, { uid }: Stats, ours: number | undefined): Finding | undefined {
  if (ours === undefined || uid === ours) return undefined
  return warning('config', `${folder} belongs to another user`, 'A --secret-command in it is not run.')
}

function checkModes(storePath: string, ofFolder: Stats, ofStore: Stats | undefined): Finding | undefined {
  const folder = dirname(storePath)
  if (ofStore !== undefined && (ofStore.mode & OTHERS_READ) !== 0)
    return error(
      'config',
      `others may read the secrets in ${storePath} (mode ${octal(ofStore)})`,
      `chmod 600 ${storePath}`,
    )
  const open = [ofFolder, ofStore].some((stats) => stats !== undefined && (stats.mode & OTHERS_WRITE) !== 0)
  if (open) return error('config', `others may write to ${folder}`, `chmod -R go-w ${folder}`)
  if ((ofFolder.mode & OTHERS_ANY) === 0) return undefined
  return warning('config', `others may look into ${folder} (mode ${octal(ofFolder)})`, `chmod 700 ${folder}`)
}

function octal({ mode }: Stats): string {
  return (mode & 0o777).toString(8)
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

/** Names that contradict each other, that nobody reads, or that are blank. */
export function checkEnvironment({ env, now }: DoctorWorld): Finding[] {
  const findings = [...differing(env), ...unread(env), ...blank(env), ...refusedTokens(env, now())]
  return findings.length > 0 ? findings : [ok('environment', namesSet(env))]
}

function namesSet(env: Variables): string {
  const names = READ_NAMES.filter((name) => present(env, name) !== undefined)
  return names.length === 0
    ? 'no variable of ours is set'
    : `${sentenceList(names)} set, and none against another`
}

/** Two names of one thing. That of the secret is an error, which `credentials` tells. */
function differing(env: Variables): Finding[] {
  const [token, authToken] = TOKEN_NAMES.map((name) => present(env, name))
  if (token === undefined || authToken === undefined || token.trim() === authToken.trim()) return []
  return [
    warning(
      'environment',
      `${TOKEN_NAMES.join(' and ')} differ: the first is used`,
      `unset ${TOKEN_NAMES[1]}`,
    ),
  ]
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

function refusedTokens(env: Variables, now: Date): Finding[] {
  return TOKEN_NAMES.flatMap((name) => {
    const text = present(env, name)
    if (text === undefined) return []
    const problem = inspect(text, { now, purpose: 'api' }).problems.find(
      ({ severity }) => severity === 'error',
    )
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
