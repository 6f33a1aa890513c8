/** An API on loopback that keeps every address it is asked by, and may say back whatever it was sent. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts'
import { API_KEY } from '../../support/world.ts'
import { HEX_SECRET, SECRET, TOKEN } from './marks.ts'

export interface Asked {
  readonly url: string
  readonly token: string
}

export interface Upstream {
  /** The endpoint that behaves so; what is asked of it is kept under the name of the run. */
  readonly endpoint: (behaviour: string, run: string) => string
  readonly asked: (run: string) => readonly Asked[]
  readonly all: readonly Asked[]
  readonly port: number
  close(): Promise<void>
}

type Behave = (token: string, response: ServerResponse) => void

const echo =
  (write: (token: string) => string, type: string, status?: number): ((status: number) => Behave) =>
  (asked) =>
  (token, response) => {
    response.writeHead(status ?? asked, { 'content-type': type, 'x-authorization': token })
    response.end(write(token))
  }

const json = 'application/json'
/** What an API might make of the header that it was sent. */
const ECHOES: Readonly<Record<string, (status: number) => Behave>> = {
  message: echo((token) => JSON.stringify({ message: `Authorization: ${token} is not good` }), json),
  error: echo((token) => JSON.stringify({ error: { authorization: token } }), json),
  bare: echo((token) => JSON.stringify({ message: token }), json),
  bearer: echo((token) => JSON.stringify({ msg: `{"authorization":"Bearer ${token}"}` }), json),
  broken: echo((token) => `{"message":"${token}`, json),
  html: echo((token) => `<html><title>${token}</title>`, 'text/html'),
  text: echo((token) => `no: ${token}`, 'text/plain'),
  base64: echo((token) => JSON.stringify({ message: `got ${Buffer.from(token).toString('base64')}` }), json),
  signature: echo((token) => JSON.stringify({ message: `signature ${token.split('.')[2]} is wrong` }), json),
  spaced: echo((token) => JSON.stringify({ message: token.replaceAll('.', ' . ') }), json),
  encoded: echo((token) => JSON.stringify({ message: token.replaceAll('.', '%2E') }), json),
}

export const ECHO_NAMES = Object.keys(ECHOES)

const OTHERS: Readonly<Record<string, Behave>> = {
  drop: (_token, response) => void response.destroy(),
  silent: () => {},
  redirect: (token, response) =>
    void response.writeHead(302, { location: `http://other.example/?token=${token}` }).end(),
  oddities: (token, response) =>
    void response.socket?.end(`HTTP/1.1 ${token} nothing\r\nauthorization ${token}\r\n\r\n`),
}

export async function startUpstream(): Promise<Upstream> {
  const all: (Asked & { readonly run: string })[] = []
  const sandbox = createSandbox({
    credentials: [SECRET, HEX_SECRET].map((secret) => ({ apiKey: API_KEY, secret })),
  })
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '', method = '', headers } = request
    const [, behaviour = '', run = ''] = url.split('/')
    const token = headers.authorization ?? ''
    all.push({ url, token, run })
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const [name = '', status] = behaviour.split('-')
    const behave = OTHERS[name] ?? ECHOES[name]?.(Number(status))
    if (behave !== undefined) return behave(token, response)
    const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks)
    const path = url.split('/').slice(3).join('/')
    const answer = await sandbox.fetch(
      new Request(`http://localhost/${path}`, { method, headers: headers as Record<string, string>, body }),
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  }
  await sandbox.fetch('http://localhost/v2/rooms', {
    method: 'POST',
    headers: { authorization: TOKEN, 'content-type': json },
    body: JSON.stringify({ customRoomId: 'first' }),
  })
  const server = createServer((request, response) => {
    response.on('error', () => {})
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((settle) => void server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: (behaviour, run) => `http://127.0.0.1:${port}/${behaviour}/${run}`,
    asked: (run) => all.filter((one) => one.run === run),
    all,
    port,
    close() {
      server.closeAllConnections()
      return new Promise((settle) => void server.close(() => settle()))
    },
  }
}
