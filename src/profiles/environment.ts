/** API key and secret from variables, of the environment or of a --dotenv file: both or neither. */
import { VideosdkTokenError } from '../token/errors.ts'
import { sentenceList } from '../token/text.ts'
import type { Warning } from '../token/warnings.ts'
import { clean } from './secret.ts'

export type Variables = Readonly<Record<string, string | undefined>>

const KEY_NAME = 'VIDEOSDK_API_KEY'
/** The official SDK says VIDEOSDK_SECRET, the official examples say VIDEOSDK_SECRET_KEY. */
export const SECRET_NAMES = ['VIDEOSDK_SECRET', 'VIDEOSDK_SECRET_KEY'] as const

/** Official tools read a token from either. */
export const TOKEN_NAMES = ['VIDEOSDK_TOKEN', 'VIDEOSDK_AUTH_TOKEN'] as const

/** The access key of `serve`. */
export const ACCESS_KEY_NAME = 'VIDEOSDK_TOKEN_ACCESS_KEY'

/** What holds something that lets its holder in; an API key alone does not. */
export const CONFIDENTIAL_NAMES: readonly string[] = [...SECRET_NAMES, ...TOKEN_NAMES, ACCESS_KEY_NAME]

/** What those hold. */
export function confidentialValues(variables: Variables): string[] {
  return CONFIDENTIAL_NAMES.flatMap((name) => present(variables, name)?.trim() ?? [])
}

/**
 * The environment for a program that works for us (a password store, git, the clipboard's): a secret, a token or
 * an access key is nothing that it needs. On Windows a name is the same in any case.
 */
export function withoutConfidential(variables: Variables): Record<string, string | undefined> {
  const kept = Object.entries(variables).filter(([name]) => !CONFIDENTIAL_NAMES.includes(name.toUpperCase()))
  return Object.fromEntries(kept)
}

export interface Pair {
  readonly apiKey: string
  readonly secret: string
  readonly warnings: readonly Warning[]
}

/**
 * The pair that variables hold, or undefined where they hold neither half.
 *
 * @param where - for messages: "the environment", or the path of a file.
 * @throws {VideosdkTokenError} `credentials-incomplete`, `credentials-conflict`, `secret-invalid`.
 */
export function pairFrom(variables: Variables, where: string): Pair | undefined {
  const key = present(variables, KEY_NAME)
  const secrets = SECRET_NAMES.filter((name) => present(variables, name) !== undefined)
  const [secretName] = secrets
  if (key === undefined && secretName === undefined) return undefined
  if (key === undefined) throw incomplete(variables, where, `${secretName} is set`, KEY_NAME)
  if (secretName === undefined) throw incomplete(variables, where, `${KEY_NAME} is set`, SECRET_NAMES[0])
  const [first, second] = secrets.map((name) => present(variables, name)?.trim())
  if (second !== undefined && first !== second) {
    throw new VideosdkTokenError('credentials-conflict', `${sentenceList(SECRET_NAMES)} differ in ${where}`, {
      hint: 'They are two names for one secret: set one, and unset the other.',
    })
  }
  const apiKey = clean(key, 'API key', KEY_NAME)
  const secret = clean(present(variables, secretName) ?? '', 'secret', secretName)
  return { apiKey: apiKey.value, secret: secret.value, warnings: [...apiKey.warnings, ...secret.warnings] }
}

/** A variable that holds more than white space. */
export function present(variables: Variables, name: string): string | undefined {
  const value = variables[name]
  return value === undefined || value.trim() === '' ? undefined : value
}

/** Variables that somebody meant to be one of ours: VIDEOSDK_API_SECRET, REACT_APP_VIDEOSDK_KEY. */
export function nearMisses(variables: Variables, half: 'key' | 'secret'): string[] {
  return Object.keys(variables).filter((name) => {
    if (!/video_?sdk/i.test(name) || present(variables, name) === undefined) return false
    if (name === KEY_NAME || CONFIDENTIAL_NAMES.includes(name)) return false
    const isSecret = /secret/i.test(name)
    return half === 'secret' ? isSecret : !isSecret && /key/i.test(name)
  })
}

function incomplete(variables: Variables, where: string, there: string, missing: string): VideosdkTokenError {
  const seen = nearMisses(variables, missing === KEY_NAME ? 'key' : 'secret')
  const blank = variables[missing] === undefined ? 'not set' : 'blank'
  return new VideosdkTokenError(
    'credentials-incomplete',
    `${there} in ${where}, but ${missing} is ${blank}`,
    {
      reason: 'A key and a secret are taken from one place or from none.',
      hint:
        seen.length > 0
          ? `${sentenceList(seen)} ${seen.length === 1 ? 'is' : 'are'} there: the name that is read is ${missing}`
          : `Set ${missing}, or unset the other.`,
    },
  )
}
