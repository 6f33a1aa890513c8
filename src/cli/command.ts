/** What a command is to the program: flags declared, and a run that is chosen by parsing and started after it. */
import type { Command } from 'commander'
import type { Context } from './context.ts'
import type { Reporter } from './reporter.ts'
import type { Settings } from './settings.ts'

export interface Session {
  readonly context: Context
  readonly settings: Settings
  readonly reporter: Reporter
}

/** Gives an exit code: one of EXIT_CODES, or that of a program that it ran. */
export type Run = (session: Session) => Promise<number>

/** Called by a command's action with what is to be run. */
export type Choose = (run: Run) => void

/** Declares a command and its flags on the program. */
export type Define = (program: Command, choose: Choose) => Command
