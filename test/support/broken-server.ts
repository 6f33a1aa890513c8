/** A server on a raw socket, which may misbehave in ways that no HTTP library lets it; it counts what reached it. */
import { createServer, type Socket } from 'node:net'

export interface BrokenServer {
  readonly url: string
  /** Each request as it came, head and body. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** @param behave - called when a request has come whole; `n` counts from 1. */
export async function startBrokenServer(
  behave: (socket: Socket, request: string, n: number) => void,
): Promise<BrokenServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk
      const end = received.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0)
      if (end === -1 || received.length < end + 4 + length) return
      requests.push(received)
      const request = received
      received = ''
      behave(socket, request, requests.length)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

/** A whole answer, as its bytes. */
export function httpAnswer(status: number, body: string, headers: Record<string, string> = {}): string {
  const all = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n${body}`
}
