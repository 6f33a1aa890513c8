/** A secret, a token and an access key with known marks: they come nowhere but where they were asked for. */
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ERROR_CODES } from '../../src/token/errors.ts'
import { commandsOfProgram } from '../support/program.ts'
import { EXECUTABLE, openShell } from '../support/shell.ts'
import { converse } from '../support/terminal.ts'
import { API_KEY } from '../support/world.ts'
import { COMMAND_LINES } from './canary/command-lines.ts'
import { broken, CRASH_LINES } from './canary/crashes.ts'
import { ERROR_LINES, echoLines } from './canary/error-lines.ts'
import { all, type Line, look, looked } from './canary/look.ts'
import { ACCESS_KEY, FORMS, FORMS_LOOKED_FOR, marksIn, SECRET, TOKEN } from './canary/marks.ts'
import { lookAtServer, type ServerRun } from './canary/serving.ts'
import { ECHO_NAMES, startUpstream, type Upstream } from './canary/upstream.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => {
  const { runs, places, children, addresses, files, ends } = looked
  const codes = [...ends.keys()].filter((end) => end in ERROR_CODES).length
  process.stdout.write(
    `${runs} runs, ${codes} of ${Object.keys(ERROR_CODES).length} error codes by a line each (3 elsewhere), ${FORMS_LOOKED_FOR} texts looked for (3 marks in ${Object.keys(FORMS).length} forms) in ${places} places: stdout, stderr and answers, ${files} files, ${children} children's argv and environment, ${addresses} addresses\n`,
  )
  return upstream.close()
})

/** The ways to speak. What -q says is said without it, too, and what --json says is with --verbose, too. */
const VOICES = [[], ['--verbose'], ['--verbose', '--json']]

function inEveryVoice(line: Line): Line[] {
  return VOICES.filter((voice) => !voice.some((flag) => line.not?.includes(flag))).map((voice) => {
    const at = line.args.indexOf('--')
    const end = at === -1 ? line.args.length : at
    return { ...line, args: [...line.args.slice(0, end), ...voice, ...line.args.slice(end)] }
  })
}

const nameOf = ({ args }: Line): string => args.map((arg) => arg.slice(0, 24)).join(' ')

test('each command of the program has a line here', async () => {
  const known = (await commandsOfProgram()).map(({ path }) => path)
  expect(Object.keys(COMMAND_LINES).sort()).toEqual(['', ...known].sort())
})

test('each command, where it goes well', async () => {
  const lines = Object.values(COMMAND_LINES)
    .flat()
    .flatMap((line) => inEveryVoice(line))
  expect(await all(lines, (line) => look(nameOf(line), line, upstream))).toEqual([])
})

test('each mark is found in each form, wherever it stands', () => {
  for (const mark of [SECRET, ACCESS_KEY, TOKEN])
    for (const [form, write] of Object.entries(FORMS))
      for (const text of write(mark)) expect(marksIn(`a ${text} z`), form).not.toEqual([])
  expect(marksIn(`user:${SECRET}`)).not.toEqual([])
  for (const before of ['', 'a', 'ab', 'user:'])
    expect(marksIn(Buffer.from(`${before}${SECRET} and more`).toString('base64'))).not.toEqual([])
  expect(marksIn('error: there is no profile "cAnArY…"')).toEqual([])
})

test('each error code has a line, or is raised elsewhere', () => {
  expect(Object.keys(ERROR_LINES).sort()).toEqual(Object.keys(ERROR_CODES).sort())
  const elsewhere = Object.entries(ERROR_LINES).filter(([, cases]) => 'elsewhere' in cases)
  expect(elsewhere.map(([code]) => code)).toEqual(['option-unknown', 'interrupted', 'bug'])
})

test('a person who types a secret, and then leaves', async () => {
  const { folder, env } = openShell()
  const answers = [
    ['API key', `${API_KEY}\r`],
    ['API secret', `${SECRET}\u0003`],
  ] as const
  const command = [process.execPath, EXECUTABLE, 'profile', 'add', 'x', '--verbose', '--no-color']
  const { screen, code } = await converse(command, { folder, env }, answers)
  expect(code).toBe(130)
  expect(screen).toContain('[interrupted]')
  expect(marksIn(screen)).toEqual([])
  expect(readdirSync(folder)).toEqual(['.bin'])
})

test('each error', async () => {
  const lines = Object.entries(ERROR_LINES).flatMap(([ends, cases]) =>
    'elsewhere' in cases ? [] : cases.flatMap((one) => inEveryVoice({ ...one, ends })),
  )
  const found = await all(lines, (line) => look(nameOf(line), line, upstream))
  expect(found).toEqual([])
})

test('an API that says back what it was sent', async () => {
  const lines = echoLines(ECHO_NAMES)
  const found = await all(lines, (line) => look(`${line.api} ${nameOf(line)}`, line, upstream))
  expect(found).toEqual([])
})

test('each bug', async () => {
  const lines = CRASH_LINES.flatMap((line) => inEveryVoice(line))
  const found = await all(lines, (line) => look(`${line.env?.BROKEN} ${nameOf(line)}`, line, upstream))
  expect(found).toEqual([])
})

test('serve and sandbox, in each form of a log', async () => {
  const runs = ['text', 'json', 'none'].flatMap((log) =>
    [[], ['--verbose'], ['-q'], ['-q', '--verbose']].flatMap((voice): ServerRun[] => [
      { command: 'serve', log, voice, api: 'ok' },
      { command: 'serve', log, voice, api: 'message-500' },
      { command: 'serve', log, voice, api: 'signature-401' },
      { command: 'sandbox', log, voice, api: 'ok' },
    ]),
  )
  expect(await all(runs, (run) => lookAtServer(run, upstream))).toEqual([])
})

test('serve, where it has a bug in each request', async () => {
  const runs = [[], ['--verbose']].flatMap((voice): ServerRun[] => [
    { command: 'serve', log: 'text', voice, api: 'ok', ...broken('hmac', 'thrown') },
    { command: 'serve', log: 'json', voice, api: 'ok', ...broken('socket', 'thrown') },
  ])
  expect(await all(runs, (run) => lookAtServer(run, upstream))).toEqual([])
})
