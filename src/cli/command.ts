/** What a command is to the program: flags declared, and a run that is chosen by parsing and started after it. */
import type { Command } from 'commander'
import type { Context } from './context.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Reporter } from './reporter.ts'
import type { Settings } from './settings.ts'

export interface Session {
  readonly context: Context
  readonly settings: Settings
  readonly reporter: Reporter
}

export type Run = (session: Session) => Promise<ExitCode>

/** Called by a command's action with what is to be run. */
export type Choose = (run: Run) => void

/** Declares a command and its flags on the program. */
export type Define = (program: Command, choose: Choose) => Command

export interface CommandEntry {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly summary: string
  /** Imported when it is run: no command pays for what another one loads. */
  readonly load: () => Promise<{ readonly define: Define }>
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'token', summary: 'sign a token, or many', load: () => import('./commands/token.ts') },
  {
    name: 'inspect',
    aliases: ['decode'],
    summary: 'say what a token is worth, and why it is refused',
    load: () => import('./commands/inspect.ts'),
  },
  {
    name: 'profile',
    summary: 'keep API keys and secrets by name',
    load: () => import('./commands/profile.ts'),
  },
  { name: 'help', summary: 'explain a command or a topic', load: () => import('./commands/help.ts') },
]
