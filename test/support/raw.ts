/** HTTP as its bytes: for what no library would send. */
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Sends text, and settles with all that comes until the server closes, or until `quietMs` pass without more. */
export function sendRaw(url: string, text: string, quietMs = 1_000): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = open(url)
    const settle = (): void => {
      socket.destroy()
      resolve(received)
    }
    let quiet = setTimeout(settle, quietMs)
    socket.on('data', (chunk) => {
      received += chunk
      clearTimeout(quiet)
      quiet = setTimeout(settle, isWhole(received) ? 20 : quietMs)
    })
    socket.on('close', () => {
      clearTimeout(quiet)
      resolve(received)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(quiet)
      // The server closed while more was sent; what it said before counts.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(received)
      else reject(error)
    })
    socket.write(text)
  })
}

/** The one answer to a request of these lines; a head ends, and a body begins, where a line is empty. */
export async function askRaw(url: string, ...lines: string[]): Promise<RawAnswer> {
  return parseAnswer(await sendRaw(url, lines.join('\r\n'), 5_000))
}

export function parseAnswer(text: string): RawAnswer {
  const [head = '', ...body] = text.split('\r\n\r\n')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, body: body.join('\r\n\r\n') }
}

export function open(url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ port: Number(port), host: hostname.replace(/^\[|\]$/g, '') })
  socket.setNoDelay()
  return socket
}

function isWhole(received: string): boolean {
  const { status, head, body } = parseAnswer(received)
  if (status === 204) return received.endsWith('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  return length !== undefined && Buffer.byteLength(body) >= Number(length)
}
