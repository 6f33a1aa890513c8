/** What only a process shows: pipes, signals, exit codes, a terminal. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { EXECUTABLE, ending, openShell, type Shell, sh } from '../support/shell.ts'
import { converse } from '../support/terminal.ts'
import { API_KEY, SECRET } from '../support/world.ts'

describe.concurrent('pipes', () => {
  it('that are closed early end it quietly and at once', async () => {
    const began = Date.now()
    const { stdout, stderr } = await sh('videosdk-token token --sandbox -n 1000000000 | head -1', openShell())
    expect(stdout).toMatch(/^eyJ[\w.-]+\n$/)
    expect(stderr).toBe('')
    expect(Date.now() - began).toBeLessThan(30_000)
  })

  it('that are closed early are no failure', async () => {
    const line = '(videosdk-token token --sandbox -n 1000000000; echo "exit $?" >&2) | head -1 >/dev/null'
    expect((await sh(line, openShell())).stderr).toBe('exit 0\n')
  })

  it('that are left open hold nobody up', async () => {
    const { folder, env } = openShell()
    const child = spawn(EXECUTABLE, ['token', '--sandbox'], { cwd: folder, env, stdio: 'pipe' })
    expect(await ending(child)).toMatchObject({ code: 0, stderr: '' })
    child.stdin.destroy()
  })
})

test('a --dotenv file that is a pipe is read once, by a command that looks into it for token, pair and endpoint', async () => {
  const line =
    `mkfifo p; (printf 'VIDEOSDK_API_KEY=${API_KEY}\\nVIDEOSDK_SECRET=${SECRET}\\n' >p &) ; ` +
    'exec videosdk-token create-meeting --retries 0 --endpoint http://127.0.0.1:1 --dotenv p'
  expect(await sh(line, openShell())).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('127.0.0.1:1'),
  })
})

describe.concurrent('a named pipe', () => {
  const line = `mkfifo secret; exec videosdk-token token --api-key ${API_KEY} --secret-file secret`

  it('is waited for, and read as a file is', async () => {
    const shell = openShell()
    const reading = sh(line, shell)
    // Opening it waits for a reader, too; and the shell may not have made it yet.
    const writing = sh(`until [ -p secret ]; do sleep 0.1; done; echo ${SECRET} > secret`, shell)
    expect(await reading).toMatchObject({ code: 0, stdout: expect.stringMatching(/^eyJ[\w.-]+\n$/) })
    await writing
  })

  it('that nobody writes into is left by Ctrl-C, with 130', async () => {
    const { folder, env } = openShell()
    const child = spawn('/bin/sh', ['-c', line], { cwd: folder, env, stdio: 'pipe' })
    const ended = ending(child)
    const isWaiting = () => {
      const files = readdirSync(`/proc/${child.pid}/fd`).map((fd) => linkOf(`/proc/${child.pid}/fd/${fd}`))
      return files.includes(join(folder, 'secret'))
    }
    await expect.poll(isWaiting, { timeout: 60_000 }).toBe(true)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, stdout: '' })
  })
})

/** A file of a process may be gone since its folder was read. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

describe.concurrent('a sandbox', () => {
  it('ends with 0 on SIGTERM, and has served this tool until then', async () => {
    const shell = openShell()
    const child = spawn(EXECUTABLE, ['sandbox', '--port', '0', '--json'], {
      cwd: shell.folder,
      env: shell.env,
    })
    const ended = ending(child)
    const url = await new Promise<string>((resolve) => {
      child.stdout.once('data', (line) => resolve(JSON.parse(line).url))
    })
    const token = (await sh('videosdk-token token --sandbox', shell)).stdout.trim()
    const made = await sh(`videosdk-token create-meeting --endpoint ${url}/v2 --token ${token}`, shell)
    child.kill('SIGTERM')
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\w{4}-\w{4}-\w{4}\n$/) })
    const { code, signal, stderr } = await ended
    expect({ code, signal }).toEqual({ code: 0, signal: null })
    expect(stderr).toMatch(/POST \/v2\/rooms 200/)
    expect(stderr).not.toContain(token)
  })
})

describe.concurrent('exit codes', () => {
  test('70 for a bug, with nothing on stdout', async () => {
    const shell = openShell()
    writeFileSync(
      join(shell.folder, 'break.cjs'),
      'Date.prototype.getTime = () => { throw new TypeError("broken clock") }',
    )
    const ended = await sh(`node -r ./break.cjs ${EXECUTABLE} token --sandbox`, shell)
    expect(ended).toMatchObject({ code: 70, stdout: '' })
    expect(ended.stderr).toMatch(
      /^error: unexpected: TypeError: broken clock +\[bug\]\n.*please report it.*\n$/,
    )
  })

  test('130 for Ctrl-C in the middle of a long run', async () => {
    const { folder, env } = openShell()
    const child = spawn(EXECUTABLE, ['token', '--sandbox', '-n', '1000000000'], { cwd: folder, env })
    child.stdout.once('data', () => child.kill('SIGINT'))
    child.stdout.resume()
    const { code, signal } = await ending(child)
    expect({ code, signal }).toEqual({ code: 130, signal: null })
  })

  test('2 for a Node that is too old, in one line', async () => {
    const shell = openShell()
    const older =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.1' } })"
    writeFileSync(join(shell.folder, 'older.cjs'), older)
    expect(await sh(`node -r ./older.cjs ${EXECUTABLE} token --sandbox`, shell)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: videosdk-token needs Node 20.19 or newer, and this is Node 20.18.1\n',
    })
  })
})

const ours = [process.execPath, EXECUTABLE]

const storeOf = (shell: Shell) => join(shell.folder, '.config/videosdk-token/config.json')

describe.concurrent('a terminal', () => {
  it('is asked for key and secret, and the secret does not show', async () => {
    const shell = openShell()
    const { screen, code } = await converse([...ours, 'profile', 'add', 'dev', '--offline'], shell, [
      ['API key', `${API_KEY}\r`],
      ['API secret', `${SECRET}\r`],
    ])
    expect(code).toBe(0)
    expect(screen).toContain('Stored dev, the current profile')
    expect(screen).not.toContain(SECRET.slice(0, 8))
    expect(JSON.parse(readFileSync(storeOf(shell), 'utf8')).profiles).toEqual([
      { name: 'dev', apiKey: API_KEY, secret: SECRET },
    ])
  })

  it('may say Ctrl-C, and nothing is stored', async () => {
    const shell = openShell()
    const { screen, code } = await converse([...ours, 'profile', 'add', 'dev', '--offline'], shell, [
      ['API key', `${API_KEY}\r`],
      ['API secret', 'half of i\u0003'],
    ])
    expect(code).toBe(130)
    expect(screen).not.toContain('half of i')
    expect(existsSync(storeOf(shell))).toBe(false)
  })

  it('is asked whether a key and a secret were swapped', async () => {
    const shell = openShell()
    const { code } = await converse([...ours, 'profile', 'add', 'dev', '--offline'], shell, [
      ['API key', `${SECRET}\r`],
      ['API secret', `${API_KEY}\r`],
      ['look swapped', '\r'],
    ])
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(storeOf(shell), 'utf8')).profiles[0]).toMatchObject({
      apiKey: API_KEY,
      secret: SECRET,
    })
  })

  it('is not asked in CI', async () => {
    const { screen, code } = await converse(
      [...ours, 'profile', 'add', 'dev', '--offline'],
      openShell({ CI: 'true' }),
      [],
    )
    expect(code).toBe(2)
    expect(screen).toContain('profile add needs --api-key')
  })

  it('sees a spinner while an answer takes long, and stdout stays the result', async () => {
    const shell = openShell()
    const sandbox = await startSandbox({ latencyMs: 1_500 })
    const { apiKey, secret } = sandbox.credentials
    const env = {
      ...shell.env,
      VIDEOSDK_API_ENDPOINT: sandbox.url,
      VIDEOSDK_API_KEY: apiKey,
      VIDEOSDK_SECRET: secret,
    }
    const line = `"${process.execPath}" "${EXECUTABLE}" create-meeting > id.txt`
    const { screen, code } = await converse(['/bin/sh', '-c', line], { ...shell, env }, [])
    await sandbox.close()
    expect(code).toBe(0)
    expect(screen).toContain('creating a meeting')
    expect(readFileSync(join(shell.folder, 'id.txt'), 'utf8')).toMatch(/^\w{4}-\w{4}-\w{4}\n$/)
  })

  it('stops a sandbox by Ctrl-C with 130', async () => {
    const { screen, code } = await converse([...ours, 'sandbox', '--port', '0', '--memory'], openShell(), [
      ['Ctrl-C stops it', '\u0003'],
    ])
    expect(code).toBe(130)
    expect(screen).toMatch(/VIDEOSDK_API_ENDPOINT=http:\/\/127\.0\.0\.1:\d+ /)
  })

  it('gets colour and says which credentials won', async () => {
    const { screen, code } = await converse(
      [...ours, 'token', '--sandbox', '-p', 'allow_mod'],
      openShell(),
      [],
    )
    expect(code).toBe(0)
    expect(screen).toContain('\u001b[33mwarning:\u001b[39m')
    expect(screen).toContain("credentials: the sandbox's own")
  })
})

test.concurrent('the library leaves the signals of its process alone', async () => {
  const script = `Promise.all(['index', 'sandbox', 'server'].map((name) => import('${resolve(EXECUTABLE, '../../dist')}/' + name + '.js')))
    .then(async ([, { createSandbox }]) => {
      await createSandbox({ file: 'rooms.json' }).fetch('http://sandbox/v2/rooms')
      const signals = Object.keys(require('node:os').constants.signals)
      console.log(signals.filter((name) => process.listenerCount(name) > 0).join())
    })`
  expect(await sh(`node -e "$SCRIPT"`, openShell({ SCRIPT: script }))).toMatchObject({
    code: 0,
    stdout: '\n',
    stderr: '',
  })
})
