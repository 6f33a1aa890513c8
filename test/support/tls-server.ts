/** HTTPS on loopback, by a certificate of any kind; it answers as the sandbox does. */
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'

export interface TlsServer {
  readonly url: string
  /** The certificate, as PEM. */
  readonly cert: string
  close(): Promise<void>
}

export interface CertificateKind {
  /** For 127.0.0.1 unless given. */
  readonly host?: string
  /** Days from now at which it begins and ends. */
  readonly days?: readonly [number, number]
}

const DAY_MS = 86_400_000

export async function startTlsServer({ host, days = [-1, 7] }: CertificateKind = {}): Promise<TlsServer> {
  const at = (day: number): Date => new Date(Date.now() + day * DAY_MS)
  const name = host === undefined ? { type: 7 as const, ip: '127.0.0.1' } : { type: 2 as const, value: host }
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'a test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: at(days[0]),
    notAfterDate: at(days[1]),
    extensions: [{ name: 'subjectAltName', altNames: [name] }],
  })
  const server = createServer({ cert, key }, (_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ roomId: 'abcd-efgh-ijkl', data: [] }))
  })
  await new Promise<void>((settle) => void server.listen(0, '127.0.0.1', settle))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    cert,
    close() {
      server.closeAllConnections()
      return new Promise((settle) => void server.close(() => settle()))
    },
  }
}
