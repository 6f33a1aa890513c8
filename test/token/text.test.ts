/** How values of others come into messages: no token whole, nothing that a terminal obeys; and what was meant. */
import { expect, test } from 'vitest'
import { looksLikeToken, nearest, printable, shown, withoutEnd, withoutTokens } from '../../src/token/text.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln-_A'

test.each([
  [JWT, 'eyJhbG…'],
  [`token=${JWT}&x=1`, 'token=eyJhbG…&x=1'],
  [`"${JWT}", "${JWT}"`, '"eyJhbG…", "eyJhbG…"'],
  [`${JWT}%2Bmore`, 'eyJhbG…'],
  ['eyJhbGciOiJ', 'eyJhbG…'],
  ['eyJhbGciOi', 'eyJhbGciOi'],
  ['eyJ is no token', 'eyJ is no token'],
  ['eyJ a-b_c.d%', 'eyJ a-b_c.d%'],
  ['nothing', 'nothing'],
])('%s is written as %s', (text, written) => {
  expect(withoutTokens(text, [])).toBe(written)
})

const SIGNATURE = 'Zm9yZ2VkLXNpZ25hdHVyZQ'
const SENT = `eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.${SIGNATURE}`

test.each<[string, string[], string]>([
  [`wrong: ${SIGNATURE}`, [], `wrong: ${SIGNATURE}`],
  [`wrong: ${SIGNATURE}!`, [SENT], 'wrong: Zm9yZ2…!'],
  [`twice: ${SIGNATURE}, ${SIGNATURE}`, [SENT], 'twice: Zm9yZ2…, Zm9yZ2…'],
  ['my secret: a-b-c-d-e-f-g', ['a-b-c-d-e-f-g'], 'my secret: a-b-c-…'],
  ['of twelve: a-b-c-d-e-f-', ['a-b-c-d-e-f-'], 'of twelve: a-b-c-d-e-f-'],
  ['dots: one.two.three.four', ['one.two.three.four'], 'dots: one.tw…'],
  [`base64: ${btoa(JWT)}`, [], 'base64: ZXlKaG…'],
  [`base64: ${btoa(`x:${JWT}`)}`, [], 'base64: eDpleU…='],
  [`base64: ${btoa('the secret of mine')}`, ['the secret of mine'], 'base64: dGhlIH…'],
  [`base64: ${btoa('a-b-c-d-e-f-g')}`, ['a-b-c-d-e-f-g'], 'base64: YS1iLW…=='],
  [`base64: ${btoa('the secret of mine')}`, ['another of mine'], `base64: ${btoa('the secret of mine')}`],
])('%s, of %j, is written as %s', (text, known, written) => {
  expect(withoutTokens(text, known)).toBe(written)
})

test.each([
  ['a//', '/', 'a'],
  ['/a', '/', '/a'],
  ['...', '.', ''],
  ['a;. .', ' .', 'a;'],
  ['', '.', ''],
])('%j without %j at its end is %j', (text, characters, rest) => {
  expect(withoutEnd(text, characters)).toBe(rest)
})

test.each([
  [JWT, true],
  ['eyJhbGciOiJIUzI1NiJ9.e.', true],
  ['eyJhbGciOiJIUzI1NiJ9.e', false],
  ['eyJhbGciOiJIUzI1NiJ9', false],
  ['eyJhbGc.a.b', false],
  [`x${JWT}`, false],
  [`${JWT} `, false],
  [`${JWT}.x`, false],
  ['abcdefgh.ijklmnop.qrst', false],
  ['abcd-efgh-ijkl', false],
])('%s, given for an id, is taken for a token: %s', (text, like) => {
  expect(looksLikeToken(text)).toBe(like)
})

test.each([
  ['eyJhbGciOiJ', 'eyJhbG…'],
  ['eyJhbGciOi', 'eyJhbGciOi'],
  ['xeyJhbGciOiJ', 'xeyJhbGciOiJ'],
  ['12345678.12345678.123', '123456…'],
  ['12345678.12345678.12', '12345678.12345678.12'],
  ['12345678.12345678.12.4', '12345678.12345678.12.4'],
  ['12345678.12345678.1 3', '12345678.12345678.1 3'],
  ['1234567 .12345678.123', '1234567 .12345678.123'],
  ['a_-4567 .12345678.123', 'a_-4567 .12345678.123'],
  ['123456789012345678901', '123456789012345678901'],
  [`${'\u202e'.repeat(50)}`, `${'\ufffd'.repeat(6)}…`],
])('%j is shown as %j', (value, text) => {
  expect(shown(value)).toBe(text)
})

test('what a terminal would obey is replaced', () => {
  expect(printable('a\u0000b\u200bc\u2028d\u2029e\u{e0001}f\ud800', '?')).toBe('a?b?c?d?e?f?')
  expect(printable('a\tb\u001b')).toBe('a\ufffdb\ufffd')
})

test.each<[string, string[], string | undefined]>([
  ['TOKEN', ['inspect', 'Token'], 'Token'],
  ['tokne', ['inspect', 'token'], 'token'],
  ['tokxyn', ['token'], 'token'],
  ['txkxnx', ['token'], undefined],
  ['abc', ['abd'], 'abd'],
  ['abc', ['axd'], undefined],
  ['abcd', ['axyd'], 'axyd'],
  ['abcd', ['xyzd'], undefined],
  ['ab', ['ac'], 'ac'],
  ['a', ['b'], undefined],
  ['a', ['ab'], undefined],
  ['', ['a'], undefined],
  ['ins', ['token', 'inspect'], 'inspect'],
  ['INS', ['token', 'inspect'], 'inspect'],
  ['in', ['token', 'inspect'], undefined],
  ['spect', ['token', 'inspect'], 'inspect'],
  ['pect', ['token', 'inspect'], undefined],
  ['inspection', ['token', 'inspect'], 'inspect'],
])('%j, out of %j, was probably %s', (name, candidates, meant) => {
  expect(nearest(name, candidates)).toBe(meant)
})
