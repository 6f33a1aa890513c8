/** The world as a command sees it. Nothing else of the process reaches a command, so a test passes its own. */
import type { Readable, Writable } from 'node:stream'
import type { Fetch } from '../meetings/fetch.ts'

export interface Input {
  readonly isTTY: boolean
  chunks(): AsyncIterable<Uint8Array>
}

export interface Output {
  readonly isTTY: boolean
  /** Characters a line; 80 where it is no terminal. */
  readonly columns: number
  /**
   * Settles when the text was taken, so that who awaits it never runs ahead of a slow reader, and may then
   * use its bytes again.
   */
  write(text: string | Uint8Array): Promise<void>
}

export interface Context {
  /** The arguments, without those of Node. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly platform: NodeJS.Platform
  /** `20.19.0` */
  readonly nodeVersion: string
  /** Undefined where users have no numbers. */
  readonly uid: number | undefined
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly now: () => Date
  /** The way to VideoSDK, through the proxy of the environment. Throws `proxy-invalid`. */
  readonly openFetch: () => Promise<Fetch>
  /** Called once, with what tells of an error that nothing caught, and gives the exit code. */
  readonly onCrash?: (tell: (thrown: unknown) => Promise<number>) => void
  /** Nobody else's code runs in this process. */
  readonly ownsProcess: boolean
  /** IPv4 addresses of this machine that others on its networks can reach. */
  readonly networkAddresses: () => readonly string[]
  /** Settles when the process is told to stop. Until it is called, Ctrl-C ends the process at once. */
  readonly untilStopped: () => Promise<'SIGINT' | 'SIGTERM'>
  /** Puts text into the clipboard. Throws `clipboard-failed`. */
  readonly copy: (text: string) => Promise<void>
  /** Undefined where there is no git, or no repository. */
  readonly isIgnoredByGit: (path: string) => Promise<boolean | undefined>
  /**
   * Runs another program in this one's place: with its streams, its terminal, and the signals that it is sent.
   * Settles with the exit code, 128 + n after signal n. Throws `program-missing`, `program-failed`.
   */
  readonly runProgram: (
    command: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ) => Promise<number>
  /** The streams that a prompt library wants as they are; missing where nobody can be asked. */
  readonly prompting?: () => { readonly input: Readable; readonly output: Writable }
}
