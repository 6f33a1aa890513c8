/** A server that is busy for a moment loses nobody who comes meanwhile. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { open } from '../support/raw.ts'
import { EXECUTABLE, openShell } from '../support/shell.ts'

const CLIENTS = 1_000

it(`${CLIENTS} connections wait for a server that is stopped`, async () => {
  const { folder, env } = openShell()
  const args = [EXECUTABLE, 'serve', '--sandbox', '--port', '0', '--json']
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [line] = await once(child.stdout, 'data')
    const { url } = JSON.parse(String(line)) as { url: string }
    // The system answers them in its place, as long as there is room.
    child.kill('SIGSTOP')
    let connected = 0
    const sockets = Array.from({ length: CLIENTS }, () =>
      open(url)
        .on('error', () => {})
        .on('connect', () => {
          connected++
        }),
    )
    const room = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'))
    await expect.poll(() => connected, { timeout: 60_000 }).toBe(Math.min(CLIENTS, room + 1))
    for (const socket of sockets) socket.destroy()
  } finally {
    child.kill('SIGKILL')
  }
})
