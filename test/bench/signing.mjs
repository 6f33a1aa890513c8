/** How many tokens a second the library signs and inspects, beside other libraries, in one process. */
import { createHmac, createSecretKey, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { median, SECRET } from './shared.mjs'

/** Milliseconds for each way to sign, again and again in turn, so that a slow while of the machine is shared. */
const SLICE_MS = 50

export async function measureSigning({ root, folder, short }) {
  const rates = await measure(await ways(root, folder), short ? 15 : 60)
  const over = (name, other) => rates[name] / rates[other]
  return [
    { name: 'createSigner().sign, a second', figure: rates.sign },
    {
      name: 'over jsonwebtoken.sign with a text',
      figure: over('sign', 'jsonwebtoken'),
      atLeast: 40,
      aim: 80,
    },
    { name: 'over jsonwebtoken.sign with a key object', figure: over('sign', 'jsonwebtokenByKey') },
    { name: 'over HMAC and JSON by hand', figure: over('sign', 'byHand'), atLeast: 0.45, aim: 0.85 },
    { name: 'over fast-jwt', figure: over('sign', 'fastJwt') },
    { name: 'over jose', figure: over('sign', 'jose') },
    { name: 'over the official server SDK', figure: over('sign', 'sdk') },
    { name: 'inspectToken, a second', figure: rates.inspect },
    { name: 'over jsonwebtoken.verify with a text', figure: over('inspect', 'verify'), atLeast: 10, aim: 30 },
  ]
}

async function ways(root, folder) {
  const require = createRequire(join(folder, 'peers.js'))
  const jwt = require('jsonwebtoken')
  const { createSigner, inspectToken } = await import(pathToFileURL(join(root, 'dist/index.js')).href)
  const { SignJWT } = await import(pathToFileURL(require.resolve('jose')).href)
  const { VideoSDK } = await import(pathToFileURL(require.resolve('@videosdk.live/server-sdk')).href)
  const fast = require('fast-jwt').createSigner({ key: SECRET, expiresIn: '24h' })
  const key = createSecretKey(Buffer.from(SECRET))
  const signer = createSigner({ apiKey: 'bench', secret: SECRET })
  const sdk = new VideoSDK({ apiKey: 'bench', secret: SECRET })
  const token = signer.sign()
  const claims = () => ({ apikey: 'bench', permissions: ['allow_join'], version: 2, jti: randomUUID() })
  const options = { expiresIn: '24h', algorithm: 'HS256' }
  return {
    sign: () => signer.sign({ permissions: ['allow_join'] }),
    jsonwebtoken: () => jwt.sign(claims(), SECRET, options),
    jsonwebtokenByKey: () => jwt.sign(claims(), key, options),
    byHand: () => signByHand(key),
    fastJwt: () => fast(claims()),
    jose: () => {
      const jwt = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' })
      return jwt.setIssuedAt().setExpirationTime('24h').sign(key)
    },
    sdk: () => sdk.generateToken({ permissions: ['allow_join'] }),
    inspect: () => inspectToken(token, { secret: SECRET }),
    verify: () => jwt.verify(token, SECRET, { algorithms: ['HS256'] }),
  }
}

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')

function signByHand(key) {
  const iat = Math.floor(Date.now() / 1000)
  const claims = {
    apikey: 'bench',
    permissions: ['allow_join'],
    version: 2,
    jti: randomUUID(),
    iat,
    exp: iat + 86_400,
  }
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  const signature = createHmac('sha256', key).update(`${HEADER}.${payload}`).digest('base64url')
  return `${HEADER}.${payload}.${signature}`
}

/** Medians of the calls a second. A way that gives promises is called as often, and they are awaited together. */
async function measure(ways, rounds) {
  const rates = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
  // The first rounds are for Node's compiler.
  for (let round = -Math.ceil(rounds / 3); round < rounds; round++) {
    for (const [name, call] of Object.entries(ways)) {
      const rate = await rateOf(call)
      if (round >= 0) rates[name].push(rate)
    }
  }
  return Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, median(all)]))
}

async function rateOf(call) {
  const began = performance.now()
  let calls = 0
  while (performance.now() - began < SLICE_MS) {
    const results = []
    for (let n = 0; n < 10; n++) results.push(call())
    if (results[0] instanceof Promise) await Promise.all(results)
    calls += results.length
  }
  return (calls / (performance.now() - began)) * 1000
}
