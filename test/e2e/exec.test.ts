/** `exec`: streams, signals, exit codes and the environment of the command, and a sandbox no longer than it. */
import { spawn } from 'node:child_process'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { EXECUTABLE, ending, openShell, type Shell, sh } from '../support/shell.ts'
import { converse } from '../support/terminal.ts'
import { API_KEY, claimsOf, SECRET } from '../support/world.ts'

const PAIR = { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET, VIDEOSDK_SECRET_KEY: SECRET }

const PRINT_ENV = `node -p 'JSON.stringify(process.env)'`

async function envUnder(flags: string, env: Record<string, string>): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await sh(`videosdk-token exec ${flags} -- ${PRINT_ENV}`, openShell(env))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

describe.concurrent('the environment of the command', () => {
  it('has the token by both names, and neither key nor secret', async () => {
    const env = await envUnder('--perm allow_join,allow_mod --room a-b-c', { ...PAIR, OTHER: 'kept' })
    expect(claimsOf(env.VIDEOSDK_TOKEN ?? '')).toMatchObject({
      apikey: API_KEY,
      permissions: ['allow_join', 'allow_mod'],
      roomId: 'a-b-c',
    })
    expect(env.VIDEOSDK_AUTH_TOKEN).toBe(env.VIDEOSDK_TOKEN)
    expect(Object.keys(env).filter((name) => /KEY|SECRET|ENDPOINT|PROXY/.test(name))).toEqual([])
    expect(env.OTHER).toBe('kept')
  })

  it('knows the endpoint that was asked for', async () => {
    const env = await envUnder('--endpoint https://api.example.org/v2', PAIR)
    expect(env.VIDEOSDK_API_ENDPOINT).toBe('https://api.example.org/v2')
  })

  it('is pointed at a sandbox, past any proxy', async () => {
    const env = await envUnder('--sandbox', { ...PAIR, no_proxy: 'example.org' })
    expect(env).toMatchObject({
      VIDEOSDK_API_KEY: 'sandbox',
      VIDEOSDK_API_ENDPOINT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      NO_PROXY: 'example.org,127.0.0.1',
      no_proxy: 'example.org,127.0.0.1',
    })
    expect(env.VIDEOSDK_SECRET_KEY).toBe(env.VIDEOSDK_SECRET)
    expect(claimsOf(env.VIDEOSDK_TOKEN ?? '').apikey).toBe('sandbox')
  })
})

describe.concurrent('exit codes', () => {
  test.each([
    [`-- true`, 0],
    [`-- sh -c 'exit 7'`, 7],
    [`-- sh -c 'kill -TERM $$'`, 143],
    [`-- sh -c 'kill -KILL $$'`, 137],
    [`-- no-such-program`, 127],
    [`-- ./plain-file`, 126],
    [`-- .`, 126],
    [`-- ./plain-file/x`, 127],
    [`-- ./loop`, 126],
    [`-- ./no-interpreter`, 126],
    [`-- ${'x'.repeat(300)}`, 126],
    [`--perm nope -- touch never`, 2],
    [`sh -c 'touch never'`, 2],
    [`--`, 2],
    [``, 2],
    [`-- ''`, 2],
    [`--json -- touch never`, 2],
    [`-n 2 -- touch never`, 2],
    [`-o env -- touch never`, 2],
    [`--into .env -- touch never`, 2],
  ])('exec %s', async (args, code) => {
    const shell = openShell()
    writeFileSync(join(shell.folder, 'plain-file'), 'true')
    writeFileSync(join(shell.folder, 'no-interpreter'), '#!/nowhere/sh\n', { mode: 0o755 })
    symlinkSync('loop', join(shell.folder, 'loop'))
    const ended = await sh(`videosdk-token exec --sandbox ${args}`, shell)
    expect([ended.code, ended.signal]).toEqual([code, null])
    if (code === 2) expect(ended.stderr).toMatch(/^error: .*\[[a-z-]+\]\n/)
    if (code === 126)
      expect(ended.stderr).toMatch(/^error: "[^"]+" (is a folder|cannot be run.*) +\[program-failed\]\n/)
    if (code === 127)
      expect(ended.stderr).toMatch(/^error: there is no program "[^"]+" +\[program-missing\]\n/)
    if (!args.includes('--json')) expect(ended.stdout).toBe('')
    expect(existsSync(join(shell.folder, 'never'))).toBe(false)
  })

  test("everything behind the first -- is the command's", async () => {
    const line = `videosdk-token exec --sandbox -- node -e 'console.log(process.argv.slice(1).join())' -- --version -- '' - --json`
    expect(await sh(line, openShell())).toMatchObject({
      code: 0,
      stdout: '--version,--,,-,--json\n',
      stderr: '',
    })
  })
})

test.concurrent("stdin, stdout and stderr are the command's", async () => {
  const line = `videosdk-token exec --sandbox -- sh -c 'tr a-z A-Z; echo oh >&2'`
  expect(await sh(line, openShell(), 'hello\n')).toMatchObject({ code: 0, stdout: 'HELLO\n', stderr: 'oh\n' })
})

/** Says what signals it gets, and ends with 5 at the second, or a while after the first. */
const COUNTER = `
let signals = []
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(name, () => {
  signals.push(name)
  setTimeout(() => { console.log('got ' + signals.join()); process.exit(5) }, 300)
})
setInterval(() => {}, 1000)
console.log('ready')`

const counted = (shell: Shell): string[] => {
  writeFileSync(join(shell.folder, 'counter.cjs'), COUNTER)
  return [EXECUTABLE, 'exec', '--sandbox', '--', process.execPath, 'counter.cjs']
}

