/**
 * Bad input at the core: 100,000 generated inputs, right ones that were changed. Each is taken or refused with an
 * error of ours, within a second; none brings out another exception, a 500, or the secret.
 */
import { expect, it } from 'vitest'
import { SECRET } from '../support/world.ts'
import { holdsContract } from './support/contract.ts'
import { FILE_KINDS } from './support/file-inputs.ts'
import { HTTP_KINDS } from './support/http-inputs.ts'
import { SEED, type Tried } from './support/inputs.ts'
import { LINE_KINDS } from './support/line-inputs.ts'
import { NETWORK_KINDS } from './support/network-inputs.ts'
import { TOKEN_KINDS } from './support/token-inputs.ts'

const KINDS = [...TOKEN_KINDS, ...FILE_KINDS, ...HTTP_KINDS, ...NETWORK_KINDS, ...LINE_KINDS]
const LEAST = 100_000
const done: Tried[] = []

it.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', async (_name, kind) => {
  const tried = await kind.check()
  done.push(tried)
  const { name, count, taken, slowestMs } = tried
  process.stdout.write(
    `${name}: ${count} inputs, ${taken} taken; the slowest took ${slowestMs.toFixed(1)} ms\n`,
  )
  // Inputs that are all refused, or all taken, would try one way alone.
  expect(taken).toBeGreaterThan(0)
  if (kind.refuses) expect(taken).toBeLessThan(count)
})

it(`were ${LEAST} inputs or more`, () => {
  const sum = done.reduce((total, { count }) => total + count, 0)
  process.stdout.write(`bad input at the core: ${sum} inputs, SEED=${SEED}\n`)
  expect(sum).toBeGreaterThanOrEqual(LEAST)
})

/** What must not pass, so that the check of command lines can fail. */
it.each([
  ['a bug', ['token'], { code: 70 }],
  ['a signal', ['token'], { code: null }],
  ["another program's code", ['token'], { code: 127 }],
  ['a stack trace', ['token'], { stderr: 'error: x\n    at run (/dist/cli.cjs:1:2)\n' }],
  ['a secret', ['token'], { stderr: `error: ${SECRET}` }],
  ['a whole token', ['token'], { stderr: `error: eyJ${'a'.repeat(30)}.${'b'.repeat(30)}.c` }],
  ['half a result', ['token'], { stdout: 'eyJ\n' }],
  ['no JSON', ['token', '--json'], { stdout: '' }],
  ['an error without a code', ['token', '--json'], { stdout: '{"error":{"message":"x","hint":null}}\n' }],
  ['nothing said', ['token'], { stderr: '' }],
] as const)('%s breaks the contract', (_name, args, wrong) => {
  const right = { code: 2, stdout: '', stderr: 'error: x          [value-invalid]\n' }
  expect(() => holdsContract(['token'], right)).not.toThrow()
  expect(() => holdsContract(args, { ...right, ...wrong })).toThrow()
})
