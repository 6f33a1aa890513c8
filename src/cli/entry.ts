/** The process: the one file that knows it, and the one that ends it. */
import { VERSION } from '../version.ts'
import type { Context, Output } from './context.ts'
import { main } from './main.ts'

/** Runs the command line of this process to its end. */
export async function run(): Promise<never> {
  process.on('SIGINT', () => process.exit(130))
  process.exit(await main(processContext(), VERSION))
}

function processContext(): Context {
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    uid: process.getuid?.(),
    stdin: { isTTY: process.stdin.isTTY === true, chunks: () => process.stdin },
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    now: () => new Date(),
    prompting: { input: process.stdin, output: process.stderr },
  }
}

function output(stream: NodeJS.WriteStream): Output {
  // A failed write rejects its promise; the event, unheard, would crash the process besides.
  stream.on('error', () => {})
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns ?? 80,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()))
      }),
  }
}
