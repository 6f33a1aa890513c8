/** A run of the built executable under strace: each program that is started by it, and each socket that it uses. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, EXECUTABLE, ending, type Shell } from './shell.ts'
import { emptyFolder } from './world.ts'

export interface Tracing {
  readonly stdin?: string
  /** A file that takes stdout. */
  readonly stdoutTo?: string
  /** By Node's own words, before the script. */
  readonly nodeArgs?: readonly string[]
}

export interface Traced {
  readonly strace: ChildProcess
  readonly ended: Promise<Ended & { readonly calls: readonly string[] }>
  /** Sends a signal to the program itself; strace, which would take it for its own, is left alone. */
  readonly signal: (name: NodeJS.Signals) => void
}

/** Programs started, and whatever concerns sockets; strace stops at nothing else, so that a run takes hardly longer. */
const CALLS = 'trace=execve,execveat,%network'

/** Debian's strace 6.1 or newer. The calls are the lines of strace, of all processes and threads. */
export function trace(args: readonly string[], { folder: cwd, env }: Shell, tracing: Tracing = {}): Traced {
  const { stdin = '', stdoutTo, nodeArgs = [] } = tracing
  // Outside of the home folder: what is searched there is not this.
  const folder = emptyFolder()
  const watching = [
    '-ff',
    '--seccomp-bpf',
    '-qq',
    '-v',
    '-s',
    '262144',
    '-e',
    CALLS,
    '-o',
    join(folder, 'of'),
  ]
  const command = [process.execPath, ...nodeArgs, EXECUTABLE, ...args]
  const stdout = stdoutTo === undefined ? 'pipe' : openSync(stdoutTo, 'w')
  const strace = spawn('strace', [...watching, ...command], { cwd, env, stdio: ['pipe', stdout, 'pipe'] })
  if (typeof stdout === 'number') closeSync(stdout)
  strace.stdin?.on('error', () => {})
  strace.stdin?.end(stdin)
  const ended = ending(strace).then((end) => {
    const calls = readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').split('\n').filter(isCall),
    )
    if (!calls.some((line) => line.startsWith('execve(')))
      throw new Error(`strace saw nothing: ${end.stderr}`)
    return { ...end, calls }
  })
  const signal = (name: NodeJS.Signals): void => {
    const [child] = readFileSync(`/proc/${strace.pid}/task/${strace.pid}/children`, 'utf8').split(' ')
    if (child) process.kill(Number(child), name)
  }
  return { strace, ended, signal }
}

const isCall = (line: string): boolean => /^\w+\(/.test(line)

export interface Started {
  readonly path: string
  /** As strace prints them. */
  readonly args: string
  readonly env: string
}

/** The programs that a run started, besides itself. */
export function startedPrograms(calls: readonly string[]): Started[] {
  const starts = calls.flatMap((line) => {
    const [, path, args, env] = /^execve\("((?:\\.|[^"\\])*)", (\[.*?\]), (\[.*\])\)? /.exec(line) ?? []
    if (line.startsWith('execve') && path === undefined)
      throw new Error(`not understood: ${line.slice(0, 200)}`)
    return path === undefined || !/ = 0$/.test(line) ? [] : [{ path, args: args ?? '', env: env ?? '' }]
  })
  return starts.filter(({ path, args }) => !(path === process.execPath && args.includes(EXECUTABLE)))
}
