/** Every code of the table is raised somewhere, and leads to its exit code. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Session } from '../../src/cli/command.ts'
import { EXIT_CODE_OF } from '../../src/cli/exit-codes.ts'
import { giveToGithub } from '../../src/cli/github.ts'
import { runProgram } from '../../src/cli/run-program.ts'
import { LockTimeout } from '../../src/files/lock-timeout.ts'
import { toStoreError } from '../../src/files/store-error.ts'
import { createSigner, VideosdkTokenError } from '../../src/index.ts'
import type { Fetch } from '../../src/meetings/fetch.ts'
import { createNodeFetch } from '../../src/meetings/node-fetch.ts'
import { addProfile } from '../../src/profiles/store.ts'
import { ERROR_CODES, type ErrorCode } from '../../src/token/errors.ts'
import {
  API_KEY,
  createWorld,
  type Result,
  run,
  SECRET,
  unreachable,
  type World,
  withCredentials,
} from '../support/world.ts'

/** A command line that raises it (with credentials in the environment), or something to call. */
type Raise = string | readonly string[] | ((world: World) => Promise<unknown> | unknown)

const bad = (env: Record<string, string>) => async () => run('token --json --strict', createWorld({ env }))
const withStore = (text: string) => async (world: World) => {
  mkdirSync(join(world.folder, 'config'))
  writeFileSync(join(world.folder, 'config', 'config.json'), text)
  return run('profile list --json', world)
}

const SIGNED = createSigner({ apiKey: API_KEY, secret: SECRET }).signWithClaims()
const STYLE = { format: 'github', envName: 'TOKEN', now: 0, credentials: 'env' } as const

const RAISED = {
  'command-unknown': 'tokne',
  'flag-unknown': 'token --prem',
  'flag-conflict': 'token --sandbox --profile x',
  'argument-extra': 'token allow_mod',
  'argument-missing': 'profile add',
  'value-missing': 'token --room',
  'value-empty': ['token', '--room', ''],
  'value-invalid': 'token --token-version 3',
  'stdin-twice': 'token --from - --participants -',
  'secret-on-command-line': 'token --secret x',
  'file-unreadable': 'inspect @nowhere',
  'output-failed': failingStdout,
  'option-unknown': () => createSigner({ apiKey: 'k', secret: 's' }).sign({ rooms: 1 } as object),
  'duration-invalid': 'token -e 0s',
  'date-invalid': 'token --now 2026-01-01',
  'time-order': 'token -e 2020-01-01T00:00:00Z',
  'time-out-of-range': 'token -e 418000w',
  'permission-unknown': 'token -p allow_jion',
  'permission-conflict': 'token -p ask_join,allow_mod',
  'role-unknown': 'token --role x',
  'id-invalid': ['token', '--room', 'a b'],
  'claim-reserved': 'token --claim exp=1',
  'claim-invalid': 'token --claim novalue',
  'count-invalid': 'token -n 0',
  'endpoint-invalid': 'token --endpoint x',
  'profile-name-invalid': ['profile', 'add', 'a b'],
  'profile-exists': (world) => {
    const profile = { name: 'a', apiKey: API_KEY, secret: SECRET }
    const path = join(world.folder, 'config.json')
    return addProfile(path, profile).then(() => addProfile(path, profile))
  },
  malformed: 'token --from nonsense',
  'signature-invalid': `token --from ${createSigner({ apiKey: API_KEY, secret: 'x' }).sign()}`,
  'permission-cannot-join': 'token --strict -p allow_mod',
  'role-cannot-join': 'token --strict --role crawler --room a',
  'moderator-unbound': 'token --strict -p allow_join,allow_mod -e 2d',
  'expires-late': 'token --strict -e 366d',
  'claim-ignored': 'token --strict --claim peerId=x',
  'secret-short': bad({ VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: 'short' }),
  'credentials-equal': bad({ VIDEOSDK_API_KEY: SECRET, VIDEOSDK_SECRET: SECRET }),
  'credentials-swapped': bad({ VIDEOSDK_API_KEY: SECRET, VIDEOSDK_SECRET: API_KEY }),
  'credentials-placeholder': bad({ VIDEOSDK_API_KEY: 'your_api_key', VIDEOSDK_SECRET: SECRET }),
  'credentials-missing': bad({}),
  'credentials-incomplete': bad({ VIDEOSDK_API_KEY: API_KEY }),
  'credentials-conflict': bad({ ...withCredentials, VIDEOSDK_SECRET_KEY: 'x' }),
  'secret-unreadable': 'token --api-key x --secret-file nowhere',
  'secret-invalid': 'token --api-key x --secret-file /dev/null',
  'secret-command-failed': withCommand('false'),
  'secret-command-untrusted': withCommand('true', 4_294_967),
  'dotenv-unreadable': () => run('token --dotenv nowhere --json'),
  'profile-unknown': 'profile use nowhere',
  'store-invalid': withStore('[]'),
  'store-failed': (world) =>
    run('profile list --json', { ...world, env: { VIDEOSDK_TOKEN_CONFIG_DIR: '/dev/null' } }),
  'store-locked': () => {
    throw toStoreError('the profile store /store', 'written', new LockTimeout('/store.lock', 'host 1 2'))
  },
  'file-unwritable': 'token --into nowhere/.env',
  'clipboard-failed': 'token --copy',
  'qr-unfit': `token --qr --claim long=${'x'.repeat(3_000)}`,
  'not-in-github-actions': () => giveToGithub(SIGNED, STYLE, { context: { env: {} } } as Session),
  'program-missing': () => runProgram(['no-such-program'], { PATH: '/nowhere' }),
  'program-failed': () => runProgram(['/'], {}),
  'meeting-unknown': 'deactivate-meeting --sandbox nobody',
  'request-refused': answering(400, '{"message":"odd"}'),
  'api-version-unsupported': 'list-meetings --sandbox --api-version 1',
  'proxy-invalid': () => createNodeFetch({ httpProxy: 'socks5://x' }),
  'listen-failed': 'sandbox --memory --host 192.0.2.1',
  'token-refused': answering(401, '{"message":"Token is invalid or expired"}'),
  'rate-limited': answering(429, '{}'),
  'api-failed': answering(500, '{}'),
  'answer-invalid': answering(200, '<html>'),
  redirected: answering(302, ''),
  'network-failed': () => run('validate x --json --retries 0', inEnv(unreachable)),
  'timed-out': () =>
    run(
      'validate x --json --timeout 20ms',
      inEnv(() => new Promise(() => {})),
    ),
  interrupted: () =>
    run('profile add x --json', createWorld({ tty: { stdin: true, stderr: true }, typed: ['\u0003'] })),
  bug: () => run('token --json', broken()),
} satisfies Record<ErrorCode, Raise>

