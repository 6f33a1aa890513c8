/** A token in the socket's address appears in no log, no error and no page of the built sandbox. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { sendRaw } from '../support/raw.ts'
import { signToken, startSandboxProcess } from '../support/sandbox-process.ts'

const MARK = 'CanaryCanaryCanary'

/** What might be put where a token belongs; none of it, nor a long piece of it, is to be seen again. */
const SECRETS: readonly (readonly [string, () => string])[] = [
  ['a token', () => signToken({ participantId: 'somebody' })],
  ['a token that is let in', () => signToken()],
  ['no token', () => MARK],
  ['something of its shape', () => `eyJ${MARK}.eyJ${MARK}.${MARK}`],
  ['a token with something behind it', () => `${signToken()}${MARK}`],
  ['a header that names no algorithm', () => `${base64({ alg: MARK })}.${base64({ apikey: MARK })}.${MARK}`],
  [
    'another key',
    () => `${base64({ alg: 'HS256' })}.${base64({ apikey: 'other', permissions: [] })}.${MARK}`,
  ],
]

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

it.each([
  ['text', ['--verbose']],
  ['json', ['--verbose', '--log', 'json']],
])(
  'in %s',
  async (_, flags) => {
    const sandbox = await startSandboxProcess(...flags)
    const secrets = SECRETS.map(([, make]) => make())
    const answers: string[] = []
    try {
      const roomId = await sandbox.newRoom()
      for (const secret of secrets) answers.push(...(await triedBySocket(sandbox.url, roomId, secret)))
      for (const secret of secrets) answers.push(...(await triedByHttp(sandbox.url, roomId, secret)))
      const authorization = signToken({ roles: ['crawler'] })
      for (const path of ['/', '/v2/rooms', '/v2/sessions', `/v2/rooms/${roomId}`, '/nowhere'])
        answers.push(await (await fetch(sandbox.url + path, { headers: { authorization } })).text())
      await sleep(200)
    } finally {
      sandbox.child.kill('SIGINT')
      await sandbox.ended
    }
    const log = sandbox.said()
    // There was something to see.
    expect(log).toMatch(/joined/i)
    expect(log.match(/refused/gi)?.length).toBeGreaterThanOrEqual(secrets.length - 1)
    expect(answers.join('\n')).toContain('Token is invalid or expired')
    expect(answers.join('\n')).toContain('"status":"ended"')
    for (const text of [log, ...answers]) {
      expect(text).not.toContain(MARK)
      for (const secret of secrets)
        for (const part of secret.split('.').filter((one) => one.length > 30))
          expect(text).not.toContain(part)
      expect(text).not.toMatch(/secret=/)
    }
  },
  60_000,
)

/** A short text with no dots in it is an id, which a log may show. */
const asId = (secret: string): string => (secret.includes('.') ? secret : 'ann')

const request = (id: number, method: string): string => `42${id}["request",{"method":"${method}","data":{}}]`

/** As the token, and by mistake as the room and as the participant; all that the door says, byte by byte. */
async function triedBySocket(url: string, roomId: string, secret: string): Promise<string[]> {
  const token = signToken()
  const places = [
    { roomId, peerId: 'ann', secret },
    { roomId: asId(secret), peerId: 'ann', secret: token },
    { roomId, peerId: asId(secret), secret: '' },
    { roomId: 'nowhere', peerId: 'refuse-4009', secret },
  ]
  const heard: string[] = []
  for (const place of places) {
    const query = new URLSearchParams({ EIO: '4', transport: 'websocket', ...place })
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?${query}`)
    socket.on('message', (data) => heard.push(String(data)))
    socket.on('error', (error) => heard.push(error.message))
    await once(socket, 'message')
    // The last one ends it with an error of the transport's own.
    for (const frame of [
      '40',
      request(1, 'requestEntry'),
      request(2, 'join'),
      request(3, 'nonsense'),
      'junk',
    ]) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame)
      await sleep(50)
    }
    socket.terminate()
  }
  return heard
}

/** The first step, and addresses of the socket's that no socket comes of. */
async function triedByHttp(url: string, roomId: string, secret: string): Promise<string[]> {
  const body = JSON.stringify({ roomId })
  const first = `${url}/infra/v1/meetings/init-config`
  const query = `?EIO=4&transport=websocket&roomId=${roomId}&peerId=ann&secret=${secret}`
  const answers = [
    await fetch(first, { method: 'POST', headers: { authorization: secret }, body }),
    await fetch(first, { method: 'POST', body: JSON.stringify({ roomId: asId(secret) }) }),
    await fetch(`${url}/socket.io/${query.replace('websocket', 'polling')}`),
    await fetch(`${url}/socket.io/${query.replace('EIO=4', 'EIO=9')}`),
    await fetch(`${url}/${query}`),
    await fetch(`${url}/nowhere${query}`),
  ]
  const upgrade = (target: string): Promise<string> =>
    sendRaw(
      url,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      200,
    )
  const raw = [await upgrade(`/socket.io/${query}`), await upgrade(`/pubsub/x${query}`)]
  return [...(await Promise.all(answers.map((answer) => answer.text()))), ...raw]
}
