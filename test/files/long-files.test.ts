/** Files of one line over and over take as long as their length wants, and no longer. */
import { parse } from 'dotenv'
import { expect, test } from 'vitest'
import { setVariable } from '../../src/files/assignment.ts'
import { parseEnv } from '../../src/files/parse-env.ts'
import { parseDotenv } from '../../src/profiles/dotenv-file.ts'

const BYTES = 200_000
/** Where time grows with the square of the length, each of them takes minutes. */
const LONGEST_MS = 5_000

/** What stands in the file over and over, and whether every line of it is doubtful. */
const CASES = [
  ['\n', false],
  ['\r\n', false],
  [' \n', false],
  ['x\n', true],
  ['\\\n', true],
  ['# x\n', false],
  ['A=1\n', false],
  ['A=1;\n', true],
  ['A=#\n', false],
  ["A='\n", false],
  ['A="', false],
  ['A', true],
] as const

test.each(CASES)('of %j', (piece, doubtful) => {
  const text = piece.repeat(BYTES / piece.length)
  const began = performance.now()
  const { warnings } = parseDotenv(Buffer.from(text), 'it')
  setVariable(text, 'TOKEN', 'eyJ', 'env')
  setVariable(text, 'TOKEN', 'eyJ', 'properties')
  expect(performance.now() - began).toBeLessThan(LONGEST_MS)
  const lines = text.replace(/\n$/, '').split('\n').length
  expect(warnings).toHaveLength(doubtful ? lines : 0)
})

test('a gap that is left out parts what it parted', () => {
  for (const gap of ['\n', '\r', ' \n\t'].map((one) => one.repeat(150)))
    for (const text of [
      `A=1${gap}B=2`,
      `A=1 # x${gap}export B=2${gap}`,
      `${gap}A="1"${gap}x${gap}C=3`,
      `A=${gap}B=2`,
    ])
      expect(parseEnv(text)).toEqual(parse(text))
  expect(parseEnv(`A="${' '.repeat(150)}"`)).toEqual({ A: ' '.repeat(150) })
})
