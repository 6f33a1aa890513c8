/** What a token says: the claims, their defaults, and every rule that binds them. */
import { v4 as randomUuid } from 'uuid'
import { isOurClaim } from './claim-names.ts'
import { inRange, toSeconds } from './date-time.ts'
import { BARE_SECONDS_LIMIT, parseDuration } from './duration.ts'
import { VideosdkTokenError } from './errors.ts'
import { DEEPEST_NESTING, jsonOf, jsonShape } from './json.ts'
import { type Permission, type Role, toPermissions, toRoles } from './lists.ts'
import { type Building, checkList, checkOptionNames } from './options.ts'
import { shown, spelled } from './text.ts'

/** Seconds, as text (`24h`) or a number, counted from now; or a moment. */
export type When = number | string | Date

/** What to put into a token. Everything has a default, and the default is never more than `allow_join`. */
export interface TokenRequest {
  /**
   * In the order given, duplicates dropped. Default `['allow_join']`. Throws `permission-unknown`,
   * `permission-conflict`.
   */
  readonly permissions?: readonly Permission[]
  /** Seconds, or text, from now; or a moment. Default `'24h'`. Throws `duration-invalid`, `time-order`. */
  readonly expiresIn?: When
  /** The same, for the first moment. Default: no `nbf` claim, good at once. Throws as `expiresIn`. */
  readonly notBefore?: When
  /** Good for this room only. Throws `id-invalid`. */
  readonly roomId?: string
  /** Good for this participant only. Throws `id-invalid`. */
  readonly participantId?: string
  /** Default: no `roles` claim, which allows both joining and the REST API. Throws `role-unknown`. */
  readonly roles?: readonly Role[]
  /** Default 2; 1 leaves the `version` claim out. */
  readonly version?: 1 | 2
  /** Further claims. Throws `claim-reserved` for a name of ours, `claim-invalid` for what JSON cannot carry. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Default a random UUID; `false` leaves the claim out. */
  readonly jti?: string | false
  /** The clock. Default the real one. */
  readonly now?: Date
}

/** The claims of a token that this package makes; times are whole seconds since 1970 (RFC 7519 section 2). */
export interface Claims {
  /** The API key whose secret signs. */
  readonly apikey: string
  /** What the holder may do in a meeting. */
  readonly permissions?: readonly Permission[]
  /** With 2 VideoSDK minds `roomId`, `participantId` and `roles`. */
  readonly version?: 2
  /** The one room that it is good for. */
  readonly roomId?: string
  /** The one participant that it is good for. */
  readonly participantId?: string
  /** What it is for: joining, the REST API, or both. */
  readonly roles?: readonly Role[]
  /** Its id (RFC 7519 section 4.1.7). */
  readonly jti?: string
  /** When it was signed, in seconds. */
  readonly iat: number
  /** From when on it is refused, in seconds. */
  readonly exp: number
  /** Until when it is refused, in seconds. */
  readonly nbf?: number
  /** What `claims` of the request added. */
  readonly [custom: string]: unknown
}

const REQUEST_KEYS = [
  'permissions',
  'expiresIn',
  'notBefore',
  'roomId',
  'participantId',
  'roles',
  'version',
  'claims',
  'jti',
  'now',
] as const satisfies readonly (keyof TokenRequest)[]

export const DEFAULT_PERMISSIONS: readonly Permission[] = ['allow_join']
const DEFAULT_EXPIRES_IN = '24h'

/**
 * Builds the claims of a token, in a fixed order: ours, then custom ones.
 *
 * @throws {VideosdkTokenError} `option-unknown`, `value-invalid`, and whatever a value of its own earns:
 * `permission-unknown`, `permission-conflict`, `role-unknown`, `id-invalid`, `claim-reserved`,
 * `claim-invalid`, `duration-invalid`, `time-order`, `time-out-of-range`.
 */
