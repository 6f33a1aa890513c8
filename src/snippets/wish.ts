/** What a snippet shall do, and how its values are written in each language. */
import { formatDuration } from '../token/duration.ts'
import type { Permission, Role } from '../token/lists.ts'

/** The claims of the tokens that the code makes, or that the server gives which it deploys. */
export interface Wish {
  readonly permissions: readonly Permission[]
  /** Seconds. */
  readonly expiresIn: number
  readonly roomId?: string
  readonly participantId?: string
  readonly roles?: readonly Role[]
  /** 1 leaves the `version` claim out. */
  readonly version: 1 | 2
}

/** For the head of a snippet. */
export const MADE_AT =
  'VIDEOSDK_API_KEY and VIDEOSDK_SECRET are made at https://app.videosdk.live, under API keys.'

type Value = string | number | readonly string[]

/** The claims that are the same in every token, in the order of ours; the others are made when one is signed. */
export function fixedClaims({ permissions, version, roomId, participantId, roles }: Wish): [string, Value][] {
  const claims = {
    permissions,
    ...(version === 2 && { version }),
    ...(roomId !== undefined && { roomId }),
    ...(participantId !== undefined && { participantId }),
    ...(roles && { roles }),
  }
  return Object.entries<Value>(claims)
}

/** Lines of source, each begun by `indent`. */
export function claimLines(
  wish: Wish,
  indent: string,
  write: (name: string, value: Value) => string,
): string {
  return fixedClaims(wish)
    .map(([name, value]) => `${indent}${write(name, value)}\n`)
    .join('')
}

/** Text in double quotes, as Python, Java and Go read it. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text)
}

/** The same, for compilers that may read it in another encoding than UTF-8: Java's on Windows does. */
export function asciiQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Text as JavaScript is mostly written: in single quotes, where nothing in it needs an escape. */
export function jsQuoted(text: string): string {
  return /^[\w.:@/ -]*$/.test(text) ? `'${text}'` : doubleQuoted(text)
}

/** Text in single quotes, as Ruby and PHP read it: nothing in it is expanded. */
export function singleQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}

/** A value of a language whose lists are in brackets. */
export function literal(value: Value, quoted: (text: string) => string): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? quoted(value) : `[${value.map(quoted).join(', ')}]`
}

/** `24h`. */
export function lifetimeOf({ expiresIn }: Wish): string {
  return formatDuration(expiresIn)
}
