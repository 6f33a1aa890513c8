/** The options of a library call: what is misspelt must not be lost without a word. */
import { VideosdkTokenError } from './errors.ts'
import { shown, suggestion } from './text.ts'

/**
 * An object that is put together member by member, which a server does for every request: spreading what there
 * may be or not takes longer than the signature.
 */
export type Building<T> = { -readonly [Name in keyof T]: T[Name] }

/**
 * Refuses what is no object, and any name that is not known.
 *
 * @throws {VideosdkTokenError} `value-invalid`, `option-unknown`.
 */
export function checkOptionNames(
  options: object,
  known: readonly string[],
  reason: string | null = null,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new VideosdkTokenError('value-invalid', 'the options are no object')
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    throw new VideosdkTokenError('option-unknown', `there is no option ${shown(name)}`, {
      hint: suggestion(name, known),
      reason,
    })
  }
}

/** Refuses what is no list, and gives it without holes. Throws `value-invalid`. */
export function checkList<T>(value: readonly T[], name: string): readonly T[] {
  if (Array.isArray(value)) return Array.from(value)
  throw new VideosdkTokenError('value-invalid', `${name} is no list`)
}
