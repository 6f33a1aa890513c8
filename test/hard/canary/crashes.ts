/** Bugs that are made to happen, in functions of Node's own that are handed a secret or a token: errors full of it. */
import { API_KEY } from '../../support/world.ts'
import { BARE, store } from './command-lines.ts'
import type { Line } from './look.ts'
import { TOKEN } from './marks.ts'

/** What is broken, and the way in which it says so. */
const BROKEN = `
const { what, way } = JSON.parse(process.env.BROKEN)
const crypto = require('node:crypto')
const net = require('node:net')
function fail(text) {
  const error = new Error([text, JSON.stringify(text), encodeURIComponent(text), Buffer.from(text).toString('base64')].join(' '))
  Object.assign(error, { text, options: { headers: { authorization: text } }, cause: new Error(text) })
  if (way === 'thrown') throw error
  if (way === 'thrown later') process.nextTick(() => { throw error })
  if (way === 'thrown as text') throw text
  if (way === 'rejected') Promise.reject(error)
}
function breakAt(object, name, textOf) {
  const real = object[name]
  object[name] = function (...args) {
    const text = textOf(...args)
    if (text) fail(text)
    return real.apply(this, args)
  }
}
const plain = (key) => typeof key === 'object' && key !== null && 'export' in key ? key.export().toString() : String(key)
if (what === 'key') breakAt(crypto, 'createSecretKey', plain)
if (what === 'hmac') breakAt(crypto, 'createHmac', (_name, key) => plain(key))
if (what === 'socket') breakAt(net.Socket.prototype, 'write', (data) => /uthorization: (\\S+)/i.exec(String(data))?.[1])
`

const CRASHES = [
  ['key', 'thrown'],
  ['key', 'thrown later'],
  ['key', 'rejected'],
  ['hmac', 'thrown'],
  ['hmac', 'thrown later'],
  ['hmac', 'thrown as text'],
  ['socket', 'thrown'],
  ['socket', 'thrown later'],
  ['socket', 'thrown as text'],
] as const

export function broken(what: string, way: string): Pick<Line, 'env' | 'files'> {
  return {
    env: { BROKEN: JSON.stringify({ what, way }), NODE_OPTIONS: '--require ./broken.cjs' },
    files: { ...store(), 'broken.cjs': BROKEN },
  }
}

const SIGNING = [['token'], ['exec', '--', '/bin/true'], ['token', '--from', TOKEN], ['token', '-n', '3']]
const CALLING = [
  ['create-meeting'],
  ['validate', 'x', '--retries', '0'],
  ['list-meetings'],
  ['deactivate-meeting', 'x'],
  ['inspect', TOKEN, '--online', '--for', 'api'],
  ['doctor'],
  ['profile', 'add', 'x', '--api-key', API_KEY, '--secret-file', 'secret.txt'],
]

/** Each ends with 70, or with what a broken connection leads to; a command that signs has a token to print before it is over. */
export const CRASH_LINES: readonly Line[] = CRASHES.flatMap(([what, way]) => {
  const { env, files } = broken(what, way)
  const line = (args: string[], more: Partial<Line> = {}): Line => ({
    args,
    // What could not be tried is stored all the same.
    ends: what === 'socket' && way !== 'thrown later' ? (args[0] === 'profile' ? 0 : 'no success') : 70,
    env: { ...env, ...more.env },
    files: files ?? {},
    asked: { stdout: way === 'thrown later' || way === 'rejected' ? ['token'] : [], child: ['token'] },
    not: args[0] === 'exec' ? ['--json'] : [],
  })
  if (what === 'socket') return CALLING.map((args) => line(args))
  return [
    ...SIGNING.map((args) => line(args)),
    line(['token', '--profile', 'command'], { env: BARE }),
    line(['create-meeting', '--profile', 'stored']),
  ]
})
