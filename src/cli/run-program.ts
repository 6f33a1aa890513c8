/** Another program, run in the place of this process. */
import { existsSync, readFileSync, statSync } from 'node:fs'
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
  let stopListening = (): void => {}
  return new Promise<number>((settle, reject) => {
    // Nothing comes between: a signal that was sent before the program began is heard after it did. What the
    // system refuses at once is thrown, the rest is told.
    const child = spawn(program, args, { env: { ...env }, stdio: 'inherit' })
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
    const passOnUnlessThere = (signal: NodeJS.Signals): void => {
      if (!isInFrontOfTerminal()) passOn(signal)
    }
    for (const signal of FROM_TERMINAL) process.on(signal, passOnUnlessThere)
    for (const signal of SENT_TO_US) process.on(signal, passOn)
    stopListening = () => {
      for (const signal of FROM_TERMINAL) process.off(signal, passOnUnlessThere)
      for (const signal of SENT_TO_US) process.off(signal, passOn)
    }
    child.on('error', reject)
    child.on('exit', (code, signal) =>
      settle(signal === null ? (code ?? 0) : 128 + constants.signals[signal]),
    )
  })
    .catch((error) => {
      throw toError(program, error)
    })
    .finally(() => stopListening())
}

/**
 * Whether a terminal sends its signals to our process group, whatever our streams are: on Linux where that is the
 * group in front (proc(5) stat, fields 5 and 8), elsewhere where one of our streams is a terminal. On Windows the
 * console sends them to all.
 */
function isInFrontOfTerminal(): boolean {
  if (process.platform === 'win32') return true
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , front] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === front
  } catch {
    return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function toError(program: string, error: unknown): VideosdkTokenError {
  const code = codeOf(error)
  const fail = (
    kind: 'program-missing' | 'program-failed',
    message: string,
    hint: string,
  ): VideosdkTokenError => new VideosdkTokenError(kind, message, { hint, cause: error })
  if (code === 'ENOENT' && /[\\/]/.test(program) && existsSync(program))
    return fail(
      'program-failed',
      `"${shown(program)}" cannot be run: its interpreter is missing`,
      'Look at its first line, #!…',
    )
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const hint = 'Is it on the PATH? A builtin or a line of shell: exec -- sh -c "…"'
    return fail('program-missing', `there is no program "${shown(program)}"`, hint)
  }
  if (isFolder(program))
    return fail('program-failed', `"${shown(program)}" is a folder`, 'exec -- <command> [arguments]')
  const why = code ?? messageOf(error)
  const hint =
    code === 'EACCES' ? `Is it executable? chmod +x ${shown(program)}` : 'exec -- <command> [arguments]'
  return fail('program-failed', `"${shown(program)}" cannot be run (${why})`, hint)
}
