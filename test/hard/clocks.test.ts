/** Clocks that jump or differ, and a time zone and a language that nobody expects. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parseStore } from '../../src/profiles/format.ts'
import { ownMounts } from '../support/disk.ts'
import { signToken } from '../support/sandbox-process.ts'
import { type Ended, EXECUTABLE, ending, openShell, type Shell, sh } from '../support/shell.ts'
import { API_KEY, claimsOf, NOW } from '../support/world.ts'

const CLOCK = resolve(import.meta.dirname, '../support/clock.mjs')
const HOUR_MS = 3_600_000

interface Clocked extends Shell {
  /** Milliseconds that the clock is ahead from now on, or `=` and where it stands. */
  readonly set: (told: number | string) => void
}

function openClocked(told: number | string, env: Record<string, string> = {}): Clocked {
  const shell = openShell()
  const file = join(shell.folder, 'clock')
  const set = (text: number | string): void => writeFileSync(file, String(text))
  set(told)
  return {
    folder: shell.folder,
    env: { ...shell.env, CLOCK: file, NODE_OPTIONS: `--import ${CLOCK}`, ...env },
    set,
  }
}

describe('output is the same, byte for byte,', () => {
  const EXPIRED = signToken({ now: new Date('2020-01-01T00:00:00Z'), expiresIn: 600, jti: 'x' })
  const LINES = [
    'token --sandbox --now=2026-11-25T12:00:00Z --jti x --json',
    'token --sandbox --now=2026-11-25T12:00:00Z --jti x --expires 2026-12-25T12:00:00+05:45 --json',
    'token --sandbox -n 1234 --jti x%n --participant İI%n -o csv',
    `inspect --sandbox ${EXPIRED}`,
    `inspect --sandbox --json ${EXPIRED}`,
    'profile list',
    'profile list --json',
    'list-meetings --sandbox',
    'list-meetings --sandbox --json',
    'doctor --offline',
    'token --perm ALLOW_JOİN',
    '--help',
    'help exit-codes',
  ]
  const home = openClocked(`=${NOW.getTime()}`, { TZ: 'UTC', LANG: 'C' })
  const script = LINES.map((line) => `videosdk-token ${line}; echo "[exit $?]"`).join('\n')
  const show = (env: Record<string, string>): Promise<Ended> =>
    sh(script, { folder: home.folder, env: { ...home.env, ...env } })
  const expected = (async () => {
    const add = `videosdk-token profile add İstanbul --offline --api-key ${API_KEY} --secret-file -`
    const made = await sh(`${add}; videosdk-token create-meeting --sandbox`, home, 'ı'.repeat(40))
    expect(made.code).toBe(0)
    return show({})
  })()

  it('as it should be in UTC', async () => {
    const { code, stdout } = await expected
    expect(code).toBe(0)
    expect(stdout.match(/\[exit \d+\]/g)).toHaveLength(LINES.length)
    expect(stdout).toContain('"iat":1795608000')
    expect(stdout).toContain('"expiresAt":"2026-12-25T06:15:00Z"')
  })

  it.each([
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'Asia/Kathmandu',
    'America/St_Johns',
    'Africa/Casablanca',
    'nonsense',
    '',
    ':/etc/localtime',
    'XYZ+25',
  ])('with TZ=%s', async (TZ) => {
    expect(await show({ TZ })).toEqual(await expected)
  })

  it.each(['tr_TR.UTF-8', 'C', 'ar_EG.UTF-8', 'fa_IR', 'th_TH@calendar=buddhist', 'ja_JP.eucJP', 'xx', ''])(
    'with LANG and LC_ALL=%s',
    async (name) => {
      const env = { LANG: name, LC_ALL: name, LANGUAGE: name, TZ: 'America/St_Johns' }
      expect(await show(env)).toEqual(await expected)
    },
  )
})

