/** A million tokens from one command: how fast beside the library in this process, and in how much memory. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SECRET } from './shared.mjs'

const MANY = 1_000_000
const SAMPLE_MS = 2_000

export async function measureSeries({ folder, root, executable }) {
  writeFileSync(join(folder, 'peak.cjs'), PEAK)
  const few = await count(10, folder, executable)
  const before = await signRate(root)
  const many = await count(MANY, folder, executable)
  const after = await signRate(root)
  const rate = MANY / (many.seconds - few.seconds)
  return [
    { name: `token --count ${MANY}, tokens a second`, figure: rate },
    { name: 'over sign in one process', figure: rate / ((before + after) / 2), atLeast: 0.5, aim: 0.8 },
    {
      name: 'megabytes more than --count 10',
      figure: many.megabytes - few.megabytes,
      atMost: 30,
      aim: 10,
    },
  ]
}

const PEAK = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS))`

async function count(tokens, folder, executable) {
  const env = { PATH: process.env.PATH, HOME: folder, VIDEOSDK_API_KEY: 'bench', VIDEOSDK_SECRET: SECRET }
  const args = ['--require', join(folder, 'peak.cjs'), executable, 'token', '--count', String(tokens)]
  const began = performance.now()
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const [code] = await once(child, 'close')
  const [, kilobytes] = /peak (\d+)$/.exec(said) ?? []
  if (code !== 0 || kilobytes === undefined) throw new Error(`token --count ended with ${code}: ${said}`)
  return { seconds: (performance.now() - began) / 1000, megabytes: Number(kilobytes) / 1024 }
}

async function signRate(root) {
  const { createSigner } = await import(pathToFileURL(join(root, 'dist/index.js')).href)
  const signer = createSigner({ apiKey: 'bench', secret: SECRET })
  const began = performance.now()
  let signed = 0
  for (; performance.now() - began < SAMPLE_MS; signed++) signer.sign()
  return (signed / (performance.now() - began)) * 1000
}
