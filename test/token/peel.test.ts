/** What is taken off a text to find the token in it, by name and outermost first, and what is left alone. */
import { describe, expect, it, test } from 'vitest'
import { peel, splitTokens } from '../../src/token/peel.ts'

const T = 'aa.bb.cc'
const ASSIGNED = 'an assignment'

test.each<[string, string, string[]]>([
  [T, T, []],
  [`\ufeff ${T}\r\n`, T, []],
  [`x\ufeff${T}`, `x${T}`, ['line breaks']],
  [`export A=${T}`, T, ['an export', ASSIGNED]],
  [`SET \t _A=${T}`, T, ['an export', ASSIGNED]],
  [`export1=${T}`, T, [ASSIGNED]],
  [`export 1=${T}`, `export1=${T}`, ['line breaks']],
  [`x export A=${T}`, `xexportA=${T}`, ['line breaks']],
  [`Authorization: ${T}`, T, ['"Authorization:"']],
  [`"authorization"\t=${T}`, T, ['"Authorization:"']],
  [`'AUTHORIZATION' :  ${T}`, T, ['"Authorization:"']],
  [`x-authorization: ${T}`, T, [ASSIGNED]],
  [`authorization ${T}`, `authorization${T}`, ['line breaks']],
  [`Bearer ${T}`, T, ['"Bearer"']],
  [`bearer \n ${T}`, T, ['"Bearer"']],
  ['Bearer', '', ['"Bearer"']],
  [`bearer${T}`, `bearer${T}`, []],
  [`xbearer ${T}`, `xbearer${T}`, ['line breaks']],
  [`Authorization: Bearer Bearer ${T}`, T, ['"Authorization:"', '"Bearer"']],
  [`const a = ${T}`, T, [ASSIGNED]],
  [`let a=${T}`, T, [ASSIGNED]],
  [`var  a : ${T}`, T, [ASSIGNED]],
  [`val a = ${T}`, T, [ASSIGNED]],
  [`final String a_1 = ${T}`, T, [ASSIGNED]],
  [`$env:NAME=${T}`, T, [ASSIGNED]],
  [`"a-b.c"  :\t${T}`, T, [ASSIGNED]],
  [`'a'=${T}`, T, [ASSIGNED]],
  [`1a=${T}`, `1a=${T}`, []],
  [`other a=${T}`, `othera=${T}`, ['line breaks']],
  [`a=b=${T}`, T, [ASSIGNED]],
  ['a=', 'a=', []],
  ['a= .b', 'a=.b', ['line breaks']],
  [`{"a":"${T}"}`, T, ['braces', ASSIGNED, 'punctuation', 'quotes']],
  [`{ \n 'a' : '${T}', }`, T, ['braces', ASSIGNED, 'punctuation', 'quotes']],
  [`{${T}}`, `{${T}`, ['punctuation']],
  [`x{"a":"${T}"}`, `x{"a":"${T}`, ['punctuation', 'quotes']],
  [`${T} # staging`, T, ['a comment']],
  [`${T}\t#`, T, ['a comment']],
  [`${T} # one # two`, T, ['a comment']],
  [`${T}#x`, `${T}#x`, []],
  [`# ${T}`, `#${T}`, ['line breaks']],
  [`a #b\n${T}`, `a#b${T}`, ['line breaks']],
  [`${T};`, T, ['punctuation']],
  [`${T} ,\t}\r\n;`, T, ['punctuation']],
  [';', '', ['punctuation']],
  [`"${T}"`, T, ['quotes']],
  [`\`${T}'`, T, ['quotes']],
  [`'${T}`, T, ['quotes']],
  [`${T}"`, T, ['quotes']],
  ['"', '', ['quotes']],
  ['""', '', ['quotes']],
  [`aa.\r\n  bb.\tcc`, T, ['line breaks']],
  ['an API key', 'an API key', []],
])('%j is %s, without %j', (text, token, around) => {
  expect(peel(text)).toEqual({ token, around, bearer: around.includes('"Bearer"') })
})

test('no more than twenty layers are taken off', () => {
  const within = (layers: number) => `${'"'.repeat(layers)}${T}${'"'.repeat(layers)}`
  expect(peel(within(20)).token).toBe(T)
  expect(peel(within(21)).token).toBe(`"${T}"`)
})

describe('several lines', () => {
  it.each([
    ['a.b.c\nd.e.f', ['a.b.c', 'd.e.f']],
    ['\na.b.c\r\n \r\nd.e.f\rg.h.i\n', ['a.b.c', 'd.e.f', 'g.h.i']],
  ])('%j are several tokens where each holds two dots', (text, tokens) => {
    expect(splitTokens(text)).toEqual(tokens)
  })

  it.each(['', 'a.b.c', 'a.b.c\n', 'a.b\n.c', 'a.b.c\nd', 'd\na.b.c', 'a.b.c\nd.e.f.g'])(
    '%j is one text',
    (text) => {
      expect(splitTokens(text)).toEqual([text])
    },
  )
})
