/** `serve` as a process: what is in flight when it is told to stop, and ports that it cannot have. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { httpAnswer, startBrokenServer } from '../support/broken-server.ts'
import { EXECUTABLE, ending, openShell, sh } from '../support/shell.ts'
import { withCredentials } from '../support/world.ts'

async function startServe(env: Record<string, string>, ...flags: string[]) {
  const shell = openShell(env)
  const args = ['serve', '--port', '0', '--json', ...flags]
  const child = spawn(EXECUTABLE, args, { cwd: shell.folder, env: shell.env })
  const ended = ending(child)
  const url = await Promise.race([
    new Promise<string>((resolve) => {
      child.stdout.once('data', (line) => resolve(JSON.parse(line).url))
    }),
    ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ])
  return { child, ended, url }
}

describe.concurrent('what is in flight', () => {
  test.each<['SIGTERM' | 'SIGINT', number]>([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ])('%s finishes it and takes nothing more, then ends with %d', async (signal, exit) => {
    let arrived: () => void = () => {}
    const inFlight = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const videosdk = await startBrokenServer((socket) => {
      arrived()
      setTimeout(() => socket.end(httpAnswer(200, '{"roomId":"abcd-efgh-ijkl"}')), 1_000)
    })
    const { child, ended, url } = await startServe({
      ...withCredentials,
      VIDEOSDK_API_ENDPOINT: videosdk.url,
    })
    const answer = fetch(`${url}/create-meeting`, { method: 'POST' })
    await inFlight
    child.kill(signal)
    expect((await answer).status).toBe(200)
    const { code, signal: killedBy, stderr } = await ended
    await videosdk.close()
    expect({ code, killedBy }).toEqual({ code: exit, killedBy: null })
    expect(stderr).toContain('POST /create-meeting 200')
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('that hangs holds it up for less than five seconds', async () => {
    let arrived: () => void = () => {}
    const inFlight = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const videosdk = await startBrokenServer(() => arrived())
    const { child, ended, url } = await startServe({
      ...withCredentials,
      VIDEOSDK_API_ENDPOINT: videosdk.url,
    })
    const answer = fetch(`${url}/create-meeting`, { method: 'POST' }).catch((error: unknown) => error)
    await inFlight
    const began = performance.now()
    child.kill('SIGTERM')
    const { code } = await ended
    const seconds = (performance.now() - began) / 1000
    expect(await answer).toBeInstanceOf(TypeError)
    await videosdk.close()
    expect(code).toBe(0)
    // Ending a process takes its time, too, on a busy machine.
    expect(seconds).toBeLessThan(7)
  })
})

describe.concurrent('a port', () => {
  it('that is taken is 2, with one error that names it and --port 0, and no trace', async () => {
    const { child, ended, url } = await startServe({}, '--sandbox')
    const { port } = new URL(url)
    const second = await sh(`videosdk-token serve --sandbox --port ${port}`, openShell())
    child.kill('SIGTERM')
    await ended
    expect(second).toMatchObject({ code: 2, stdout: '' })
    expect(second.stderr).toMatch(
      new RegExp(`^error: port ${port} is taken by another program +\\[listen-failed\\]\n`),
    )
    expect(second.stderr).toContain('--port 0')
    expect(second.stderr).not.toMatch(/^\s+at /m)
  })

  it('that is forbidden is 2', async () => {
    const shell = openShell()
    // As the system says it to who is not root; the tests may be.
    writeFileSync(
      join(shell.folder, 'forbid.cjs'),
      `require('node:net').Server.prototype.listen = function () {
        process.nextTick(() => this.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' })))
        return this
      }`,
    )
    const env = { ...shell.env, NODE_OPTIONS: `--require ${join(shell.folder, 'forbid.cjs')}` }
    const { code, stdout, stderr } = await sh('videosdk-token serve --sandbox --port 80', { ...shell, env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error: port 80 is not open to this user +\[listen-failed\]\n.*--port/)
  })
})

it('stays under its address as printed, from a shell', async () => {
  const shell = openShell()
  const script = `videosdk-token serve --sandbox --port 0 --json --quiet >url.json & server=$!
while ! [ -s url.json ]; do sleep 0.2; done
url=$(node -p 'JSON.parse(fs.readFileSync("url.json")).url')
node -e 'fetch(process.argv[1] + "/get-token").then((r) => r.json()).then(({ token }) => console.log(token))' "$url" |
  videosdk-token inspect --sandbox --for join >/dev/null && echo joins
kill $server; wait $server; echo "exit $?"`
  expect(await sh(script, shell)).toMatchObject({ stdout: 'joins\nexit 0\n', stderr: '' })
})
