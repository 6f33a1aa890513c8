/** Permissions and roles: what VideoSDK knows, and how lists of them are read. */
import { type ErrorCode, VideosdkTokenError } from './errors.ts'
import { VIDEOSDK_CODES } from './problems.ts'
import { shown, spelled, suggestion } from './text.ts'

/** https://docs.videosdk.live, "Authentication and token": what `permissions` may hold, and what each gives. */
export const PERMISSIONS = {
  allow_join: 'joins directly',
  ask_join: 'must be let in by somebody with allow_join',
  allow_mod: "toggles other participants' webcam and mic; alone it does not let in",
} as const

/** What `roles` may hold; without the claim a token may do both. */
export const ROLES = {
  rtc: 'joins rooms, may not call the REST API',
  crawler: 'calls the REST API, may not join',
} as const

/** `allow_join` joins, `ask_join` must be let in, `allow_mod` moderates (docs, "Authentication and token"). */
export type Permission = keyof typeof PERMISSIONS
/** `rtc` joins rooms, `crawler` calls the REST API; a token without roles may do both. */
export type Role = keyof typeof ROLES

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as readonly Permission[]
export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[]

/** Splits at commas or white space. An empty list or item is `value-empty`: it must not loosen a token. */
export function splitList(text: string): string[] {
  const items = text.trim().split(/\s*,\s*|\s+/)
  if (items.includes('')) {
    const message = text.trim() === '' ? 'the list is empty' : `"${shown(text)}" has an empty item`
    throw new VideosdkTokenError('value-empty', message, { hint: 'Is a variable unset?' })
  }
  return items
}

/**
 * Makes permissions of names: in the order given, without duplicates.
 *
 * @throws {VideosdkTokenError} `value-empty`, `permission-unknown`, `permission-conflict`.
 */
export function toPermissions(names: readonly string[]): Permission[] {
  const permissions = known(names, PERMISSION_NAMES, 'permission')
  const other = besideAskJoin(permissions)
  if (other === undefined) return permissions
  throw new VideosdkTokenError('permission-conflict', `ask_join cannot be combined with ${other}`, {
    reason: `VideoSDK refuses such a token when the participant joins (${VIDEOSDK_CODES.permissions} INVALID_PERMISSIONS).`,
    hint: CONFLICT_CURE,
  })
}

export const CONFLICT_CURE = 'A guest who waits: --perm ask_join. A host: --perm allow_join,allow_mod'

/** The permission that stands beside `ask_join` in any list of names, where one does: VideoSDK refuses the two together. */
export function besideAskJoin(names: readonly string[]): Permission | undefined {
  if (!names.includes('ask_join')) return undefined
  return PERMISSION_NAMES.find((name) => name !== 'ask_join' && names.includes(name))
}

/** Whether these moderate but do not let their holder in, of any list of names. */
export function moderatesOnly(names: readonly string[]): boolean {
  return names.includes('allow_mod') && !names.includes('allow_join') && !names.includes('ask_join')
}

/**
 * Makes a ceiling of names: what tokens may have at most. It is no token, so that `ask_join` may stand beside
 * the others. Throws `value-empty` or `permission-unknown`.
 */
export function toCeiling(names: readonly string[]): Permission[] {
  return known(names, PERMISSION_NAMES, 'permission')
}

/** Whether a token with these permissions may do no more than one with the most: `ask_join` alone is less than `allow_join`. */
export function isWithin(permissions: readonly Permission[], most: readonly Permission[]): boolean {
  if (permissions.length === 1 && permissions[0] === 'ask_join' && most.includes('allow_join')) return true
  return permissions.every((permission) => most.includes(permission))
}

/** Whether whoever joins with these permissions, of any claims, waits in the lobby to be let in. */
export function mustBeLetIn(permissions: unknown): boolean {
  return Array.isArray(permissions) && permissions.includes('ask_join') && !permissions.includes('allow_join')
}

/** Makes roles of names. Throws `value-empty` or `role-unknown`. */
export function toRoles(names: readonly string[]): Role[] {
  return known(names, ROLE_NAMES, 'role')
}

function known<T extends string>(
  names: readonly string[],
  all: readonly T[],
  kind: 'permission' | 'role',
): T[] {
  if (names.length === 0) throw new VideosdkTokenError('value-empty', `there is no ${kind}`)
  const found = names.map((name) => {
    const match = all.find((candidate) => candidate === name)
    if (match !== undefined) return match
    const code: ErrorCode = `${kind}-unknown`
    const message = `"${shown(spelled(name))}" is no ${kind} that VideoSDK knows`
    throw new VideosdkTokenError(code, message, { hint: suggestion(spelled(name), all) })
  })
  return [...new Set(found)]
}