export function buildClaims(apiKey: string, request: TokenRequest = {}): Claims {
  checkOptionNames(
    request,
    REQUEST_KEYS,
    'It would be left out of the token, which might then allow more than was meant.',
  )
  const { now = new Date() } = request
  if (!(now instanceof Date)) throw invalid('now is no Date')
  const iat = toSeconds(now)
  const nbf = request.notBefore === undefined ? undefined : moment(request.notBefore, iat, 'notBefore')
  const { expiresIn = DEFAULT_EXPIRES_IN, permissions = DEFAULT_PERMISSIONS, claims = {} } = request
  const exp = moment(expiresIn, iat, 'expiresIn')
  checkOrder(iat, exp, nbf)
  const { roomId, participantId, roles, version = 2, jti = randomUuid() } = request
  if (version !== 1 && version !== 2) throw invalid('version is 1 or 2')
  if (jti !== false) checkText(jti, 'jti')
  const built: Partial<Building<Claims>> = {
    apikey: checkText(apiKey, 'apiKey'),
    permissions: toPermissions(checkList(permissions, 'permissions')),
  }
  if (version === 2) built.version = version
  if (roomId !== undefined) built.roomId = checkId(roomId, 'roomId')
  if (participantId !== undefined) built.participantId = checkId(participantId, 'participantId')
  if (roles !== undefined) built.roles = toRoles(checkList(roles, 'roles'))
  if (jti !== false) built.jti = jti
  built.iat = iat
  built.exp = exp
  if (nbf !== undefined) built.nbf = nbf
  return Object.assign(built, checkCustomClaims(claims)) as Claims
}

/** A room or participant id: any text without white space (VideoSDK: 4004 for a participant's). */
export function checkId(id: string, name: string): string {
  if (/\s/.test(checkText(id, name))) {
    throw new VideosdkTokenError('id-invalid', `"${shown(id)}" has white space in it`, {
      reason: 'VideoSDK refuses such an id (4003 INVALID_ROOM_ID, 4004 INVALID_PARTICIPANT_ID).',
      hint: 'Give the id without spaces or line breaks.',
    })
  }
  return id
}

/** Refuses the name of a claim that is ours to set, and `__proto__`, which no object carries safely. */
export function checkClaimName(name: string): string {
  if (isOurClaim(name) || name === '__proto__') {
    throw new VideosdkTokenError('claim-reserved', `the claim ${name} is not yours to set`, {
      hint: 'Ours have flags of their own: --perm, --room, --participant, --role, --expires, --jti.',
    })
  }
  if (name === '')
    throw new VideosdkTokenError('claim-invalid', 'a claim needs a name', { hint: 'Write name=value.' })
  return name
}

function moment(when: When, iat: number, name: string): number {
  if (when instanceof Date) return toSeconds(when)
  if (typeof when === 'string') return inRange(iat + parseDuration(when))
  if (typeof when === 'number' && when >= BARE_SECONDS_LIMIT) {
    throw new VideosdkTokenError(
      'duration-invalid',
      `${name} is ${when} seconds, which looks like a timestamp`,
      {
        hint: 'Seconds count from now (24h is the same as 86400); a moment is a Date.',
      },
    )
  }
  if (!Number.isSafeInteger(when) || when <= 0) {
    throw new VideosdkTokenError(
      'duration-invalid',
      `${name} is ${spelled(when)}, not whole seconds from 1`,
      {
        hint: "Give seconds, '24h', or a Date.",
      },
    )
  }
  return inRange(iat + when)
}

function checkOrder(iat: number, exp: number, nbf: number | undefined): void {
  if (exp <= iat) {
    throw new VideosdkTokenError('time-order', 'the token would have expired when it is issued', {
      hint: 'Give an expiry in the future, such as 24h.',
    })
  }
  if (nbf !== undefined && exp <= nbf) {
    throw new VideosdkTokenError('time-order', 'the token would expire before it becomes good', {
      hint: 'Both times count from now: an expiry later than not-before is needed.',
    })
  }
}

function checkCustomClaims(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw invalid('claims is no object')
  for (const [name, value] of Object.entries(claims)) {
    checkClaimName(name)
    const json = jsonOf(value)
    if (json !== undefined && jsonShape(json).depth >= DEEPEST_NESTING) {
      throw new VideosdkTokenError('claim-invalid', `the claim ${shown(name)} is nested too deep`, {
        hint: `Readers give up at ${DEEPEST_NESTING} levels.`,
      })
    }
    if (json === undefined) {
      throw new VideosdkTokenError(
        'claim-invalid',
        `the claim ${shown(name)} is nothing that JSON can carry`,
        {
          hint: 'Give text, a finite number, true, false, null, a list or an object of these.',
        },
      )
    }
  }
  return { ...claims }
}

function checkText(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw invalid(`${name} is ${value === '' ? 'empty' : 'no text'}`)
}

function invalid(message: string): VideosdkTokenError {
  return new VideosdkTokenError('value-invalid', message)
}
