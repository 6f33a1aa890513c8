/** The process as commands see it, and its end. */
import { networkAddresses } from '../http/network-addresses.ts'
import { CONFIDENTIAL_NAMES } from '../profiles/environment.ts'
import { VERSION } from '../version.ts'
import type { Context, Output } from './context.ts'
import { main } from './main.ts'

/** Runs the command line of this process to its end. */
export async function run(): Promise<never> {
  process.on('SIGINT', endAtOnce)
  const code = await main(processContext(), VERSION)
  // Of a promise that nobody heard Node tells when this turn is over.
  await new Promise((resolve) => setImmediate(resolve))
  process.exit((await crash) ?? code)
}

/** The exit code of an error that nothing caught. What is under way goes on until it was told, and no longer. */
let crash: Promise<number> | undefined

function endAtOnce(): never {
  process.exit(130)
}

function processContext(): Context {
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: currentFolder(),
    platform: process.platform,
    nodeVersion: process.versions.node,
    uid: process.getuid?.(),
    // A stream of the process takes a while to make, so none is made before it is asked for.
    stdin: {
      get isTTY() {
        return process.stdin.isTTY === true
      },
      chunks: () => process.stdin,
    },
    stdout: output(() => process.stdout),
    stderr: output(() => process.stderr),
    now: () => new Date(),
    openFetch: async () => {
      const { createNodeFetch, proxiesOf } = await import('../meetings/node-fetch.ts')
      return createNodeFetch(proxiesOf(process.env))
    },
    onCrash: (tell) => {
      // Node would print all of it: message, source and every property.
      process.on('uncaughtException', (thrown) => {
        crash ??= tell(thrown)
        void crash.then((code) => process.exit(code))
      })
    },
    ownsProcess: true,
    networkAddresses,
    untilStopped: () =>
      new Promise((settle) => {
        process.off('SIGINT', endAtOnce)
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => settle(signal))
      }),
    copy: async (text) => {
      // The library hands the environment of this process on as it stands, and the command has read it by now.
      for (const name of CONFIDENTIAL_NAMES) delete process.env[name]
      await (await import('./clipboard.ts')).copy(text)
    },
    isIgnoredByGit: async (path) => (await import('./git.ts')).isIgnoredByGit(path, process.env),
    runProgram: async (command, env) => {
      const { runProgram } = await import('./run-program.ts')
      process.off('SIGINT', endAtOnce)
      return runProgram(command, env)
    },
    prompting: () => ({ input: process.stdin, output: process.stderr }),
  }
}

/** Empty where the folder was deleted: what needs one then says so itself. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}

function output(open: () => NodeJS.WriteStream): Output {
  let opened: NodeJS.WriteStream | undefined
  const stream = (): NodeJS.WriteStream => {
    // A failed write rejects its promise; the event, unheard, would crash the process besides.
    opened ??= open().on('error', () => {})
    return opened
  }
  return {
    get isTTY() {
      return stream().isTTY === true
    },
    get columns() {
      return stream().columns ?? 80
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream().write(text, (error) => (error ? reject(error) : resolve()))
      }),
  }
}
