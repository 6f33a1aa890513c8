/** Another program, run in the place of this process. */
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import spawn from 'cross-spawn'
import { codeOf } from '../files/error-code.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'

/** What a terminal sends to every program in front of it, so that the program has it already. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const
const SENT_TO_US = ['SIGTERM', 'SIGHUP'] as const

/**
 * Runs it with the streams of this process, and stays until it ended. Signals that were meant for it reach it once.
 *
 * @returns its exit code; 128 + n after signal n, as a shell has it.
 * @throws {VideosdkTokenError} `program-missing`, `program-failed`.
 */
export function runProgram(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const terminal = hasTerminal()
  let stopListening = (): void => {}
  return new Promise<number>((settle, reject) => {
    // Nothing comes between: a signal that was sent before the program began is heard after it did.
    const child = spawn(program, args, { env: { ...env }, stdio: 'inherit' })
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
    const leaveIt = (): void => {}
    for (const signal of FROM_TERMINAL) process.on(signal, terminal ? leaveIt : passOn)
    for (const signal of SENT_TO_US) process.on(signal, passOn)
    stopListening = () => {
      for (const signal of [...FROM_TERMINAL, ...SENT_TO_US]) process.off(signal, passOn).off(signal, leaveIt)
    }
    child.on('error', (error) => reject(toError(program, error)))
    child.on('exit', (code, signal) =>
      settle(signal === null ? (code ?? 0) : 128 + constants.signals[signal]),
    )
  }).finally(() => stopListening())
}

/** Whether a terminal sends signals to us, whatever our streams are. On Windows the console does. */
function hasTerminal(): boolean {
  if (process.platform === 'win32') return true
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

function toError(program: string, error: unknown): VideosdkTokenError {
  const code = codeOf(error)
  if (code === 'ENOENT') {
    return new VideosdkTokenError('program-missing', `there is no program "${shown(program)}"`, {
      hint: 'Is it on the PATH? A builtin or a line of shell: exec -- sh -c "…"',
      cause: error,
    })
  }
  return new VideosdkTokenError(
    'program-failed',
    `"${shown(program)}" cannot be run (${code ?? messageOf(error)})`,
    {
      hint: code === 'EACCES' ? 'Is it executable? chmod +x' : 'exec -- <command> [arguments]',
      cause: error,
    },
  )
}
