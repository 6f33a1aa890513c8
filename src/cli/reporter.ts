/** Everything that goes to stderr: notes, warnings, and the error at the end. */
import { codeOf } from '../files/error-code.ts'
import { confidentialValues } from '../profiles/environment.ts'
import { type ErrorCode, VideosdkTokenError } from '../token/errors.ts'
import { printable, spelled } from '../token/text.ts'
import type { WarningCode } from '../token/warnings.ts'
import { createConcealed } from './concealed.ts'
import type { Context } from './context.ts'
import { loadPaint, wantsColour } from './paint.ts'
import type { Settings } from './settings.ts'

export interface Reporter {
  /** Something that a person may want to know; `--quiet` drops it. */
  note(text: string): Promise<void>
  /** The same, but only where a person looks on, or asked with `--verbose`. */
  detail(text: string): Promise<void>
  warning(warning: {
    readonly code: WarningCode | ErrorCode
    readonly message: string
    readonly hint?: string
  }): Promise<void>
  /** For the terminal to obey; not with `--quiet`. */
  draw(picture: string): Promise<void>
  error(error: VideosdkTokenError): Promise<void>
  /** Takes care that a secret that was read is in nothing that is said of errors. */
  conceal(secret: string): void
  /** What went wrong in the service of somebody else, who was told; this command goes on. */
  failure(thrown: unknown): Promise<void>
}

export function createReporter(context: Context, settings: Settings): Reporter {
  const { stderr, stdout, env } = context
  const concealed = createConcealed(confidentialValues(env))
  // Nobody reads a closed stderr; that is no reason for the command to fail.
  const write = (text: string): Promise<void> => stderr.write(text).catch(() => {})
  const paint = () => loadPaint(wantsColour(stderr, env, settings.color))
  const warning: Reporter['warning'] = async ({ code, message, hint }) => {
    if (settings.quiet) return
    const { yellow } = await paint()
    await write(`${yellow('warning:')} ${concealed.in(layOut(code, message, [hint]))}`)
  }
  const tell = async ({ code, message, reason, hint }: VideosdkTokenError): Promise<void> => {
    const { red } = await paint()
    await write(`${red('error:')} ${concealed.in(layOut(code, message, [reason, hint]))}`)
  }
  const details = async (error: Error): Promise<void> => {
    if (settings.verbose) await write(`${concealed.in(printableLines(stackOf(error)))}\n`)
  }
  const concealedObject = ({ code, message, hint }: VideosdkTokenError): object =>
    errorObject({ code, message: concealed.in(message), hint: hint && concealed.in(hint) })
  return {
    warning,
    async note(text) {
      if (!settings.quiet) await write(`${printableLines(text)}\n`)
    },
    async detail(text) {
      if (settings.quiet || !(stderr.isTTY || settings.verbose)) return
      const { dim } = await paint()
      await write(`${dim(concealed.in(printable(text)))}\n`)
    },
    draw: write,
    conceal: concealed.add,
    async error(error) {
      // Where stdout is what failed, stderr says it alone.
      if (settings.json) await stdout.write(`${JSON.stringify(concealedObject(error))}\n`).catch(() => {})
      await tell(error)
      await details(error)
    },
    async failure(thrown) {
      const error = toVideosdkTokenError(thrown)
      await tell(error)
      await details(error)
    },
  }
}

/** What is wrong and its code, then why it matters and what to do, each on lines of its own. */
function layOut(code: string, message: string, rest: readonly (string | null | undefined)[]): string {
  const lines = rest.filter((line) => line !== null && line !== undefined).map((line) => `  ${line}`)
  return printableLines([`${message}          [${code}]`, ...lines, ''].join('\n'))
}

function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\n')
}

/** An error as `--json` prints it. */
export function errorObject({
  code,
  message,
  hint,
}: Pick<VideosdkTokenError, 'code' | 'message' | 'hint'>): object {
  return { error: { code, message, hint } }
}

/** Where it was raised. The message of a cause is left out: it may hold a path that was given as a secret. */
function stackOf(error: Error): string {
  const { cause } = error
  const stack = error.stack ?? error.message
  if (!(cause instanceof Error)) return stack
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [stack, `caused by ${cause.name} ${codeOf(cause) ?? ''}`.trimEnd(), ...frames].join('\n')
}

/** Whatever was thrown, as one of our errors: what is not one is a bug of ours. */
export function toVideosdkTokenError(error: unknown): VideosdkTokenError {
  if (error instanceof VideosdkTokenError) return error
  const message = error instanceof Error ? `${error.name}: ${error.message}` : spelled(error)
  return new VideosdkTokenError('bug', `unexpected: ${message}`, {
    hint: 'This is a bug of videosdk-token: please report it, with the output of the same command and --verbose.',
    cause: error,
  })
}
