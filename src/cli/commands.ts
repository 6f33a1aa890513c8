/** The commands that there are, in the order of help. */
import type { Define } from './command.ts'
import * as inspect from './commands/inspect.ts'
import * as profile from './commands/profile.ts'

export interface CommandEntry {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly load: () => Promise<{ readonly define: Define }>
}

/**
 * What has a heavy dependency is imported when it is run: jsonwebtoken here, conf and the prompts within
 * `profile`. Our own code is small, and stays in one file with the program: to open ten files more takes
 * longer than to read them.
 */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'token', summary: 'sign a token, or many', load: () => import('./commands/token.ts') },
  {
    name: 'inspect',
    aliases: ['decode'],
    summary: 'say what a token is worth, and why it is refused',
    load: async () => inspect,
  },
  { name: 'profile', summary: 'keep API keys and secrets by name', load: async () => profile },
  { name: 'help', summary: 'explain a command or a topic', load: () => import('./commands/help.ts') },
]
