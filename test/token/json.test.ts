/** What JSON.parse does not tell of a text: how deep it is, and which name stands in it twice. */
import { expect, test } from 'vitest'
import { jsonShape } from '../../src/token/json.ts'

test.each([
  ['7', 0],
  ['"[[{"', 0],
  ['[]', 1],
  ['[[],[],{}]', 2],
  ['{"a":{},"b":{},"c":[]}', 2],
  ['[[[]],[]]', 3],
  ['{"a":[{"b":[1]}],"c":[]}', 4],
  ['{"[":"]","{":"}","a\\"[":["\\\\"]}', 2],
])('%s is %d deep', (json, depth) => {
  expect(jsonShape(json)).toEqual({ depth, duplicate: undefined })
})

test.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":{"b":1},"a":2}', 'a'],
  ['{"a":["x"],"a" \t\r\n:2}', 'a'],
  ['[{"b":1},{"c":1,"c":1}]', 'c'],
  ['{"a":1,"b":2,"b":3,"a":4}', 'b'],
  ['{"\\u0061":1,"a":2}', 'a'],
  ['{"a\\"":1,"a\\"":2}', 'a"'],
  ['{"":1,"":2}', ''],
])('%s has a name twice: %s', (json, duplicate) => {
  expect(jsonShape(json).duplicate).toBe(duplicate)
})

test.each(['{"a":{"a":1},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":["a","a"]}', '{"a":1,"A":2}'])(
  '%s has none twice',
  (json) => {
    expect(jsonShape(json).duplicate).toBeUndefined()
  },
)
