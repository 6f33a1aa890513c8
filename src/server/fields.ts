/** Names and values that a request gives, in its query and in its body, whatever the content type says. */
import { DEEPEST_NESTING, jsonShape } from '../token/json.ts'
import { shown } from '../token/text.ts'
import { RequestRefused } from './refused.ts'

/** In the order given; a name may come twice. Values of a query or a form are text. */
export type Fields = readonly (readonly [name: string, value: unknown])[]

/** A name without brackets, quotes or white space, and a value: broken JSON is no form. */
const FORM = /^[\w.~%+*-]+=[^&\s]*(?:&[\w.~%+*-]+=[^&\s]*)*$/

export function fieldsOfQuery(url: string): Fields {
  const at = url.indexOf('?')
  return at === -1 ? [] : [...new URLSearchParams(url.slice(at))]
}

/**
 * Reads a body by what it is: apps send JSON under the name of a form, as plain text, or with no type at all.
 *
 * @throws {RequestRefused} `body-invalid` where it is neither an object of JSON nor a form.
 */
export function fieldsOfBody(text: string): Fields {
  const body = text.replace(/^\ufeff/, '').trim()
  if (body === '') return []
  const json = parse(body)
  if (json === undefined) {
    if (FORM.test(body)) return [...new URLSearchParams(body)]
    throw invalid('is neither JSON nor a form')
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid('is JSON, but no object')
  const { duplicate, depth } = jsonShape(body)
  if (depth > DEEPEST_NESTING) throw invalid(`is nested ${depth} levels deep`)
  if (duplicate !== undefined) throw invalid(`has "${shown(duplicate)}" twice`)
  return Object.entries(json)
}

/** The one value of a name; undefined where it is missing or `null`. Throws `parameter-invalid`. */
export function single(fields: Fields, name: string): unknown {
  const [value, ...more] = fields.flatMap(([other, value]) =>
    other === name && value !== null ? [value] : [],
  )
  if (more.length > 0) throw givenTwice(name)
  return value
}

/** The one value of each name that has one, in time that grows with their number. Throws `parameter-invalid`. */
export function singles(fields: Fields): Record<string, unknown> {
  const given = new Map<string, unknown>()
  for (const [name, value] of fields) {
    if (value === null) continue
    if (given.has(name)) throw givenTwice(name)
    given.set(name, value)
  }
  return Object.fromEntries(given)
}

/** The same, where only text will do. */
export function singleText(fields: Fields, name: string): string | undefined {
  const value = single(fields, name)
  if (value === undefined || typeof value === 'string') return value
  throw new RequestRefused('parameter-invalid', `"${name}" is ${kindOf(value)}, where text belongs`)
}

export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function givenTwice(name: string): RequestRefused {
  return new RequestRefused('parameter-invalid', `"${shown(name)}" is given more than once`)
}

function invalid(what: string): RequestRefused {
  return new RequestRefused('body-invalid', `The body ${what}`)
}
