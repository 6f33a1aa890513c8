/** The commands that there are, in the order of help. */
import type { Define } from './command.ts'

export interface CommandEntry {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly load: () => Promise<{ readonly define: Define }>
}

/** The command of that name. Only those that completion asks for are not in help. */
export function findCommand(name: string): CommandEntry | undefined {
  return everyCommand().find((one) => one.name === name || one.aliases?.includes(name))
}

/** Those that help does not list, too. */
export function everyCommand(): readonly CommandEntry[] {
  return [...COMMANDS, ...UNLISTED]
}

const UNLISTED: readonly CommandEntry[] = [
  { name: '__complete', summary: 'what may stand next', load: () => import('./commands/complete.ts') },
]

/** Each loaded when it is run, so that no command waits for what another needs. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'token', summary: 'sign a token, or many', load: () => import('./commands/token.ts') },
  {
    name: 'inspect',
    aliases: ['decode'],
    summary: 'say what a token is worth, and why it is refused',
    load: () => import('./commands/inspect.ts'),
  },
  {
    name: 'create-meeting',
    summary: 'make a meeting, and print its id',
    load: () => import('./commands/create-meeting.ts'),
  },
  {
    name: 'validate',
    summary: 'say whether there is such a meeting',
    load: () => import('./commands/validate.ts'),
  },
  {
    name: 'list-meetings',
    summary: 'print the ids of the meetings that there are',
    load: () => import('./commands/list-meetings.ts'),
  },
  {
    name: 'deactivate-meeting',
    summary: 'end meetings for good',
    load: () => import('./commands/deactivate-meeting.ts'),
  },
  {
    name: 'exec',
    summary: 'run a command that finds a token in its environment',
    load: () => import('./commands/exec.ts'),
  },
  {
    name: 'serve',
    summary: "serve tokens to apps: the docs' token server",
    load: () => import('./commands/serve.ts'),
  },
  {
    name: 'sandbox',
    summary: "VideoSDK's REST API on this machine, for tests",
    load: () => import('./commands/sandbox.ts'),
  },
  {
    name: 'profile',
    summary: 'keep API keys and secrets by name',
    load: () => import('./commands/profile.ts'),
  },
  {
    name: 'snippet',
    summary: 'print code that makes tokens, in the language of an app',
    load: () => import('./commands/snippet.ts'),
  },
  {
    name: 'doctor',
    summary: 'find out why it does not work here, and the cure',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'completion',
    summary: 'let Tab complete commands, flags and their values',
    load: () => import('./commands/completion.ts'),
  },
  { name: 'help', summary: 'explain a command or a topic', load: () => import('./commands/help.ts') },
]
