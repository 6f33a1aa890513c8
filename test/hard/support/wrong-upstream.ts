/** A VideoSDK that answers most calls, and is broken for ids that ask for it, as `wrong-hangs` does. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts'
import type { KeyPair } from '../../../src/token/sign.ts'

/** By the id in the path or in the body. */
const WRONG: Readonly<Record<string, (socket: Socket) => void>> = {
  hangs: () => {},
  garbage: (socket) => void socket.end('\u0000\u0001 this is no HTTP\r\n\r\n'),
  closes: (socket) => void socket.destroy(),
  html: (socket) =>
    void socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>'),
  'half-an-answer': (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"roomId":'),
  'endless-answer': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"roomId":"')
    const drip = setInterval(() => socket.write('x'.repeat(10_000)), 20)
    socket.once('close', () => clearInterval(drip))
  },
}

export interface WrongUpstream {
  readonly url: string
  /** Calls that were met with each misbehaviour. */
  readonly wronged: Readonly<Record<string, number>>
  close(): void
}

export async function startWrongUpstream(pair: KeyPair): Promise<WrongUpstream> {
  const sandbox = createSandbox({ credentials: [pair] })
  const wronged: Record<string, number> = Object.fromEntries(Object.keys(WRONG).map((name) => [name, 0]))
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = 'GET', url = '/', headers } = request
    const [, how = ''] = /wrong-([a-z-]+)/.exec(url + body) ?? []
    const misbehave = WRONG[how]
    if (misbehave !== undefined) {
      wronged[how] = (wronged[how] ?? 0) + 1
      misbehave(request.socket)
      return
    }
    const right = await sandbox.fetch(`http://sandbox${url}`, {
      method,
      headers: { authorization: headers.authorization ?? '' },
      ...(body !== '' && { body }),
    })
    response.writeHead(right.status, { 'content-type': 'application/json' }).end(await right.text())
  }
  const server = createServer((request, response) => {
    // A client that went away.
    answer(request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => socket.on('error', () => {}))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    wronged,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
