/**
 * Bad input at the executable: 2,000 processes with generated command lines, files, environments and stdin. Each
 * ends by itself (a server, when it is told to), within ten seconds and with a code of the contract; none shows a
 * stack trace or a secret.
 */
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EXECUTABLE, ending, openShell } from '../support/shell.ts'
import { API_KEY, SECRET } from '../support/world.ts'
import { commandLine, files, stdin } from './support/command-lines.ts'
import { holdsContract } from './support/contract.ts'
import { wellFormed } from './support/hostile.ts'
import { SEED } from './support/inputs.ts'

const COUNT = 2_000
const LONGEST_MS = 10_000
/** What no argument and no variable of a process can hold, or be as long as. */
const NUL = /\0/g
const LONGEST_ARGUMENT = 100_000
/** Of one that listens, and is told to stop. */
const LISTENS = /https?:\/\/[^ ]*:\d+/

const QUIET = /^-\w*q|^--quiet$/

const CLOSED = 'http://127.0.0.1:1'
/** Nobody is asked: what was not told of another place finds nothing there. */
const NOWHERE = { VIDEOSDK_API_ENDPOINT: CLOSED, HTTPS_PROXY: CLOSED, NO_PROXY: '127.0.0.1,localhost' }
const environment = fc.constantFrom<Record<string, string>>(
  {},
  {},
  { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET },
  { VIDEOSDK_API_KEY: API_KEY },
  { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET, VIDEOSDK_TOKEN: 'undefined', FORCE_COLOR: '1' },
  { VIDEOSDK_PROFILE: '__proto__', VIDEOSDK_TOKEN_CONFIG_DIR: '.env' },
)
const input = fc.record({ line: commandLine, given: files, text: stdin, env: environment })

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

interface Ran {
  readonly code: number | null
  readonly ms: number
  readonly stopped: boolean
}

async function ran({ line, given, text, env }: Input): Promise<Ran> {
  const shell = openShell({ ...NOWHERE, ...env })
  for (const [name, content] of Object.entries(given))
    writeFileSync(join(shell.folder, name), content, 'latin1')
  const typed = line.map((arg) => wellFormed(arg).replace(NUL, '').slice(0, LONGEST_ARGUMENT))
  const serves = typed.some((arg) => arg === 'serve' || arg === 'sandbox')
  // A quiet server says nowhere else that it listens.
  const args = serves && typed.some((arg) => QUIET.test(arg)) ? ['--json', ...typed] : typed
  const began = performance.now()
  const child = spawn(process.execPath, [EXECUTABLE, ...args], {
    cwd: shell.folder,
    env: shell.env,
    stdio: 'pipe',
  })
  child.stdin.on('error', () => {})
  child.stdin.end(Buffer.from(text, 'latin1'))
  let stopped = false
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      if (!serves || stopped || !LISTENS.test(String(chunk))) return
      stopped = true
      // It says where it listens a moment before it can be told to stop.
      setTimeout(() => child.kill('SIGTERM'), 100)
    })
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const ended = await ending(child)
  clearTimeout(timer)
  const ms = performance.now() - began
  rmSync(shell.folder, { recursive: true, force: true })
  try {
    if (ended.signal !== null) throw new Error(`ended by ${ended.signal} after ${Math.round(ms)} ms`)
    holdsContract(args, ended)
  } catch (error) {
    throw new Error(
      `SEED=${SEED}: ${fc.stringify({ args, given, text, env }).slice(0, 3_000)}\n${String(error)}`,
    )
  }
  return { code: ended.code, ms, stopped }
}

test(`${COUNT} processes`, async () => {
  const inputs = fc.sample(input, { seed: SEED, numRuns: COUNT })
  const done: Ran[] = []
  const next = inputs.values()
  const work = async (): Promise<void> => {
    for (const one of next) done.push(await ran(one))
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  const seconds = Math.round((performance.now() - began) / 1000)
  const codes = new Map<number | null, number>()
  for (const { code } of done) codes.set(code, (codes.get(code) ?? 0) + 1)
  const by = [...codes].sort().map(([code, count]) => `${count} with ${code}`)
  const slowest = Math.max(...done.map(({ ms }) => ms))
  const servers = done.filter(({ stopped }) => stopped).length
  process.stdout.write(
    `bad input at the executable: ${done.length} processes in ${seconds} s, SEED=${SEED}; ended ${by.join(', ')}; ${servers} servers told to stop; the slowest took ${Math.round(slowest)} ms\n`,
  )
  expect(done.length).toBeGreaterThanOrEqual(COUNT)
  // Where all are refused at once, nothing behind the first check was tried.
  for (const code of [0, 1, 2, 3]) expect(codes.get(code)).toBeGreaterThan(10)
  expect(servers).toBeGreaterThan(10)
})
