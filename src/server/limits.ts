/** What the server gives, and what a client may ask for: anything that is not more. */
import { checkId, DEFAULT_PERMISSIONS, type TokenRequest } from '../token/claims.ts'
import { BARE_SECONDS_LIMIT, formatDuration, parseDuration } from '../token/duration.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { isWithin, type Permission, type Role, toCeiling, toPermissions, toRoles } from '../token/lists.ts'
import { type Building, checkList } from '../token/options.ts'
import { shown, spelled } from '../token/text.ts'
import { RequestRefused } from './refused.ts'

export interface Limits {
  /** What a token has where its client asks for nothing. */
  readonly permissions: readonly Permission[]
  readonly maxPermissions: readonly Permission[]
  /** Seconds: what a token has unasked, and the most that it may have. */
  readonly expiresIn: number
  readonly roomId: string | undefined
  readonly roles: readonly Role[] | undefined
}

export interface LimitOptions {
  readonly permissions?: readonly Permission[] | undefined
  readonly maxPermissions?: readonly Permission[] | undefined
  readonly expiresIn?: number | string | undefined
  readonly roomId?: string | undefined
  readonly roles?: readonly Role[] | undefined
}

/** What a client asked for, read and right; what it left out is undefined. */
export interface Wish {
  readonly permissions?: readonly Permission[] | undefined
  /** Seconds. */
  readonly expiresIn?: number | undefined
  readonly roomId?: string | undefined
  readonly participantId?: string | undefined
}

/** The page's own server has it so. */
export const DEFAULT_SERVED_EXPIRY = '10m'

/** @throws {VideosdkTokenError} `value-invalid`, and what each value earns. */
export function toLimits(options: LimitOptions): Limits {
  const { expiresIn = DEFAULT_SERVED_EXPIRY, roomId, roles } = options
  const permissions = toPermissions(checkList(options.permissions ?? DEFAULT_PERMISSIONS, 'permissions'))
  const maxPermissions = toCeiling(checkList(options.maxPermissions ?? permissions, 'maxPermissions'))
  if (!isWithin(permissions, maxPermissions)) {
    throw new VideosdkTokenError(
      'value-invalid',
      `${permissions.join(',')}, which is given unasked, is more than the most, which is ${maxPermissions.join(',')}`,
      { hint: 'Choose what is given unasked, too: --perm (permissions) within --max-perm (maxPermissions).' },
    )
  }
  return {
    permissions,
    maxPermissions,
    expiresIn: checkLimit(parseDuration(spelled(expiresIn))),
    roomId: roomId === undefined ? undefined : checkId(roomId, 'roomId'),
    roles: roles === undefined ? undefined : toRoles(checkList(roles, 'roles')),
  }
}

/** Seconds of `buildClaims` end there. */
function checkLimit(seconds: number): number {
  if (seconds < BARE_SECONDS_LIMIT) return seconds
  throw new VideosdkTokenError(
    'duration-invalid',
    `tokens for ${formatDuration(seconds)} are tokens for ever`,
    {
      hint: 'Clients can ask again as often as they like: 10m, 24h.',
    },
  )
}

/** The token for a wish, issued now. More than the limits is refused and never trimmed: throws `beyond-limits`. */
export function grant(wish: Wish, limits: Limits, now: Date): TokenRequest {
  const { permissions = limits.permissions, expiresIn = limits.expiresIn } = wish
  const { participantId, roomId = limits.roomId } = wish
  if (!isWithin(permissions, limits.maxPermissions)) {
    const asked = permissions.join(',')
    throw beyond(`no more than ${limits.maxPermissions.join(',')}, and ${asked} was asked for`)
  }
  if (expiresIn > limits.expiresIn) {
    const [most, asked] = [formatDuration(limits.expiresIn), formatDuration(expiresIn)]
    throw beyond(`${most} at most, and ${asked} was asked for`)
  }
  if (limits.roomId !== undefined && roomId !== limits.roomId)
    throw beyond(`the room ${shown(limits.roomId)} alone, and another was asked for`)
  const bound = roomId !== undefined || participantId !== undefined
  const roles = bound ? rolesOfBound(limits) : limits.roles
  const request: Building<TokenRequest> = { permissions, expiresIn, now }
  if (roomId !== undefined) request.roomId = roomId
  if (participantId !== undefined) request.participantId = participantId
  if (roles !== undefined) request.roles = roles
  return request
}

/** As the official servers do: a token of a room or a participant joins, and does not call the API. */
function rolesOfBound({ roles }: Limits): readonly Role[] {
  return roles === undefined || roles.includes('rtc') ? ['rtc'] : roles
}

function beyond(what: string): RequestRefused {
  return new RequestRefused('beyond-limits', `This server gives tokens for ${what}`)
}
