/** A world of its own for each test: a folder, streams that are buffers, an environment, a clock. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import type { Context } from '../../src/cli/context.ts'
import { main } from '../../src/cli/main.ts'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { VideosdkTokenError } from '../../src/token/errors.ts'
import { emptyFolder } from './folder.ts'
import { NOW } from './values.ts'

export { emptyFolder } from './folder.ts'
export * from './values.ts'

export interface World {
  readonly folder: string
  readonly env: Record<string, string | undefined>
  stdin?: string | Uint8Array
  readonly tty?: { stdin?: boolean; stdout?: boolean; stderr?: boolean }
  readonly columns?: number
  /** What a person types when asked, key by key. */
  readonly typed?: readonly string[]
  readonly now?: Date
  readonly uid?: number
  /** The way to VideoSDK; without it any token is taken. */
  readonly fetch?: Fetch
  readonly openFetch?: Context['openFetch']
  readonly nodeVersion?: string
  readonly networkAddresses?: readonly string[]
  /** Tells a server to stop. */
  readonly stopped?: Promise<'SIGINT' | 'SIGTERM'>
  /** Sees stdout as it is written. */
  readonly onStdout?: (text: string) => void
  /** The clipboard; without it there is none. */
  readonly clipboard?: string[]
  /** What git says of every file. */
  readonly ignoredByGit?: boolean
  /** Stands for another program. */
  readonly runProgram?: Context['runProgram']
  /** What every write to stdout fails with. */
  readonly stdoutFails?: Error
}

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export function createWorld(
  overrides: Partial<World> & { files?: Record<string, string | Uint8Array> } = {},
): World {
  const folder = overrides.folder ?? emptyFolder()
  for (const [name, text] of Object.entries(overrides.files ?? {})) writeFileSync(join(folder, name), text)
  const { env, ...rest } = overrides
  return { ...rest, folder, env: { VIDEOSDK_TOKEN_CONFIG_DIR: join(folder, 'config'), ...env } }
}

/** Runs a command line in process. A string is split at white space; give a list where values hold some. */
export async function run(line: string | readonly string[], world: World = createWorld()): Promise<Result> {
  const args = typeof line === 'string' ? line.split(/\s+/).filter((part) => part !== '') : line
  const output = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY: world.tty?.[name] ?? false,
    columns: world.columns ?? 80,
    write: async (text: string | Uint8Array) => {
      if (name === 'stdout' && world.stdoutFails) throw world.stdoutFails
      const written = typeof text === 'string' ? text : Buffer.from(text).toString()
      output[name] += written
      if (name === 'stdout') world.onStdout?.(written)
    },
  })
  const { typed } = world
  const context: Context = {
    args,
    env: world.env,
    cwd: world.folder,
    platform: 'linux',
    nodeVersion: world.nodeVersion ?? '20.19.0',
    uid: world.uid ?? process.getuid?.(),
    stdin: {
      isTTY: world.tty?.stdin ?? world.stdin === undefined,
      chunks: () => chunksOf(world.stdin ?? ''),
    },
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    now: () => world.now ?? NOW,
    openFetch: world.openFetch ?? (async () => world.fetch ?? welcoming),
    ownsProcess: false,
    networkAddresses: () => world.networkAddresses ?? [],
    untilStopped: () => world.stopped ?? Promise.resolve('SIGTERM'),
    copy: async (text) => {
      if (world.clipboard === undefined)
        throw new VideosdkTokenError('clipboard-failed', 'nothing was copied to the clipboard')
      world.clipboard.push(text)
    },
    isIgnoredByGit: async () => world.ignoredByGit,
    runProgram: world.runProgram ?? (async () => 0),
    ...(typed && { prompting: () => person(typed, output) }),
  }
  const code = await main(context, '0.0.0-test')
  return { code, ...output }
}

/** What a fetch says on a machine without a network. */
export const unreachable: Fetch = async () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('offline'), { code: 'ENOTFOUND' }) })
}

/** A VideoSDK that takes any token, and has no rooms. */
const welcoming: Fetch = async () => Response.json({ data: [] })

/** Types the next answer whenever a prompt has been drawn; what is drawn goes to stderr. */
function person(typed: readonly string[], output: { stderr: string }) {
  const keys = [...typed]
  const input = new PassThrough()
  const screen = new Writable({
    write(chunk, _encoding, done) {
      const text = String(chunk)
      output.stderr += text
      if (text.includes('◆')) for (const key of keys.shift() ?? '') setTimeout(() => input.write(key), 5)
      done()
    },
  })
  return { input, output: screen }
}

async function* chunksOf(stdin: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = typeof stdin === 'string' ? Buffer.from(stdin) : stdin
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
}
