/** Which lines of a --dotenv file are doubted: what dotenv reads otherwise than its writer meant. */
import { describe, expect, test } from 'vitest'
import { parseDotenv } from '../../src/profiles/dotenv-file.ts'

describe('the lines of a --dotenv file', () => {
  const doubts = (text: string) =>
    parseDotenv(Buffer.from(text), 'f').warnings.map(({ code, message }) => `${code}: ${message}`)
  const line = (number: number, why: string) => `dotenv-line: line ${number} of f ${why}`
  const NEITHER = 'is neither a comment nor an assignment'
  const OPEN = 'has a quote that is not closed'
  const CUT = 'has a value without quotes that is cut at its #'
  const ENDS = 'ends in ";", which becomes part of the value'

  test.each<[string, string[]]>([
    ['A=1', []],
    ['  export \t A.b-C_9 = 1', []],
    ['\texport A: 1', []],
    ['A:\t1', []],
    ['A: \t "a#b"', []],
    ['A = \t "a#b"', []],
    ['A=', []],
    ['  # x', []],
    ['A B=1', [line(1, NEITHER)]],
    ['A :1', [line(1, NEITHER)]],
    ['export', [line(1, NEITHER)]],
    ['!A=1', [line(1, NEITHER)]],
    ['A\n=1', [line(1, NEITHER), line(2, NEITHER)]],
    ['x # y', [line(1, NEITHER)]],
    ["A='x' # y", []],
    ["A='it\\'s'", []],
    ['A="a \\" b" # y', []],
    ['A=`a \\` b`', []],
    ['A=`a # b`', []],
    ["A='a # b'", []],
    ['A=`x\ny`\nz', [line(3, NEITHER)]],
    ['A=""', []],
    ["A='", [line(1, OPEN)]],
    ['A=`x', [line(1, OPEN)]],
    ['A="x\'', [line(1, OPEN)]],
    ['A=x"', []],
    ['A=x#y', [line(1, CUT)]],
    ['A=x #y', []],
    ['A="x"#y', []],
    ['A=x;', [line(1, ENDS)]],
    ['A=x"y";', [line(1, ENDS)]],
    ['A=x; ', [line(1, ENDS)]],
    ['A=x;y', []],
    ['A=";"', []],
    ['A="x" ; ', [line(1, ENDS)]],
    ['A="x\ny"\nz', [line(3, NEITHER)]],
    ['A="x\ny\nz;"\nB=1;', [line(4, ENDS)]],
    ['z\r\rA=1\r\nz\n', [line(1, NEITHER), line(4, NEITHER)]],
  ])('%j', (text, expected) => {
    expect(doubts(text)).toEqual(expected)
  })
})
