/** Other languages read our tokens, and we theirs: PyJWT and ruby-jwt, as Debian has them. */
import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { createSigner, inspectToken } from '../../src/index.ts'
import { ending } from '../support/shell.ts'
import { API_KEY, NOW, SECRET } from '../support/world.ts'

const PEERS = {
  python: {
    verify:
      'import jwt,json,sys;print(json.dumps(jwt.decode(sys.argv[1],sys.argv[2],algorithms=["HS256"],options={"verify_exp":False,"verify_iat":False})))',
    sign: 'import jwt,json,sys;print(jwt.encode(json.loads(sys.argv[1]),sys.argv[2],algorithm="HS256"))',
    // Debian's interpreter, which Debian's packages are for.
    command: ['/usr/bin/python3', '-c'],
  },
  ruby: {
    verify:
      'require "jwt";require "json";puts JWT.decode(ARGV[0],ARGV[1],true,{algorithm:"HS256",verify_expiration:false,verify_not_before:false})[0].to_json',
    sign: 'require "jwt";require "json";puts JWT.encode(JSON.parse(ARGV[0]),ARGV[1],"HS256")',
    command: ['/usr/bin/ruby', '-e'],
  },
} as const

const CLAIMS = {
  plain: {},
  unicode: { name: 'Ünï 日本語 🎉', schlüssel: '\u2028' },
  empty: { text: '', list: [], object: {}, nothing: null },
  large: { text: 'x'.repeat(50_000), list: Array.from({ length: 1_000 }, (_, n) => ({ n })) },
}

const CASES = Object.keys(PEERS).flatMap((peer) =>
  Object.keys(CLAIMS).map((claims) => [peer, claims] as const),
)

async function ask(peer: keyof typeof PEERS, task: 'sign' | 'verify', text: string): Promise<string> {
  const { command, ...scripts } = PEERS[peer]
  const [program, flag] = command
  const { code, stdout, stderr } = await ending(
    spawn(program, [flag, scripts[task], text, SECRET], { env: { LANG: 'C.UTF-8' } }),
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trim()
}

test.each(CASES)('%s and ours: %s claims', async (peer, kind) => {
  const name = peer as keyof typeof PEERS
  const claims = CLAIMS[kind as keyof typeof CLAIMS]
  const ours = createSigner({ apiKey: API_KEY, secret: SECRET }).signWithClaims({ claims, now: NOW })
  expect(JSON.parse(await ask(name, 'verify', ours.token))).toEqual(ours.claims)
  const theirs = await ask(name, 'sign', JSON.stringify(ours.claims))
  const read = inspectToken(theirs, { apiKey: API_KEY, secret: SECRET, now: NOW })
  expect(read).toMatchObject({ signature: 'valid', status: 'active', canJoin: true, problems: [] })
  expect(read.claims).toEqual(ours.claims)
})
