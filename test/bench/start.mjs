/** How long the commands take from start to end, over the Node sample of VideoSDK's "Server setup" page. */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { median, SECRET } from './shared.mjs'

/** Rounds of all commands, so that a machine that is slow for a while is slow to each of them. */
const ROUNDS = 5
/** Command lines of other services, where they install. */
const COMMAND_LINES = [
  { name: '@vonage/cli', bin: 'vonage' },
  { name: 'twilio-cli', bin: 'twilio' },
]

/** The page's sample, with a key and a secret put in. */
const SAMPLE = `
var jwt = require('jsonwebtoken')
var uuid4 = require('uuid4')
jwt.sign(
  { apikey: 'bench', permissions: ['allow_join'] },
  '${SECRET}',
  { algorithm: 'HS256', expiresIn: '24h', jwtid: uuid4() },
  function (err, token) { console.log(token) }
)
`

const SDK_TOKEN = `
import { VideoSDK } from '@videosdk.live/server-sdk'
const sdk = new VideoSDK({ apiKey: 'bench', secret: '${SECRET}' })
console.log(sdk.generateToken({ permissions: ['allow_join'] }))
`

const SDK_ROOM = `
import { VideoSDK } from '@videosdk.live/server-sdk'
const [apiEndpoint, apiKey, secret] = process.argv.slice(2)
console.log((await new VideoSDK({ apiEndpoint, apiKey, secret }).rooms.create()).roomId)
`

const JOSE = `
import { SignJWT } from 'jose'
const jwt = new SignJWT({ apikey: 'bench', permissions: ['allow_join'] }).setProtectedHeader({ alg: 'HS256' })
console.log(await jwt.setIssuedAt().setExpirationTime('24h').sign(Buffer.from('${SECRET}')))
`

const FAST_JWT = `
const { createSigner } = require('fast-jwt')
console.log(createSigner({ key: '${SECRET}', expiresIn: '24h' })({ apikey: 'bench', permissions: ['allow_join'] }))
`

export async function measureStart({ folder, executable, short }) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    VIDEOSDK_TOKEN_CONFIG_DIR: join(folder, 'config'),
  }
  const scripts = { 'sample.js': SAMPLE, 'sdk-token.mjs': SDK_TOKEN, 'sdk-room.mjs': SDK_ROOM }
  for (const [name, code] of Object.entries({ ...scripts, 'jose.mjs': JOSE, 'fast-jwt.js': FAST_JWT }))
    writeFileSync(join(folder, name), code)
  addProfile(folder, executable, env)
  const others = short ? [] : await installed(folder)
  const sandbox = await startSandbox(folder, executable, env)
  try {
    const ours = (args) => `node ${executable} ${args}`
    const pair = { VIDEOSDK_API_KEY: 'bench', VIDEOSDK_SECRET: SECRET }
    const room = `node sdk-room.mjs ${sandbox.url} sandbox videosdk-sandbox-secret-do-not-use-in-production`
    const base = { name: "the page's sample, milliseconds", line: 'node sample.js' }
    const sdkRoom = { name: 'a room by the official server SDK', line: room }
    const create = { name: 'create-meeting --sandbox', line: ours('create-meeting --sandbox') }
    const limited = [
      { name: 'token from a profile', line: ours('token'), atMost: 0.85, aim: 0.75 },
      { name: 'token from the environment', line: ours('token'), env: pair, atMost: 0.82, aim: 0.72 },
      { name: '--help', line: ours('--help'), atMost: 0.8, aim: 0.7 },
      { name: '--version', line: ours('--version'), atMost: 0.8, aim: 0.7 },
    ]
    const peers = [
      { name: 'token --sandbox', line: ours('token --sandbox') },
      { name: 'node -e 0', line: 'node -e 0' },
      { name: 'a token by the official server SDK', line: 'node sdk-token.mjs' },
      { name: 'a token by jose', line: 'node jose.mjs' },
      { name: 'a token by fast-jwt', line: 'node fast-jwt.js' },
      ...others.map(({ name, file }) => ({ name: `${name} --version`, line: `node ${file} --version` })),
    ]
    const commands = short ? limited : [...limited, ...peers]
    const all = [base, ...commands, sdkRoom, create]
    const medians = run(all, { folder, env, runs: short ? 2 : 4 })
    const msOf = (command) => medians[all.indexOf(command)] * 1000
    return [
      { ...base, figure: msOf(base) },
      ...commands.map((command) => ({ ...command, figure: msOf(command) / msOf(base) })),
      { ...sdkRoom, figure: msOf(sdkRoom) / msOf(base) },
      { ...create, figure: msOf(create) / msOf(base) },
      {
        name: 'create-meeting --sandbox over the SDK',
        figure: msOf(create) / msOf(sdkRoom),
        atMost: 1.3,
        aim: 1,
      },
    ]
  } finally {
    sandbox.stop()
  }
}

/** Medians in seconds, of all rounds together. */
function run(commands, { folder, env, runs }) {
  const times = commands.map(() => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, command] of commands.entries()) {
      const flags = ['--shell=none', '--runs', String(runs), '--export-json', 'times.json', command.line]
      const quiet = { cwd: folder, env: { ...env, ...command.env }, stdio: ['ignore', 'ignore', 'inherit'] }
      execFileSync('hyperfine', flags, quiet)
      const { results } = JSON.parse(readFileSync(join(folder, 'times.json'), 'utf8'))
      times[at].push(...results[0].times)
    }
  }
  return times.map(median)
}

function addProfile(folder, executable, env) {
  writeFileSync(join(folder, 'secret'), SECRET)
  const flags = ['--offline', '--api-key', 'bench', '--secret-file', 'secret', '--quiet']
  execFileSync(process.execPath, [executable, 'profile', 'add', 'bench', ...flags], { cwd: folder, env })
}

async function startSandbox(folder, executable, env) {
  const args = [executable, 'sandbox', '--port', '0', '--json', '--log', 'none', '--quiet']
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk)))
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)))
  })
  return { url: JSON.parse(line).url, stop: () => child.kill() }
}

/** Each into a folder of its own; one that does not install is left out, and said. */
async function installed(folder) {
  const found = []
  for (const { name, bin } of COMMAND_LINES) {
    const own = join(folder, bin)
    try {
      const flags = ['--silent', '--no-audit', '--no-fund', '--prefix', own]
      execFileSync('npm', ['install', ...flags, name], { stdio: 'ignore', timeout: 600_000 })
      const file = join(own, 'node_modules/.bin', bin)
      execFileSync(process.execPath, [file, '--version'], { stdio: 'ignore', timeout: 60_000 })
      found.push({ name, file })
    } catch (error) {
      console.error(`${name} is left out: ${error.message.split('\n')[0]}`)
    }
  }
  return found
}
