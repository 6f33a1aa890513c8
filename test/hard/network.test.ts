/** Of all commands only those that say so open a socket, and those go where the endpoint says and nowhere else. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { createSigner } from '../../src/token/sign.ts'
import { commandsOfProgram, globalFlags } from '../support/program.ts'
import { openShell, type Shell } from '../support/shell.ts'
import { trace } from '../support/strace.ts'
import { API_KEY, createWorld, run, SECRET } from '../support/world.ts'
import { NETWORK_LINES } from './network-lines.ts'

const TOKEN = createSigner({ apiKey: API_KEY, secret: SECRET }).sign()

/** What the endpoint was asked, by path. */
const asked: string[] = []
const sandbox = createSandbox({ credentials: [{ apiKey: API_KEY, secret: SECRET }] })
const upstream = createServer(async (request, response) => {
  asked.push(request.url ?? '')
  const { method = '', headers } = request
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = method === 'GET' ? null : Buffer.concat(chunks)
  const init = { method, headers: headers as Record<string, string>, body }
  const answer = await sandbox.fetch(new Request(`http://localhost${request.url}`, init))
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
})
await new Promise<void>((settle) => void upstream.listen(0, '127.0.0.1', settle))
const { port } = upstream.address() as AddressInfo
afterAll(() => {
  upstream.closeAllConnections()
  upstream.close()
})

/** A folder with a profile, a secret, and a clipboard; the environment has credentials, and an endpoint. */
function shellWithAll(): Shell {
  const { folder, env } = openShell({
    VIDEOSDK_API_KEY: API_KEY,
    VIDEOSDK_SECRET: SECRET,
    VIDEOSDK_API_ENDPOINT: `http://127.0.0.1:${port}`,
  })
  const config = join(folder, '.config/videosdk-token')
  mkdirSync(config, { recursive: true, mode: 0o700 })
  const profiles = [
    { name: 'dev', apiKey: API_KEY, secret: SECRET },
    { name: 'command', apiKey: API_KEY, secretCommand: 'cat secret' },
  ]
  writeFileSync(join(config, 'config.json'), JSON.stringify({ version: 1, current: 'dev', profiles }), {
    mode: 0o600,
  })
  writeFileSync(join(folder, 'secret'), SECRET)
  writeFileSync(join(folder, 'env.txt'), `VIDEOSDK_API_KEY=${API_KEY}\nVIDEOSDK_SECRET=${SECRET}\n`)
  writeFileSync(join(folder, '.bin/xsel'), '#!/bin/sh\ncat >/dev/null\n')
  chmodSync(join(folder, '.bin/xsel'), 0o755)
  return { folder, env }
}

const argsOf = (line: string): string[] =>
  line
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => (word === '$TOKEN' ? TOKEN : word))

/**
 * What may open an AF_UNIX socket, which leaves no machine: libuv's pair for the streams of a child, and the C
 * library's question to nscd whose home a user has.
 */
