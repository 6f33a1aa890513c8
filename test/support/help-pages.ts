/** Every page of help there is: of the program, of each command, and each topic. */
import { COMMANDS } from '../../src/cli/commands.ts'
import { TOPICS } from '../../src/cli/topics.ts'
import { createWorld, run } from './world.ts'

export interface HelpPage {
  /** What it is asked by. */
  readonly line: string
  readonly text: string
  readonly examples: readonly string[]
}

export const COMMAND_LINES: readonly string[] = [
  ...COMMANDS.map(({ name }) => name),
  ...['add', 'import', 'show', 'list', 'use', 'rename', 'remove', 'path'].map((name) => `profile ${name}`),
]

export async function pagesOfHelp(columns = 80): Promise<HelpPage[]> {
  const lines = [
    '--help',
    ...COMMAND_LINES.map((line) => `${line} --help`),
    ...Object.keys(TOPICS).map((topic) => `help ${topic}`),
  ]
  return Promise.all(
    lines.map(async (line) => {
      const { stdout: text } = await run(line, createWorld({ columns }))
      return {
        line,
        text,
        examples: [...text.matchAll(/^ {2}\$ (.*)$/gm)].map(([, example]) => example ?? ''),
      }
    }),
  )
}
