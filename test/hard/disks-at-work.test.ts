/** Homes that are gone, pipes and devices for files, and what runs while its disk fills up. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, test } from 'vitest'
import { onDisk, ownMounts } from '../support/disk.ts'
import { signToken } from '../support/sandbox-process.ts'
import { ending, openShell, sh } from '../support/shell.ts'
import { API_KEY, SECRET } from '../support/world.ts'

const WAY = ownMounts()
const ADD = `videosdk-token profile add new --offline --api-key ${API_KEY} --secret-file secret`

describe('a home', () => {
  it.each([
    [
      'that is gone, on a disk that is read-only',
      ['mount -o remount,bind,ro disk'],
      'disk/gone',
      'for reading only',
    ],
    [
      'that is gone, on a disk that is full of files',
      ['for n in 1 2 3 4 5 6 7 8 9; do touch disk/$n || true; done'],
      'disk/gone',
      'the disk is full',
    ],
    ['that is a file', [': > disk/home'], 'disk/home', 'no folder'],
    ['that is a dangling symlink', ['ln -s nowhere/at/all disk/home'], 'disk/home', 'no folder'],
    ['that is /dev/null', [], '/dev/null', 'no folder'],
  ])('%s is an error that names the store', async (_name, prepare, home, why) => {
    const command = `HOME=${home.startsWith('/') ? home : `"$PWD/${home}"`} ${ADD}`
    const ended = await onDisk(WAY, { mount: ',nr_inodes=8', prepare, command, files: { secret: SECRET } })
    expect(ended).toMatchObject({ code: 3, stdout: '' })
    expect(ended.stderr).toContain(`${home}/.config/videosdk-token/config.json cannot be`)
    expect(ended.stderr).toContain(why)
    expect(ended.after).toBe(ended.before)
  })

  it.each(['unset HOME', 'export HOME='])(
    '%s: the one that the system knows, and never the current folder',
    async (line) => {
      const home = '"$(getent passwd "$(id -u)" | cut -d: -f6)"'
      const prepare = [`mount -t tmpfs -o size=64k tmpfs ${home}`]
      const command = `${line}; ${ADD} && ls ${home}/.config/videosdk-token && ls -A`
      const { code, stdout } = await onDisk(WAY, { prepare, command, files: { secret: SECRET } })
      expect({ code, files: stdout.trim().split('\n') }).toEqual({
        code: 0,
        files: ['config.json', '.bin', 'before', 'command.sh', 'disk', 'secret'],
      })
    },
  )
})

describe('a pipe', () => {
  it.each([
    ['config.json', 'profile use b', 3],
    ['config.json', 'token', 3],
    ['sandbox.json', 'create-meeting --sandbox', 3],
    ['sandbox.json', 'validate --sandbox room', 3],
    ['.env', 'token --sandbox --into .env', 2],
    ['output', 'token --sandbox -o github', 2],
  ])('for %s is not waited for: %s', async (file, line, code) => {
    const shell = openShell()
    const env = { ...shell.env, VIDEOSDK_TOKEN_CONFIG_DIR: '.', GITHUB_ENV: 'env', GITHUB_OUTPUT: 'output' }
    const ended = await sh(`mkfifo ${file}; timeout 30 videosdk-token ${line}`, { ...shell, env })
    expect(ended).toMatchObject({ code, stdout: '' })
    expect(ended.stderr).toContain(file)
    expect(ended.stderr).toMatch(/it is no file|nobody reads it/)
    expect((await sh(`ls -A; test -p ${file} && cat env 2>/dev/null`, shell)).stdout.trim()).toBe(
      ['.bin', ...(file === 'output' ? ['env', 'output'] : [file])].join('\n'),
    )
  })
})

describe('/dev/null', () => {
  it.each([
    [`token --api-key ${API_KEY} --secret-file /dev/null`, 3, 'is empty'],
    ['token --dotenv /dev/null', 3, 'no API key and secret were found'],
    ['token --sandbox --participants /dev/null', 2, '/dev/null has no participant id in it'],
    ['inspect --sandbox @/dev/null', 2, '/dev/null is empty'],
    ['token --sandbox --into /dev/null', 2, 'it is no file'],
    ['serve --sandbox --access-key-file /dev/null', 2, '--access-key-file'],
    ['sandbox --tls-cert /dev/null --tls-key /dev/null', 2, '/dev/null'],
  ])('videosdk-token %s', async (line, code, why) => {
    const ended = await sh(`timeout 30 videosdk-token ${line}`, openShell())
    expect(ended).toMatchObject({ code, stdout: '' })
    expect(ended.stderr).toContain(why)
  })

  it('takes what GitHub Actions would read', async () => {
    const shell = openShell({ GITHUB_ENV: '/dev/null', GITHUB_OUTPUT: '/dev/null' })
    expect(await sh('videosdk-token token --sandbox -o github', shell)).toMatchObject({ code: 0, stderr: '' })
  })
})

/** A server on a disk, and a shell beside it that has the disk, too. */
async function startOnDisk(line: string): Promise<{
  readonly url: string
  readonly shell: (line: string) => Promise<string>
  readonly stop: () => Promise<number | null>
}> {
  const { folder, env } = openShell()
  mkdirSync(join(folder, 'disk'))
  const script = [
    'mount -t tmpfs -o size=64k tmpfs disk',
    // Nobody but the server writes to this one.
    `videosdk-token ${line} & server=$!`,
    'while read -r line; do eval "$line"; echo "[done]"; done',
    'kill $server; wait $server',
  ].join('\n')
  const [program = '', ...args] = WAY
  const child: ChildProcess = spawn(program, [...args, 'sh', '-c', script], {
    cwd: folder,
    env: { ...env, VIDEOSDK_TOKEN_CONFIG_DIR: join(folder, 'disk') },
    stdio: 'pipe',
  })
  const ended = ending(child)
  if (child.stdout === null || child.stdin === null) throw new Error('it has no streams')
  const { stdin } = child
  const lines = createInterface(child.stdout)
  const [first] = await once(lines, 'line')
  return {
    url: JSON.parse(String(first)).url,
    shell: (command) =>
      new Promise((resolve) => {
        const said: string[] = []
        const hear = (text: string): void => {
          if (text !== '[done]') return void said.push(text)
          lines.off('line', hear)
          resolve(said.join('\n'))
        }
        lines.on('line', hear)
        stdin.write(`${command}\n`)
      }),
    stop: async () => {
      stdin.end()
      return (await ended).code
    },
  }
}