const OF_THIS_MACHINE =
  /^socketpair\(AF_UNIX|^socket\(AF_UNIX|^connect\(\d+, \{sa_family=AF_UNIX, sun_path="\/(var\/)?run\/nscd\/socket"/

/** Calls that name an address family, or make a socket; others only use what those made. */
const opening = (calls: readonly string[]): string[] =>
  calls.filter(
    (call) =>
      /^(socket|socketpair|connect|bind|listen|sendto|sendmsg|sendmmsg)\(/.test(call) &&
      /AF_|^socket|^listen/.test(call),
  )

const leavingThisProcess = (calls: readonly string[]): string[] =>
  opening(calls).filter((call) => !OF_THIS_MACHINE.test(call))

const addressOf = (call: string): string | undefined => {
  const [, ofPort, address] =
    /sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]*)"/.exec(call) ?? []
  return ofPort === undefined ? undefined : `${address}:${ofPort}`
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) results.push(await work(item))
  }
  await Promise.all([worker(), worker()])
  return results
}

const linesOf = (kind: 'offline' | 'online' | 'serving'): string[] =>
  Object.values(NETWORK_LINES).flatMap((lines) => lines[kind] ?? [])

test('each command of the program has its lines', async () => {
  const known = (await commandsOfProgram()).map(({ path }) => path)
  expect(Object.keys(NETWORK_LINES).sort()).toEqual(['', ...known].sort())
  for (const [path, { offline, online = [], serving = [] }] of Object.entries(NETWORK_LINES))
    for (const line of [...offline, ...online, ...serving])
      expect(` ${line} `).toContain(path === '' ? ' ' : ` ${path} `)
})

test('what is offline opens no socket', async () => {
  const lines = linesOf('offline')
  const before = asked.length
  const found = await inTurn(lines, async (line) => {
    const { code, calls, stderr } = await trace(argsOf(line), shellWithAll()).ended
    expect(code, `${line}: ${stderr}`).not.toBe(70)
    return leavingThisProcess(calls).map((call) => `${line}: ${call}`)
  })
  expect(found.flat()).toEqual([])
  expect(asked.length).toBe(before)
  process.stdout.write(
    `${lines.length} lines of ${Object.keys(NETWORK_LINES).length - 1} commands open no socket\n`,
  )
})

test('what is online connects to the endpoint alone', async () => {
  const lines = linesOf('online')
  const connections = await inTurn(lines, async (line) => {
    const { calls, stdout, stderr } = await trace(argsOf(line), shellWithAll()).ended
    const made = leavingThisProcess(calls)
    const addresses = made.filter((call) => /^(connect|sendto|sendmsg|sendmmsg)\(/.test(call)).map(addressOf)
    expect(new Set(addresses), `${line}: ${stdout}${stderr}`).toEqual(new Set([`127.0.0.1:${port}`]))
    expect(
      made.filter((call) => /^(bind|listen)\(|AF_NETLINK|SOCK_DGRAM/.test(call)),
      line,
    ).toEqual([])
    return addresses.length
  })
  const sum = connections.reduce((total, count) => total + count, 0)
  process.stdout.write(`${lines.length} lines made ${sum} connections, all to the endpoint\n`)
})

test('what serves listens on loopback, and connects to nobody unasked', async () => {
  for (const line of linesOf('serving')) {
    const { ended, signal, strace } = trace(argsOf(line), shellWithAll())
    if (!line.startsWith('exec')) {
      await new Promise((settle) => strace.stderr?.once('data', settle))
      await new Promise((settle) => setTimeout(settle, 500))
      signal('SIGTERM')
    }
    const { code, calls } = await ended
    expect(code, line).toBe(0)
    const made = leavingThisProcess(calls)
    const bound = made.filter((call) => call.startsWith('bind(') && !call.includes('AF_NETLINK'))
    expect(
      bound.map((call) => addressOf(call)?.replace(/:\d+$/, '')),
      line,
    ).toEqual(['127.0.0.1'])
    expect(
      made.filter((call) => call.startsWith('connect(')),
      line,
    ).toEqual([])
  }
})

/** What other tools call a flag that trusts anybody. */
const TRUSTING =
  /insecure|ignore|no-?check|no-?verify|skip|unsafe|unauthorized|reject|trust|self-signed|^-k$|^--(no-)?(tls|ssl|cert)/
/** Of the sandbox: by which certificate it speaks itself. */
const OWN_CERTIFICATE = ['sandbox --tls', 'sandbox --tls-cert', 'sandbox --tls-key']

test('no flag of any command trusts a certificate that Node does not', async () => {
  const commands = await commandsOfProgram()
  const all = commands.flatMap(({ path, flags }) => flags.map((flag) => `${path} ${flag}`))
  expect(all.length + globalFlags().length).toBeGreaterThan(80)
  const trusting = [...all, ...globalFlags().map((flag) => `everywhere ${flag}`)].filter((flag) =>
    TRUSTING.test(flag.split(' ').at(-1) ?? ''),
  )
  expect(trusting).toEqual(OWN_CERTIFICATE)
  for (const { path } of commands.filter(({ path: one }) => one !== '__complete')) {
    for (const flag of ['--insecure', '-k', '--ignore-tls', '--no-verify']) {
      const { code, stderr } = await run([...path.split(' '), flag], createWorld())
      expect({ path, code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('[flag-unknown]'),
      })
    }
  }
})

test('nor does the source turn the check off', () => {
  const src = resolve(import.meta.dirname, '../../src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(100)
  const turning = files.filter((file) =>
    /rejectUnauthorized|TLS_REJECT|checkServerIdentity/.test(readFileSync(join(src, file), 'utf8')),
  )
  // It says to people how Node itself is told to take the certificate of a sandbox.
  expect(turning).toEqual(['cli/sandbox-introduction.ts'])
})
