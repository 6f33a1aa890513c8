/** What the contract says of every command line, held against how one ended. */
import type { Ended } from '../../support/shell.ts'
import { SECRET } from '../../support/world.ts'
import { insist } from './inputs.ts'

const CODES = [0, 1, 2, 3, 4, 5]
/** Of `exec`: that of its command, or why there is none. */
const CODES_OF_EXEC = [...CODES, 126, 127]
const STACK = /\n\s+at .+:\d+:\d+\)?|node:internal|Node\.js v\d/
const WHOLE_TOKEN = /eyJ[\w-]{20,}\.[\w-]{20,}/

export function holdsContract(
  args: readonly string[],
  { code, stdout, stderr }: Pick<Ended, 'code' | 'stdout' | 'stderr'>,
): void {
  const end = args.indexOf('--')
  const ours = end === -1 ? args : args.slice(0, end)
  const is = (...names: string[]): boolean => names.some((name) => ours.includes(name))
  insist(
    (ours.includes('exec') ? CODES_OF_EXEC : CODES).includes(code ?? -1),
    `it ended with ${code}: ${stdout}${stderr}`,
  )
  insist(is('--verbose') || !STACK.test(stderr + stdout), `there is a stack trace: ${stderr}`)
  insist(is('--reveal') || !(stdout + stderr).includes(SECRET), 'the secret is in it')
  insist(!WHOLE_TOKEN.test(stderr), `a whole token is in it: ${stderr}`)
  insist(code === 0 || code === 1 || stderr !== '' || ours.includes('exec'), 'it says nothing of why')
  if (code !== 2 && code !== 3) return
  const json = is('--json')
  const maybeJson = json || args.some((arg) => /json/.test(arg))
  if (json) insist(isErrorLine(stdout.trimEnd().split('\n').at(-1) ?? ''), `no error in JSON: ${stdout}`)
  // A meeting that was made is told of, whether its id could be copied or not. What streams keeps its whole lines.
  const streams = args.some((arg) =>
    /^(--participants|validate|deactivate-meeting|inspect|decode|list-meetings)/.test(arg),
  )
  const made = stderr.includes('[clipboard-failed]')
  if (!maybeJson && !streams && !made) insist(stdout === '', `stdout is not empty: ${stdout}`)
  insist(stdout === '' || stdout.endsWith('\n'), 'a line is not whole')
}

function isErrorLine(line: string): boolean {
  const { error } = JSON.parse(line) as { error?: Record<string, unknown> }
  return (
    typeof error?.code === 'string' &&
    typeof error.message === 'string' &&
    (error.hint === null || typeof error.hint === 'string')
  )
}
