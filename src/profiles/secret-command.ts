/** The command that prints a secret (`op read …`), run when the secret is needed. */
import { spawn } from 'node:child_process'
import { VideosdkTokenError } from '../token/errors.ts'
import { withoutConfidential } from './environment.ts'
import { type Cleaned, LONGEST_SECRET_BYTES, secretFromBytes } from './secret.ts'

const LONGEST_RUN_MS = 60_000

export interface CommandWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** Takes what the command writes to its stderr. */
  readonly onStderr: (chunk: Uint8Array) => void
  /** Milliseconds; default a minute. */
  readonly timeoutMs?: number
}

/**
 * Runs the command by the shell, its stdin closed.
 *
 * @throws {VideosdkTokenError} `secret-command-failed`, without what it printed; `secret-invalid`.
 */
export async function runSecretCommand(
  command: string,
  profile: string,
  world: CommandWorld,
): Promise<Cleaned> {
  const source = `the command of profile ${profile}`
  const output = await capture(command, source, world)
  return secretFromBytes(output, source)
}

function capture(command: string, source: string, world: CommandWorld): Promise<Uint8Array> {
  const windows = world.platform === 'win32'
  const shell = windows ? 'cmd' : '/bin/sh'
  const args = windows ? ['/d', '/s', '/c', `"${command}"`] : ['-c', command]
  return new Promise((resolve, reject) => {
    const child = spawn(shell, args, {
      env: withoutConfidential(world.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsVerbatimArguments: windows,
    })
    const chunks: Buffer[] = []
    let size = 0
    const fail = (why: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      child.stdout.destroy()
      child.stderr.destroy()
      reject(
        new VideosdkTokenError('secret-command-failed', `${source} ${why}`, {
          hint: 'Run it by itself to see why; `videosdk-token profile show` prints it.',
        }),
      )
    }
    const timeoutMs = world.timeoutMs ?? LONGEST_RUN_MS
    const timer = setTimeout(() => fail(`did not end within ${timeoutMs / 1000} s`), timeoutMs)
    child.stderr.on('data', world.onStderr)
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > LONGEST_SECRET_BYTES) fail('printed far more than a secret')
    })
    child.on('error', () => fail('could not be started'))
    child.on('close', (code, signal) => {
      if (code !== 0)
        return fail(signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`)
      clearTimeout(timer)
      resolve(Buffer.concat(chunks))
    })
  })
}
