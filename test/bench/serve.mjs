/**
 * How many tokens a second `serve` gives, beside the page's own Express server and a bare node:http server, in
 * one run, to clients that are no web pages and without a limit for each. Needs wrk and taskset (Debian: wrk,
 * util-linux).
 */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, SECRET } from './shared.mjs'

const CONNECTIONS = '32'
const PEERS = ['express@4.22.3', 'cors@2.8.6', 'morgan@1.12.1', 'jsonwebtoken@9.0.3']
/** Megabytes. */
const MOST_MEMORY = 100

/** The server of VideoSDK's "Server setup" page, with a key and a secret put in, and its log into nowhere. */
const PAGE = `
const express = require('express'), cors = require('cors'), morgan = require('morgan'), jwt = require('jsonwebtoken')
const { createWriteStream } = require('node:fs')
const app = express()
app.use(cors())
app.use(express.json())
app.use(express.urlencoded({ extended: true }))
app.use(morgan('dev', { stream: createWriteStream('/dev/null') }))
app.get('/get-token', (req, res) => {
  const payload = { apikey: 'bench', permissions: ['allow_join', 'allow_mod'] }
  res.json({ token: jwt.sign(payload, '${SECRET}', { expiresIn: '10m', algorithm: 'HS256' }) })
})
app.listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port) })
`

/** As little as can be done with the same library. */
const BARE = `
const http = require('node:http'), jwt = require('jsonwebtoken')
const key = require('node:crypto').createSecretKey(Buffer.from('${SECRET}'))
const server = http.createServer((req, res) => {
  const payload = { apikey: 'bench', permissions: ['allow_join'], version: 2 }
  const body = JSON.stringify({ token: jwt.sign(payload, key, { expiresIn: '10m', algorithm: 'HS256' }) })
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
})
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

export async function measureServe({ folder, executable }) {
  const quiet = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', ...PEERS], quiet)
  writeFileSync(join(folder, 'page.js'), PAGE)
  writeFileSync(join(folder, 'bare.js'), BARE)
  const env = { ...process.env, VIDEOSDK_API_KEY: 'bench', VIDEOSDK_SECRET: SECRET, NODE_ENV: 'production' }
  const start = (args) => startServer(args, { cwd: folder, env })
  const servers = {
    page: await start(['page.js']),
    bare: await start(['bare.js']),
    ours: await start([executable, 'serve', '--port', '0', '--json', '--log', 'text']),
  }
  try {
    const rounds = 5
    // On one slow core Node's compiler, which shares it with the server, is not done sooner.
    for (const { url } of Object.values(servers)) load(url, 40)
    const results = { page: [], bare: [], ours: [] }
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(servers)) results[name].push(load(servers[name].url, 5))
    }
    load(servers.ours.url, 60)
    return rows(results, residentMegabytes(servers.ours.pid))
  } finally {
    for (const { child } of Object.values(servers)) child.kill()
  }
}

function rows(results, memory) {
  const rate = (name) => median(results[name].map(({ perSecond }) => perSecond))
  const p99 = (name) => median(results[name].map(({ p99ms }) => p99ms))
  return [
    { name: "page's Express server, tokens a second", figure: rate('page') },
    { name: 'bare node:http server, tokens a second', figure: rate('bare') },
    { name: 'serve, tokens a second', figure: rate('ours') },
    { name: "serve over the page's", figure: rate('ours') / rate('page'), atLeast: 12 },
    { name: 'serve over the bare one', figure: rate('ours') / rate('bare'), atLeast: 0.75 },
    { name: 'p99 of serve over that of the bare one', figure: p99('ours') / p99('bare'), atMost: 2 },
    { name: 'resident megabytes of serve after it', figure: memory, atMost: MOST_MEMORY },
  ]
}

async function startServer(args, { cwd, env }) {
  // Each server on the first core, and the load on another.
  const child = spawn('taskset', ['-c', '0', process.execPath, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const line = await Promise.race([
    new Promise((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk)))),
    sleep(30_000, undefined, { ref: false }).then(() => Promise.reject(new Error(`no server: ${args[0]}`))),
  ])
  const url = line.startsWith('{') ? JSON.parse(line).url : line.trim()
  return { child, url, pid: child.pid }
}

function load(url, seconds) {
  const args = [
    '-c',
    '1',
    'wrk',
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    '--timeout',
    '20s',
    '--latency',
    `${url}/get-token`,
  ]
  const text = execFileSync('taskset', args, { encoding: 'utf8' })
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(text)
  const [, perSecond] = /Requests\/sec:\s+([\d.]+)/.exec(text)
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(text)
  return { perSecond: Number(perSecond), p99ms: Number(p99) * { us: 0.001, ms: 1, s: 1000 }[unit] }
}

function residentMegabytes(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(kilobytes) / 1024
}
