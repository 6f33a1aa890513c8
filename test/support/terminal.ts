/** A person at a terminal. */
import pty from '@lydell/node-pty'
import type { Shell } from './shell.ts'

export interface Dialogue {
  readonly screen: string
  readonly code: number
}

/**
 * Runs it on a pseudo-terminal, and types each answer when its question is there. A shell keeps the terminal
 * open until all of the output was read: what a busy machine has not read when a terminal closes is lost.
 */
export function converse(
  command: readonly string[],
  { folder, env }: Shell,
  answers: readonly (readonly [string, string])[],
): Promise<Dialogue> {
  const script = 'trap : INT QUIT; "$@"; printf "[ended with %d]" $?; read -r _'
  return new Promise((settle) => {
    const terminal = pty.spawn('/bin/sh', ['-c', script, 'sh', ...command], {
      cwd: folder,
      env: { ...env, TERM: 'xterm' },
    })
    const left = [...answers]
    let screen = ''
    let answered = 0
    terminal.onData((data) => {
      screen += data
      const end = /^(.*)\[ended with (\d+)\]/s.exec(screen)
      if (end !== null) {
        terminal.write('\r')
        terminal.onExit(() => settle({ screen: end[1] ?? '', code: Number(end[2]) }))
        return
      }
      const [question, answer] = left[0] ?? []
      if (question === undefined || answer === undefined || !screen.slice(answered).includes(question)) return
      left.shift()
      answered = screen.length
      terminal.write(answer)
    })
  })
}