describe('a clock that jumps', () => {
  async function start(line: string, clock: Clocked) {
    const args = [EXECUTABLE, ...line.split(' '), '--port', '0', '--json']
    const child = spawn(process.execPath, args, { cwd: clock.folder, env: clock.env, stdio: 'pipe' })
    const ended = ending(child)
    const [first] = await once(child.stdout, 'data')
    const { url } = JSON.parse(String(first)) as { url: string }
    const stop = async (): Promise<number | null> => {
      child.kill('SIGTERM')
      return (await ended).code
    }
    return { url, stop }
  }

  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
    ['to 2038', Date.parse('2038-01-19T03:14:08Z') - Date.now()],
    ['to 1980', Date.parse('1980-01-06T00:00:00Z') - Date.now()],
  ])('%s gives a server neither more tokens a minute nor fewer', async (_name, jump) => {
    const clock = openClocked(0)
    const { url, stop } = await start('serve --sandbox --rate-limit 2', clock)
    const ask = async () => {
      const answer = await fetch(`${url}/get-token`)
      const { token } = (await answer.json()) as { token?: string }
      return { status: answer.status, token, retryAfter: Number(answer.headers.get('retry-after')) }
    }
    expect((await ask()).status).toBe(200)
    clock.set(jump)
    const { status, token = '' } = await ask()
    expect(status).toBe(200)
    // A token is one of the clock as it is.
    expect(Math.abs(Number(claimsOf(token).iat) - (Date.now() + jump) / 1000)).toBeLessThan(30)
    const third = await ask()
    expect(third.status).toBe(429)
    expect(third.retryAfter).toBeGreaterThan(0)
    expect(third.retryAfter).toBeLessThanOrEqual(60)
    clock.set(-jump)
    expect((await ask()).status).toBe(429)
    expect(await stop()).toBe(0)
  })

  it('takes no room and no answer from a sandbox', async () => {
    const clock = openClocked(0)
    const { url, stop } = await start('sandbox', clock)
    const call = async (path: string, init: RequestInit, now: Date) => {
      const headers = { authorization: signToken({ now, expiresIn: 600 }) }
      const answer = await fetch(`${url}${path}`, { ...init, headers })
      return { status: answer.status, body: (await answer.json()) as { roomId?: string } }
    }
    const rooms: (string | undefined)[] = []
    for (const jump of [0, HOUR_MS, -HOUR_MS, 20 * 365 * 24 * HOUR_MS]) {
      clock.set(jump)
      const now = new Date(Date.now() + jump)
      const made = await call('/v2/rooms', { method: 'POST' }, now)
      expect(made.status).toBe(200)
      rooms.push(made.body.roomId)
      for (const roomId of rooms)
        expect((await call(`/v2/rooms/validate/${roomId}`, {}, now)).status).toBe(200)
      expect((await call('/v2/sessions', {}, now)).status).toBe(200)
    }
    clock.set(0)
    expect(new Set(rooms).size).toBe(4)
    expect(await stop()).toBe(0)
  })

  /** Answers 429 once, with a date of its own clock, and then a room; jumps in between. */
  async function busyServer(jump: () => void, retryAfter: () => string) {
    let asked = 0
    const server = createServer((_request, response) => {
      if (asked++ > 0) return void response.end('{"roomId":"abcd-efgh-ijkl"}')
      jump()
      response.writeHead(429, { 'retry-after': retryAfter() }).end('{}')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}`, close: () => server.close(), asked: () => asked }
  }

  it.each([
    ['seconds', HOUR_MS, () => '2'],
    ['seconds', -HOUR_MS, () => '2'],
    ['a date', HOUR_MS, () => new Date(Date.now() + 3_000).toUTCString()],
    ['a date', -HOUR_MS, () => new Date(Date.now() + 3_000).toUTCString()],
    // As C's asctime writes it, without a zone: it means GMT wherever one is.
    [
      'an old date',
      0,
      () =>
        new Date(Date.now() + 3_000)
          .toUTCString()
          .replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4'),
    ],
  ])('a Retry-After of %s is kept, though the clock jumps by %d ms', async (_name, jump, retryAfter) => {
    const clock = openClocked(0, { VIDEOSDK_TOKEN: signToken({ expiresIn: '7d' }), TZ: 'Asia/Kathmandu' })
    const server = await busyServer(() => clock.set(jump), retryAfter)
    const began = performance.now()
    const line = `videosdk-token create-meeting --endpoint ${server.url} --timeout 20s`
    const { code, stdout } = await sh(line, clock)
    const ms = performance.now() - began
    server.close()
    expect({ code, stdout, asked: server.asked() }).toEqual({ code: 0, stdout: 'abcd-efgh-ijkl\n', asked: 2 })
    expect(ms).toBeGreaterThan(1_900)
    expect(ms).toBeLessThan(15_000)
  })
})

test('ten machines that share a store, their clocks up to a day apart, lose nothing', async () => {
  const WRITES = 4
  const { folder, env } = openClocked(0)
  const [program = '', ...args] = ownMounts()
  const machines = Array.from({ length: 10 }, (_, n) => {
    const clock = join(folder, `clock-${n}`)
    writeFileSync(clock, String((n - 5) * 5 * HOUR_MS))
    const script = [
      `echo machine-${n} > /proc/sys/kernel/hostname`,
      'set -e',
      ...Array.from(
        { length: WRITES },
        (_, m) =>
          `echo 0123456789012345678901234567890123456789 | videosdk-token profile add p${n}-${m} --offline --api-key ${API_KEY} --secret-file -`,
      ),
    ].join('\n')
    return ending(
      spawn(program, [...args, '--uts', 'sh', '-c', script], { cwd: folder, env: { ...env, CLOCK: clock } }),
    )
  })
  const ended = await Promise.all(machines)
  expect(ended.map(({ code }) => code)).toEqual(machines.map(() => 0))
  const store = join(folder, '.config/videosdk-token')
  const { profiles } = parseStore(readFileSync(join(store, 'config.json'), 'utf8'))
  expect(profiles).toHaveLength(10 * WRITES)
  expect(readdirSync(store)).toEqual(['config.json'])
})
