/** Lists of permissions: how they are read, and which of them is less than another. */
import { expect, test } from 'vitest'
import {
  isWithin,
  moderatesOnly,
  mustBeLetIn,
  type Permission,
  splitList,
  toCeiling,
  toPermissions,
  toRoles,
} from '../../src/token/lists.ts'

test.each([
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  [' a  b\tc ', ['a', 'b', 'c']],
  ['a , b\n,c', ['a', 'b', 'c']],
])('%j is split into %j', (text, items) => {
  expect(splitList(text)).toEqual(items)
})

test.each(['', ' ', ',', 'a,', ',a', 'a,,b', 'a, ,b'])('%j has an empty item', (text) => {
  expect(() => splitList(text)).toThrow(expect.objectContaining({ code: 'value-empty' }))
})

const [JOIN, ASK, MOD] = ['allow_join', 'ask_join', 'allow_mod'] as const

test('names become permissions in the order given, each once', () => {
  expect(toPermissions([MOD, JOIN, MOD])).toEqual([MOD, JOIN])
  expect(toPermissions([ASK, ASK])).toEqual([ASK])
  expect(toCeiling([JOIN, ASK, MOD])).toEqual([JOIN, ASK, MOD])
  expect(toRoles(['crawler', 'rtc', 'crawler'])).toEqual(['crawler', 'rtc'])
})

test.each<[Permission[], Permission[], boolean]>([
  [[JOIN], [JOIN], true],
  [[JOIN], [JOIN, MOD], true],
  [[MOD, JOIN], [JOIN, MOD], true],
  [[JOIN, MOD], [JOIN], false],
  [[MOD], [JOIN], false],
  [[ASK], [JOIN], true],
  [[ASK], [ASK], true],
  [[ASK], [MOD], false],
  [[ASK, MOD], [JOIN, MOD], false],
  [[JOIN], [ASK], false],
])('%j within %j: %s', (asked, most, within) => {
  expect(isWithin(asked, most)).toBe(within)
})

test.each<[string[], boolean]>([
  [[MOD], true],
  [[MOD, 'other'], true],
  [[MOD, JOIN], false],
  [[MOD, ASK], false],
  [[JOIN], false],
  [[], false],
])('%j moderates without letting in: %s', (names, only) => {
  expect(moderatesOnly(names)).toBe(only)
})

test.each<[unknown, boolean]>([
  [[ASK], true],
  [[ASK, MOD], true],
  [[ASK, JOIN], false],
  [[JOIN], false],
  [[MOD], false],
  [[], false],
  [ASK, false],
  [undefined, false],
])('with %j one waits to be let in: %s', (permissions, waits) => {
  expect(mustBeLetIn(permissions)).toBe(waits)
})