describe.concurrent('signals', () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const)(
    '%s is passed on, once, where there is no terminal',
    async (signal) => {
      const shell = openShell()
      const { folder: cwd, env } = shell
      // In a session of its own, so that it has no terminal wherever the tests run.
      const child = spawn(process.execPath, counted(shell), { cwd, env, detached: true })
      child.stdout.once('data', () => child.kill(signal))
      expect(await ending(child)).toMatchObject({ code: 5, signal: null, stdout: `ready\ngot ${signal}\n` })
    },
  )

  it.each([
    ['SIGINT', '\u0003'],
    ['SIGQUIT', '\u001c'],
  ])('%s from a terminal comes once', async (signal, key) => {
    const shell = openShell()
    expect(await converse([process.execPath, ...counted(shell)], shell, [['ready', key]])).toEqual({
      screen: expect.stringMatching(new RegExp(`ready\\s.*got ${signal}\\s`, 's')),
      code: 5,
    })
  })

  it('a job behind a terminal gets the SIGINT that it alone is sent', async () => {
    const shell = openShell()
    const [program, ...args] = counted(shell)
    // Job control gives it a process group of its own, which the terminal does not send to.
    const script = 'set -m; "$@" & until test -s started; do sleep 0.1; done; kill -INT $!; wait $!'
    writeFileSync(
      join(shell.folder, 'counter.cjs'),
      `${COUNTER}\nrequire('node:fs').writeFileSync('started', '1')`,
    )
    const line = ['bash', '-c', script, 'bash', process.execPath, program ?? '', ...args]
    expect(await converse(line, shell, [])).toEqual({
      screen: expect.stringContaining('got SIGINT'),
      code: 5,
    })
  })

  it('a command that Ctrl-C ends gives 130', async () => {
    const shell = openShell()
    const line = [EXECUTABLE, 'exec', '--sandbox', '--', 'sh', '-c', 'echo ready; exec sleep 60']
    expect((await converse([process.execPath, ...line], shell, [['ready', '\u0003']])).code).toBe(130)
  })
})

test.concurrent('a terminal stays one, for all three streams', async () => {
  const script =
    'console.log([process.stdin, process.stdout, process.stderr].map((s) => s.isTTY === true).join())'
  const line = [EXECUTABLE, 'exec', '--sandbox', '--', process.execPath, '-e', script]
  const { screen, code } = await converse([process.execPath, ...line], openShell(), [])
  expect(code).toBe(0)
  expect(screen).toContain('true,true,true')
})

describe.concurrent('its sandbox', () => {
  const PRINT_ENDPOINT = `node -e 'console.log(process.env.VIDEOSDK_API_ENDPOINT)'`
  const refused = (url: string): Promise<unknown> =>
    fetch(`${url}/v2/rooms`).then(
      () => 'answered',
      (error) => error.cause.code,
    )

  it('is gone when the command is', async () => {
    const { stdout } = await sh(`videosdk-token exec --sandbox -- ${PRINT_ENDPOINT}`, openShell())
    expect(await refused(stdout.trim())).toBe('ECONNREFUSED')
  })

  it('is gone at once, though somebody holds a connection open', async () => {
    const shell = openShell()
    const script = `
      const net = require('node:net')
      const { port } = new URL(process.env.VIDEOSDK_API_ENDPOINT)
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.write('POST /v2/rooms HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Length: 9\\r\\n\\r\\n')
        setTimeout(() => { console.log(Date.now()); process.kill(process.pid, 'SIGKILL') }, 50)
      })`
    writeFileSync(join(shell.folder, 'holds.cjs'), script)
    const { code, stdout } = await sh(`videosdk-token exec --sandbox -- node holds.cjs`, shell)
    expect(code).toBe(137)
    expect(Date.now() - Number(stdout)).toBeLessThan(2_000)
  })

  it('is gone when exec itself is killed', async () => {
    const { folder: cwd, env } = openShell()
    const line = ['exec', '--sandbox', '--', 'sh', '-c', 'echo $VIDEOSDK_API_ENDPOINT; exec sleep 2']
    const child = spawn(process.execPath, [EXECUTABLE, ...line], { cwd, env })
    const url = await new Promise<string>((settle) =>
      child.stdout.once('data', (text) => settle(String(text).trim())),
    )
    expect(await refused(url)).toBe('answered')
    const ended = ending(child)
    child.kill('SIGKILL')
    await ended
    expect(await refused(url)).toBe('ECONNREFUSED')
  })

  it("is what VideoSDK's own server SDK talks to, unchanged", async () => {
    const shell = openShell()
    const sdk = createRequire(import.meta.url).resolve('@videosdk.live/server-sdk')
    writeFileSync(
      join(shell.folder, 'app.mjs'),
      `import * as sdk from ${JSON.stringify(sdk)}
      const { VideoSDK } = sdk.VideoSDK ? sdk : sdk.default
      const videosdk = new VideoSDK()
      const room = await videosdk.rooms.create({ customRoomId: 'standup' })
      console.log(room.roomId, (await videosdk.rooms.validate('standup')).roomId === room.roomId)`,
    )
    const { code, stdout, stderr } = await sh('videosdk-token exec --sandbox -- node app.mjs', shell)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^\w{4}-\w{4}-\w{4} true\n$/)
  })

  it('leaves nothing on disk', async () => {
    const shell = openShell()
    await sh('videosdk-token exec --sandbox -- true', shell)
    expect(existsSync(join(shell.folder, '.config'))).toBe(false)
  })
})
