/** The format of the store, `config.json`: the one place that knows it. */

interface ProfileBase {
  readonly name: string
  readonly apiKey: string
  readonly endpoint?: string
}

/** A profile has its secret, or the command that prints it. */
export type Profile = ProfileBase & ({ readonly secret: string } | { readonly secretCommand: string })

export interface Store {
  readonly current: string | null
  readonly profiles: readonly Profile[]
}

export const EMPTY_STORE: Store = { current: null, profiles: [] }

/** Raised when the format changes so that older versions must not touch the file. */
const VERSION = 1

/** Profiles are a list, not an object, so that any name (`__proto__`, `a.b`) is only a value. */
export function serializeStore({ current, profiles }: Store): string {
  return `${JSON.stringify({ version: VERSION, current, profiles }, null, 2)}\n`
}

/** Reads the text of a store. Throws a plain Error that says what is wrong, and never quotes the text. */
export function parseStore(text: string): Store {
  const value = parseObject(text)
  if (!Number.isInteger(value.version) || Number(value.version) < 1) throw new Error('it has no version')
  if (Number(value.version) > VERSION)
    throw new Error(`a newer videosdk-token wrote it (format ${value.version})`)
  const { current, profiles } = value
  if (!Array.isArray(profiles) || !profiles.every(isProfile))
    throw new Error('its profiles are not a list of profiles')
  if (new Set(profiles.map(({ name }) => name)).size < profiles.length)
    throw new Error('a profile is in it twice')
  if (current === null) return { current, profiles }
  if (!profiles.some(({ name }) => name === current)) throw new Error('its current profile is not in it')
  return { current: String(current), profiles }
}

function parseObject(text: string): Record<string, unknown> {
  if (text.trim() === '') throw new Error('it is empty')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is not an object')
  return value as Record<string, unknown>
}

function isProfile(value: unknown): value is Profile {
  if (typeof value !== 'object' || value === null) return false
  const { name, apiKey, secret, secretCommand, endpoint } = value as Record<string, unknown>
  const hasOneSource =
    secret === undefined ? isText(secretCommand) : isText(secret) && secretCommand === undefined
  return isText(name) && isText(apiKey) && hasOneSource && (endpoint === undefined || isText(endpoint))
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
