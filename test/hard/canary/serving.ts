/** `serve` and `sandbox` under requests that carry the marks in every place; then what they said and answered. */
import { once } from 'node:events'
import { sendRaw } from '../../support/raw.ts'
import { trace } from '../../support/strace.ts'
import { store } from './command-lines.ts'
import { type Line, lookAround, looked, prepare } from './look.ts'
import { ACCESS_KEY, marksIn, SECRET, TOKEN } from './marks.ts'
import type { Upstream } from './upstream.ts'

/** Behind it stand the lines for requests; an address with its key stands above. */
const END_OF_INTRODUCTION = /In a terminal: .*\n/

type Ask = readonly [method: string, target: string, headers: readonly string[], body: string]

/** One value in every place of a request. */
function requestsWith(value: string, key: string): Ask[] {
  const encoded = encodeURIComponent(value)
  const header = Buffer.from(value).toString('latin1')
  const json = JSON.stringify({ token: value, roomId: value, permissions: value, [value]: value })
  const paths = [
    '/get-token',
    '/create-meeting',
    '/validate-meeting/nobody',
    '/v2/rooms',
    '/v1/meetings',
    '/v2/sessions',
    '/infra/v1/meetings/init-config',
  ]
  const withKey = paths.flatMap((path): Ask[] => [
    ['POST', path, [`X-Access-Key: ${ACCESS_KEY}`], json],
    ['POST', `${key}${path}`, ['Content-Type: application/json'], json.slice(0, -4)],
    [
      'POST',
      `${key}${path}`,
      ['Content-Type: application/x-www-form-urlencoded'],
      `token=${encoded}&permissions=${encoded}`,
    ],
    ['GET', `${key}${path}?permissions=${encoded}&roomId=${encoded}&token=${encoded}`, [], ''],
    ['GET', `${key}${path}?expiresIn=${encoded}`, [], ''],
    ['GET', `${key}${path}`, [`Authorization: ${header}`], ''],
    ['POST', `${key}${path}`, [`Authorization: Bearer ${header}`], '{}'],
    ['PUT', `${key}${path}?${encoded}`, [], ''],
    [
      'OPTIONS',
      `${path}?${encoded}`,
      [`Origin: ${header}`, `Access-Control-Request-Headers: ${encoded}`],
      '',
    ],
  ])
  return [
    ...withKey,
    ['GET', '/get-token', [`X-Access-Key: ${header}`], ''],
    ['GET', `/k/${encoded}/get-token`, [], ''],
    ['GET', `/k/${encoded}`, [], ''],
    ['GET', `/${encoded}`, [], ''],
    ['GET', `${key}/${encoded}`, [], ''],
    ['GET', `${key}/validate-meeting/${encoded}`, [], ''],
    ['GET', `${key}/v2/rooms/${encoded}`, [`Authorization: ${TOKEN}`], ''],
    ['GET', `/socket.io/?EIO=4&transport=polling&secret=${encoded}`, [], ''],
    ['GET', `http://${encoded}.example/${encoded}`, [], ''],
    ['GET', '/', [`Referer: http://localhost/${encoded}`, `Cookie: ${encoded}`, `User-Agent: ${header}`], ''],
    [encoded.replace(/\W/g, ''), '/get-token', [], ''],
    ['GET', '/get-token', [`X-Sandbox-Fault: ${header}`], ''],
    ['GET', `/\u0001${encoded}`, [], ''],
  ]
}

export interface ServerRun extends Pick<Line, 'env' | 'files'> {
  readonly command: 'serve' | 'sandbox'
  /** A form of `--log`. */
  readonly log: string
  readonly voice: readonly string[]
  /** How the API behind `serve` behaves. */
  readonly api: string
}

export async function lookAtServer(
  { command, log, voice, api, ...more }: ServerRun,
  upstream: Upstream,
): Promise<string[]> {
  const run = `run${++looked.runs}`
  const line: Line = {
    args: [
      command,
      '--port',
      '0',
      '--log',
      log,
      '--json',
      ...voice,
      ...(command === 'sandbox' ? ['--memory'] : []),
    ],
    api,
    ends: 130,
    files: { ...store(), ...more.files },
    ...(more.env && { env: more.env }),
    asked: { stdout: ['access key'] },
  }
  const shell = prepare(line, upstream, run)
  const { strace, ended, signal } = trace(line.args, shell)
  const answers: string[] = []
  try {
    const [first] = await Promise.race([
      once(strace.stdout ?? process.stdin, 'data'),
      ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
    ])
    const { port } = JSON.parse(String(first)) as { port: number }
    // A sandbox has no access key: to it one is an id, or a path, like any other.
    const key = command === 'serve' ? `/k/${ACCESS_KEY}` : ''
    for (const value of command === 'serve' ? [SECRET, TOKEN, ACCESS_KEY] : [SECRET, TOKEN]) {
      const all = await Promise.all(requestsWith(value, key).map((ask) => send(port, ask)))
      // Who says the key may hear it.
      answers.push(...(value === ACCESS_KEY ? all.map((answer) => answer.replaceAll(ACCESS_KEY, '')) : all))
    }
  } finally {
    signal('SIGINT')
  }
  const end = await ended
  const said = end.stderr.split(END_OF_INTRODUCTION).at(-1) ?? ''
  const lines = said.split('\n').filter((one) => one !== '').length
  looked.places += answers.length
  looked.ends.set('130', (looked.ends.get('130') ?? 0) + 1)
  const found = [
    ...lookAround({ ...end, stderr: said, line, shell, upstream, run }),
    ...answers.flatMap((answer) =>
      marksIn(answer, isToken(answer) ? ['token'] : []).map(
        (mark) => `${mark} in the answer ${answer.slice(0, 200)}`,
      ),
    ),
    ...(end.code === 130 ? [] : [`ended with ${end.code}: ${end.stderr.slice(-400)}`]),
    ...(log === 'none' || lines >= answers.length / 2
      ? []
      : [`only ${lines} lines for ${answers.length} requests`]),
    ...(answers.some((answer) => answer.includes('HTTP/1.1 4')) ? [] : ['nothing was refused']),
  ]
  return found.map((what) => `${line.args.join(' ')} (${api}): ${what}`)
}

/** A token was asked for, and no more than that was given. */
const isToken = (answer: string): boolean => /\r\n\r\n\{"token":"[^"]+"\}$/.test(answer)

async function send(port: number, [method, target, headers, body]: Ask): Promise<string> {
  const all = [`Host: 127.0.0.1:${port}`, ...headers, 'Connection: close']
  if (body !== '') all.push(`Content-Length: ${Buffer.byteLength(body)}`)
  const text = `${method} ${target} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n${body}`
  const answer = await sendRaw(`http://127.0.0.1:${port}`, text, 2_000)
  // Where a client leads itself, its own key goes with it.
  return answer.replace(/^location: .*\r\n/im, '').replace(/^access-control-allow-headers: .*\r\n/im, '')
}
