/** `setVariable`: one value changes, and every other byte stays. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { setVariable } from '../../src/files/assignment.ts'
import { ENV, NAME, PROPERTIES, TOKEN } from '../support/assignments.ts'
import { emptyFolder } from '../support/world.ts'

describe.each([
  ['env', ENV],
  ['properties', PROPERTIES],
] as const)('%s', (syntax, cases) => {
  test.each(cases)('%j', (before, after, replaced) => {
    expect(setVariable(before, NAME, TOKEN, syntax)).toEqual({ text: after, replaced })
  })

  it('done twice is done once', () => {
    for (const [before] of cases) {
      const once = setVariable(before, NAME, TOKEN, syntax).text
      expect(setVariable(once, NAME, TOKEN, syntax)).toEqual({ text: once, replaced: true })
    }
  })
})

test('dotenv reads the token, and everything else as before, whatever the file', () => {
  const RUNS = 5_000
  let refused = 0
  const part = fc.constantFrom(
    ...[
      'A',
      NAME,
      '=',
      ' = ',
      ': ',
      ':',
      '\t',
      '\r',
      '"',
      "'",
      '`',
      '#',
      '\\',
      '\n',
      '\r\n',
      ' ',
      'x',
      'export ',
      '\u00c3',
      '$&',
    ],
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 24 }), (parts) => {
      const before = parts.join('')
      const after = edited(before)
      if (after === undefined) refused++
      else expect(parse(after)).toEqual({ ...parse(before), [NAME]: TOKEN })
    }),
    { numRuns: RUNS, seed: 15 },
  )
  // Where no line can be added: a quote or a colon that is open at the end.
  expect(refused / RUNS).toBeLessThan(0.1)
})

function edited(before: string): string | undefined {
  try {
    return setVariable(before, NAME, TOKEN, 'env').text
  } catch {
    return undefined
  }
}

test("Node's --env-file reads the token", () => {
  const folder = emptyFolder()
  // A BOM, colons, lone CRs and several spaces behind export are for dotenv alone.
  const known = ENV.filter(([before]) => !/^\u00ef|:\s|\r(?!\n)|export {2}/.test(before))
  for (const [number, [before]] of known.entries()) {
    const file = join(folder, `${number}.env`)
    writeFileSync(file, setVariable(before, NAME, TOKEN, 'env').text, 'latin1')
    const { stdout } = spawnSync(process.execPath, [`--env-file=${file}`, '-p', `process.env.${NAME}`], {
      env: {},
      encoding: 'utf8',
    })
    expect([before, stdout]).toEqual([before, `${TOKEN}\n`])
  }
})
