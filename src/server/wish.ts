/** What a client of `/get-token` asks for, read from its query or its body. */
import { checkId } from '../token/claims.ts'
import { parseDuration } from '../token/duration.ts'
import { naming } from '../token/errors.ts'
import { type Permission, splitList, toPermissions } from '../token/lists.ts'
import { shown, suggestion } from '../token/text.ts'
import { type Fields, kindOf, single, singleText } from './fields.ts'
import type { Wish } from './limits.ts'
import { RequestRefused } from './refused.ts'

const NAMES = ['roomId', 'participantId', 'peerId', 'permissions', 'expiresIn'] as const

/**
 * Reads a wish. `null` and empty text count as absent.
 *
 * @throws {RequestRefused} `parameter-unknown`: a misspelt limit would be no limit; `parameter-invalid`.
 * @throws {VideosdkTokenError} `permission-unknown`, `permission-conflict`, `value-empty`, `duration-invalid`,
 * `id-invalid`.
 */
export function readWish(fields: Fields): Wish {
  if (fields.length === 0) return {}
  const given = fields.filter(([, value]) => value !== '' && value !== null)
  for (const [name] of fields) checkName(name)
  return {
    permissions: readPermissions(given),
    expiresIn: readExpiry(given),
    roomId: readId(given, 'roomId'),
    participantId: readParticipant(given),
  }
}

function checkName(name: string): void {
  if (NAMES.some((known) => known === name)) return
  const hint = suggestion(name, NAMES)
  throw new RequestRefused('parameter-unknown', `There is no parameter "${shown(name)}". ${hint}`)
}

/** A list of JSON, or text split at commas and white space, which a query may repeat. */
function readPermissions(given: Fields): Permission[] | undefined {
  const values = given.flatMap(([name, value]) => (name === 'permissions' ? [value] : []))
  const [first, ...more] = values
  if (first === undefined) return undefined
  if (Array.isArray(first) && more.length === 0) return toPermissions(first.map(textOf))
  return naming('permissions', () => toPermissions(values.map(textOf).flatMap(splitList)))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const message = `"permissions" holds ${value === null ? 'null' : kindOf(value)}, where names belong`
  throw new RequestRefused('parameter-invalid', message)
}

/** A duration, or seconds as a number or as text. */
function readExpiry(given: Fields): number | undefined {
  const value = single(given, 'expiresIn')
  if (value === undefined) return undefined
  if (typeof value === 'string' || typeof value === 'number')
    return naming('expiresIn', () => parseDuration(String(value)))
  const message = `"expiresIn" is ${kindOf(value)}, where a duration or seconds belong`
  throw new RequestRefused('parameter-invalid', message)
}

/** The official servers call it `peerId`. */
function readParticipant(given: Fields): string | undefined {
  const participantId = readId(given, 'participantId')
  const peerId = readId(given, 'peerId')
  if (participantId !== undefined && peerId !== undefined && participantId !== peerId) {
    const message = '"participantId" and "peerId" name the same thing, and differ'
    throw new RequestRefused('parameter-invalid', message)
  }
  return participantId ?? peerId
}

/** What a program writes where it has no value. */
const NO_VALUE = /^(undefined|null|NaN|\[object Object\])$/

function readId(given: Fields, name: string): string | undefined {
  const id = singleText(given, name)
  if (id === undefined) return undefined
  if (NO_VALUE.test(id)) throw new RequestRefused('parameter-invalid', `"${name}" is the word ${id}`)
  return checkId(id, name)
}
