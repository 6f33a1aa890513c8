/** What `npm run test:mutations` refuses: a survivor without an explanation, and a folder that kills too few. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { type Explanation, judge, type Report, verdict } from './check.mjs'

const ALIVE = {
  mutatorName: 'StringLiteral',
  replacement: '""',
  status: 'Survived',
  location: { start: { line: 2, column: 10 }, end: { line: 2, column: 13 } },
}
const KILLED = { ...ALIVE, status: 'Killed' }
const UNREACHED = { ...ALIVE, status: 'NoCoverage' }
const LATE = { ...ALIVE, status: 'Timeout' }
const BROKEN = { ...ALIVE, status: 'RuntimeError' }

/** Nine killed and those given in src/token, ten killed in src/profiles. */
const reportOf = (...mutants: (typeof ALIVE)[]): Report => ({
  files: {
    'src/token/a.ts': {
      source: "if (a) {\n  return 'x'\n}\n",
      mutants: [...Array(9).fill(KILLED), ...mutants],
    },
    'src/profiles/b.ts': { source: "\n  return 'x'\n", mutants: Array(10).fill(KILLED) },
  },
})

const WHY: Explanation = {
  file: 'src/token/a.ts',
  line: "return 'x'",
  mutants: [`StringLiteral at 8: 'x' → ""`],
  why: 'Nobody reads it.',
}

const run = (report: Report, ...explanations: Explanation[]) => verdict(judge(report, explanations))

describe('a run', () => {
  it('passes where each survivor is explained, and says how many are killed', () => {
    expect(run(reportOf(ALIVE), WHY)).toEqual({
      lines: [
        'src/token 90.0 % of 10 killed, src/profiles 100.0 % of 10 killed; 1 survivors, each explained',
      ],
      passed: true,
    })
  })

  it.each([
    ['a survivor', ALIVE],
    ['what no test reaches', UNREACHED],
  ])('fails for %s without an explanation, and shows it', (_name, mutant) => {
    const { lines, passed } = run(reportOf(mutant))
    expect(passed).toBe(false)
    expect(lines.join('\n')).toContain(
      `not explained: src/token/a.ts:2  return 'x'\n  StringLiteral at 8: 'x' → ""`,
    )
    expect(lines.at(-1)).toMatch(/1 survivors, 1 not explained$/)
  })

  it.each<[string, Partial<Explanation>]>([
    ['another file', { file: 'src/profiles/b.ts' }],
    ['another line', { line: "return 'y'" }],
    ['another mutant of the line', { mutants: [`StringLiteral at 9: 'x' → ""`] }],
  ])('does not take the explanation of %s', (_name, other) => {
    expect(run(reportOf(ALIVE), { ...WHY, ...other }).passed).toBe(false)
  })

  it('shows where two long texts begin to differ', () => {
    const long = { ...ALIVE, replacement: `'${'x'.repeat(200)}y'`, location: { ...ALIVE.location } }
    const source = `'${'x'.repeat(200)}z'`
    long.location = { start: { line: 1, column: 1 }, end: { line: 1, column: source.length + 1 } }
    const { lines } = run({ files: { 'src/token/a.ts': { source, mutants: [long] } } })
    expect(lines[1]).toBe(`  StringLiteral at 1: [201] …${'x'.repeat(30)}z' → [201] …${'x'.repeat(30)}y'`)
  })

  it('tells of an explanation that explains nothing any more', () => {
    const { lines, passed } = run(reportOf(KILLED), WHY)
    expect(passed).toBe(true)
    expect(lines[0]).toContain("explained, and no survivor: src/token/a.ts  return 'x'")
  })

  it('counts one that ran into its time limit as killed, and keeps its explanation', () => {
    expect(run(reportOf(LATE), WHY)).toEqual({
      lines: [
        'src/token 100.0 % of 10 killed, src/profiles 100.0 % of 10 killed; 0 survivors, each explained',
      ],
      passed: true,
    })
  })

  it('fails under 85 %, however well explained, and where a folder has no mutants', () => {
    expect(run(reportOf(ALIVE, ALIVE), WHY).passed).toBe(false)
    const { 'src/profiles/b.ts': _, ...files } = reportOf(ALIVE).files
    expect(run({ files }, WHY).passed).toBe(false)
  })

  it('does not count what could not be run', () => {
    expect(run(reportOf(BROKEN)).lines[0]).toMatch(/^src\/token 100\.0 % of 9 killed/)
  })
})

test('every explanation is of a line that is there, and says why', () => {
  const explanations: Explanation[] = JSON.parse(
    readFileSync(join(import.meta.dirname, 'survivors.json'), 'utf8'),
  )
  for (const { file, line, mutants, why } of explanations) {
    const lines = readFileSync(join(import.meta.dirname, '../..', file), 'utf8').split('\n')
    expect(lines.map((text) => text.trim())).toContain(line)
    expect(mutants).not.toEqual([])
    expect(why).toMatch(/\w.*\.$/)
  }
})