const FILL = 'dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null'

test('a sandbox whose disk fills up says so, keeps its rooms, and goes on when there is room', async () => {
  const { url, shell, stop } = await startOnDisk('sandbox --port 0 --json')
  const create = () => fetch(`${url}/v2/rooms`, { method: 'POST', headers: { authorization: signToken() } })
  const first = await create()
  expect(first.status).toBe(200)
  const { roomId } = (await first.json()) as { roomId: string }
  const rooms = await shell('cat disk/sandbox.json')
  await shell(FILL)
  const failed = await create()
  expect(failed.status).toBe(500)
  expect(JSON.stringify(await failed.json())).toContain('the disk is full')
  expect(await shell('cat disk/sandbox.json')).toBe(rooms)
  expect(await shell('ls disk')).toBe('filler\nsandbox.json')
  const validated = await fetch(`${url}/v2/rooms/validate/${roomId}`, {
    headers: { authorization: signToken() },
  })
  expect(validated.status).toBe(200)
  await shell('rm disk/filler')
  expect((await create()).status).toBe(200)
  expect(await shell('ls disk')).toBe('sandbox.json')
  expect(await stop()).toBe(0)
})

test.each(['serve --sandbox', 'sandbox --memory'])('%s goes on though its log is full', async (line) => {
  const { url, shell, stop } = await startOnDisk(`${line} --port 0 --json --log json 2>disk/log`)
  await shell(FILL)
  for (let n = 0; n < 40; n++) expect((await fetch(`${url}/`)).status).toBe(200)
  expect(Number(await shell('stat -c %s disk/log'))).toBeLessThan(65_536)
  await shell('rm disk/filler')
  expect((await fetch(`${url}/`)).status).toBe(200)
  expect(await stop()).toBe(0)
})
