/**
 * Transcripts read like a terminal:
 *
 *     $ videosdk-token token --perm allow_jion
 *     2> error: "allow_jion" is no permission …
 *     [exit 2]
 *
 * `2> ` begins a line of stderr, `…` stands for anything within a line, `[exit n]` is left out where it is 0.
 */
import { expect } from 'vitest'
import { type Shell, sh } from './shell.ts'

export interface Step {
  readonly command: string
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly exit: number
}

function parseTranscript(text: string): Step[] {
  const steps: { command: string; stdout: string[]; stderr: string[]; exit: number }[] = []
  for (const line of text.split('\n')) {
    const step = steps.at(-1)
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), stdout: [], stderr: [], exit: 0 })
    else if (step === undefined || line.startsWith('# ')) continue
    else if (/^\[exit \d+\]$/.test(line)) step.exit = Number(line.slice(6, -1))
    else if (line === '2>' || line.startsWith('2> ')) step.stderr.push(line.slice(3))
    else step.stdout.push(line)
  }
  return steps
}

/** Runs the steps one after the other, in one folder, and expects each to end as it is written. */
export async function play(text: string, shell: Shell): Promise<number> {
  const steps = parseTranscript(text)
  for (const { command, stdout, stderr, exit } of steps) {
    const ended = await sh(command, shell)
    const seen = { command, exit: ended.code, stdout: linesOf(ended.stdout), stderr: linesOf(ended.stderr) }
    expect(seen).toEqual({ command, exit, stdout: patterns(stdout), stderr: patterns(stderr) })
  }
  return steps.length
}

function linesOf(text: string): string[] {
  return text.trimEnd() === '' ? [] : text.trimEnd().split('\n')
}

/** Blank lines at the end only part one step from the next. */
function patterns(lines: readonly string[]): unknown[] {
  return linesOf(lines.join('\n')).map((line) =>
    line.includes('…') ? expect.stringMatching(pattern(line)) : line,
  )
}

function pattern(line: string): RegExp {
  return new RegExp(
    `^${line
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
}
