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
  const formats = ours.flatMap((arg, at) => {
    if (/^(-o|--format)$/.test(arg)) return [ours[at + 1]]
    return /^(-o|--format=)./.test(arg) ? [arg.replace(/^(-o=?|--format=)/, '')] : []
  })
  return {
    json: has('--json') || formats.at(-1) === 'json',
    quiet: has('-q', '--quiet'),
    verbose: has('--verbose'),
    color: !has('--no-color'),
  }
}