test.each(Object.entries(RAISED) as [ErrorCode, Raise][])('%s', async (code, raise) => {
  const outcome = await attempt(raise)
  if (outcome instanceof VideosdkTokenError) {
    expect(outcome.code).toBe(code)
    return
  }
  expect(JSON.parse(outcome.stdout).error).toMatchObject({ code, message: expect.stringMatching(/\S/) })
  expect(outcome.code).toBe(EXIT_CODE_OF[code])
})

test('each is in the table with a sentence', () => {
  for (const text of Object.values(ERROR_CODES)) expect(text).toMatch(/^[A-Za-z].*\.$/)
})

test('a bug says that it is one, asks for a report, and shows its stack with --verbose only', async () => {
  const world = broken()
  const { code, stdout, stderr } = await run('token', world)
  expect({ code, stdout }).toEqual({ code: 70, stdout: '' })
  expect(stderr).toContain('please report it')
  expect(stderr).not.toMatch(/^\s+at /m)
  expect((await run('token --verbose', world)).stderr).toMatch(/^\s+at /m)
  expect((await run('token -p nope', createWorld())).stderr).not.toContain('report')
})

function inEnv(fetch: Fetch): World {
  return createWorld({ env: withCredentials, fetch })
}

/** A look-up that gets this answer. */
function answering(status: number, body: string): Raise {
  return () =>
    run(
      'validate x --json --retries 0',
      inEnv(async () => new Response(body, { status })),
    )
}

/** A world whose clock is none, which nothing expects. */
function broken(): World {
  return createWorld({ env: withCredentials, now: Object.create(Date.prototype) })
}

async function attempt(raise: Raise): Promise<Result | VideosdkTokenError> {
  const world = createWorld({ env: withCredentials, stdin: '' })
  try {
    if (typeof raise === 'string') return await run(`${raise} --json`, world)
    if (typeof raise !== 'function') return await run([...raise, '--json'], world)
    return (await raise(world)) as Result
  } catch (error) {
    if (error instanceof VideosdkTokenError) return error
    throw error
  }
}

function withCommand(command: string, uid?: number) {
  return async () => {
    const world = createWorld({ ...(uid !== undefined && { uid }) })
    await run(['profile', 'add', 'c', '--offline', '--api-key', API_KEY, '--secret-command', command], world)
    return run('token --json', world)
  }
}

async function failingStdout(): Promise<Result> {
  const world = createWorld({
    env: withCredentials,
    stdoutFails: Object.assign(new Error('full'), { code: 'ENOSPC' }),
  })
  const { stderr, code } = await run('token', world)
  expect(stderr).toContain('[output-failed]')
  return { code, stdout: '{"error":{"code":"output-failed","message":"see stderr"}}', stderr }
}
