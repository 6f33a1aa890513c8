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
export function readWish(query: Fields, body: Fields): Wish {
  const fields = [...query, ...body]
  if (fields.length === 0) return {}
  for (const [name] of fields) checkName(name)
  return {
    permissions: readPermissions(query, body),
    expiresIn: readExpiry(fields),
    roomId: readId(fields, 'roomId'),
    participantId: readParticipant(fields),
  }
}

function checkName(name: string): void {
  if (NAMES.some((known) => known === name)) return
  const hint = suggestion(name, NAMES)
  throw new RequestRefused('parameter-unknown', `There is no parameter "${shown(name)}". ${hint}`)
}

/** A list of JSON, or text split at commas and white space, which a query alone may repeat. */
function readPermissions(query: Fields, body: Fields): Permission[] | undefined {
  const inQuery = query.flatMap(([name, value]) => (name === 'permissions' ? [textOf(value)] : []))
  const inBody = single(body, 'permissions')
  if (inBody === undefined || inBody === '')
    return inQuery.some((text) => text !== '') ? read(inQuery) : undefined
  if (inQuery.length > 0)
    throw new RequestRefused('parameter-invalid', '"permissions" is given more than once')
  return Array.isArray(inBody) ? toPermissions(inBody.map(textOf)) : read([textOf(inBody)])
}

function read(texts: readonly string[]): Permission[] {
  return naming('permissions', () => toPermissions(texts.flatMap(splitList)))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const message = `"permissions" is or holds ${value === null ? 'null' : kindOf(value)}, where names belong`
  throw new RequestRefused('parameter-invalid', message)
}

/** A duration, or seconds as a number or as text. */
function readExpiry(fields: Fields): number | undefined {
  const value = single(fields, 'expiresIn')
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string' || typeof value === 'number')
    return naming('expiresIn', () => parseDuration(String(value)))
  const message = `"expiresIn" is ${kindOf(value)}, where a duration or seconds belong`
  throw new RequestRefused('parameter-invalid', message)
}

/** The official servers call it `peerId`. */
function readParticipant(fields: Fields): string | undefined {
  const participantId = readId(fields, 'participantId')
  const peerId = readId(fields, 'peerId')
  if (participantId !== undefined && peerId !== undefined && participantId !== peerId) {
    const message = '"participantId" and "peerId" name the same thing, and differ'
    throw new RequestRefused('parameter-invalid', message)
  }
  return participantId ?? peerId
}

/** What a program writes where it has no value. */
const NO_VALUE = /^(undefined|null|NaN|\[object Object\])$/

function readId(fields: Fields, name: string): string | undefined {
  const id = singleText(fields, name)
  if (id === undefined || id === '') return undefined
  if (NO_VALUE.test(id)) throw new RequestRefused('parameter-invalid', `"${name}" is the word ${id}`)
  return checkId(id, name)
}
