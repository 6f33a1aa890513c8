/** How to speak, which must be known before the arguments are understood: an error in them is spoken, too. */

export interface Settings {
  /** One JSON value a result, errors included. */
  readonly json: boolean
  /** Errors only on stderr. */
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
}

/** Reads what the arguments say about it, up to `--`. Both `--json` and `-o json` mean JSON. */
export function readSettings(args: readonly string[]): Settings {
  const end = args.indexOf('--')
  const ours = end === -1 ? args : args.slice(0, end)
  const has = (...names: string[]): boolean => names.some((name) => ours.includes(name))
  const format = ours.some(
    (arg, at) =>
      /^(-o=?|--format=)json$/.test(arg) || (/^(-o|--format)$/.test(arg) && ours[at + 1] === 'json'),
  )
  return {
    json: has('--json') || format,
    quiet: has('-q', '--quiet'),
    verbose: has('--verbose'),
    color: !has('--no-color'),
  }
}
