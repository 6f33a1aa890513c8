/**
 * Disks that are full, read-only or forbidden, and files that are something else: an error (3 for the secret, the
 * --dotenv file and the store, 2 for any other) that names the path and says in words what is wrong, nothing on
 * stdout, and every byte on the disk as it was.
 */
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type OnDiskEnded, onDisk, ownMounts } from '../support/disk.ts'
import { COMMANDS, CONTENTS, type DiskCommand } from '../support/disk-commands.ts'
import { STATES, type State } from '../support/disk-states.ts'
import { openShell, sh } from '../support/shell.ts'
import { SECRET } from '../support/world.ts'

/** The lock of a holder that lives is waited for half a minute, and none of these is one. */
const MOST_MS = 25_000
const WAY = ownMounts()

const FILES = Object.fromEntries(
  Object.entries(CONTENTS).map(([path, text]) => [path.replaceAll('/', '-'), text]),
)

/** The disk with all of its files, and `$file` as the one that something is wrong with. */
function prepare(file: string, lines: readonly string[]): string[] {
  return [
    'mkdir disk/store disk/app disk/ci && chmod 700 disk/store',
    // 64 kB are sixteen pages, and a file takes one at least: only what lies beside it.
    ...Object.keys(CONTENTS)
      .filter((path) => dirname(path) === dirname(file))
      .map((path) => `cp ${path.replaceAll('/', '-')} disk/${path} && chmod 600 disk/${path}`),
    `file=disk/${file} folder=disk/${dirname(file)}`,
    ...lines,
  ]
}

async function tryIt({ line, file, env }: DiskCommand, state: State): Promise<OnDiskEnded> {
  return onDisk(WAY, {
    mount: state.mount ?? '',
    prepare: prepare(file, state.lines),
    // The paths of the environment are whole; those of the command line are as they were given.
    command: [
      'export VIDEOSDK_TOKEN_CONFIG_DIR="$PWD/disk/store" GITHUB_ENV="$PWD/disk/ci/env" GITHUB_OUTPUT="$PWD/disk/ci/output"',
      `videosdk-token ${line}`,
    ].join('\n'),
    ...(state.powerless && { powerless: true }),
    ...(env && { env }),
    files: { ...FILES, secret: SECRET },
  })
}

function isStopped({ use, spared = [], line }: DiskCommand, { name, stops }: State): boolean {
  if (spared.includes(name)) return false
  if (stops === 'locking') return use === 'writes' && !line.includes('github')
  return stops === 'all' || (stops === 'writing' && use === 'writes')
}

/** Words of what is wrong stand behind the path: a code alone says nothing. */
const IN_WORDS = /(: |is |are |no |longer )[a-z][a-z,' ]{5,}/
const BARE_CODE = /(^|[^a-z] )\(?E[A-Z]{3,}\)?/m

const counts = new Map<string, { stopped: number; untouched: number }>()
afterAll(() => {
  for (const [name, { stopped, untouched }] of counts)
    process.stdout.write(`${name.padEnd(40)} ${stopped} errors, disk as it was; ${untouched} not concerned\n`)
  const all = [...counts.values()]
  const sum = (key: 'stopped' | 'untouched') => all.reduce((total, one) => total + one[key], 0)
  process.stdout.write(
    `disks: ${STATES.length} states x ${COMMANDS.length} commands: ${sum('stopped')} errors, ${sum('untouched')} not concerned\n`,
  )
})

describe.each(STATES)('$name', (state) => {
  it.concurrent.each(COMMANDS)('$name', async (command) => {
    const ended = await tryIt(command, state)
    const { code, stdout, stderr, before, after, ms } = ended
    const count = counts.get(state.name) ?? { stopped: 0, untouched: 0 }
    counts.set(state.name, count)
    expect(ms).toBeLessThan(MOST_MS)
    if (!isStopped(command, state)) {
      expect({ code, stderr }).toMatchObject({ code: 0 })
      count.untouched++
      return
    }
    expect({ code, stdout, stderr }).toEqual({ code: command.code, stdout: '', stderr: expect.any(String) })
    expect(stderr).toMatch(/^error: /)
    const paths = state.alone ? [command.file] : [command.file, command.beside ?? command.file]
    expect(paths.some((path) => stderr.includes(`disk/${path}`))).toBe(true)
    expect(stderr.split('\n')[0]).toMatch(IN_WORDS)
    expect(stderr).not.toMatch(BARE_CODE)
    expect(stderr).not.toContain('    at ')
    expect(after).toBe(before)
    count.stopped++
  })
})

describe('stdout on a full disk', () => {
  it.concurrent.each([
    'token --sandbox',
    'token --sandbox --json',
    'token --sandbox -n 3',
    'inspect --sandbox "$(videosdk-token token --sandbox)"',
    'inspect nothing --json',
    'profile list --json',
    'profile path',
    'create-meeting --sandbox',
    'create-meeting --sandbox >/dev/null; videosdk-token list-meetings --sandbox',
    'validate --sandbox nobody',
    'snippet node',
    'completion bash',
    'doctor --offline',
    'help formats',
    '--help',
    '--version',
    'serve --sandbox --port 0 --json',
    'sandbox --memory --port 0 --json',
  ])('%s is an error', async (line) => {
    const { code, stderr } = await sh(`timeout 30 videosdk-token ${line} >/dev/full`, openShell())
    expect(code).toBe(2)
    expect(stderr).toContain('the disk is full (ENOSPC)')
  })

  it('of --json leaves an error to stderr', async () => {
    const line = 'timeout 30 videosdk-token token --perm nope --json >/dev/full'
    const { code, stderr } = await sh(line, openShell())
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('[permission-unknown]') })
  })

  it.concurrent.each([
    ['token --sandbox', 0],
    ['token --perm nope', 2],
    ['token', 3],
    ['validate --sandbox nobody', 1],
  ])('stderr on a full disk changes nothing: %s', async (line, code) => {
    const ended = await sh(`timeout 30 videosdk-token ${line} --verbose 2>/dev/full`, openShell())
    expect(ended).toMatchObject({ code })
  })
})
