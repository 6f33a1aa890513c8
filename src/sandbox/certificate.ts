/** Certificates of a sandbox, since VideoSDK's client SDKs speak TLS only. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isEverywhere, isIpAddress } from '../http/host-name.ts'
import { networkAddresses } from '../http/network-addresses.ts'
import { VideosdkTokenError } from '../token/errors.ts'

/** A certificate and its key, as PEM. */
export interface Certificate {
  /** `-----BEGIN CERTIFICATE-----` …, the server's own first. */
  readonly cert: string
  /** `-----BEGIN PRIVATE KEY-----` … */
  readonly key: string
}

const DAYS = 7

/** Makes one for this run, which a browser has to be told to trust. The library for it is loaded for it alone. */
export async function makeCertificate(host: string): Promise<Certificate> {
  const { generate } = await import('selfsigned')
  const names = new Set([
    'localhost',
    '127.0.0.1',
    '::1',
    ...(isEverywhere(host) ? networkAddresses() : [host]),
  ])
  const altNames = [...names].map((name) =>
    isIpAddress(name.includes(':') ? `[${name}]` : name)
      ? { type: 7 as const, ip: name }
      : { type: 2 as const, value: name },
  )
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'videosdk-token sandbox' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + DAYS * 86_400_000),
    extensions: [{ name: 'subjectAltName', altNames }],
  })
  return { cert, key }
}

/** Throws `value-invalid` where that is no certificate, or the key is another one's. */
export function checkCertificate({ cert, key }: Certificate): Certificate {
  const certificate = readPem('the certificate', () => new X509Certificate(cert))
  // As its first line says, or the second of older ones.
  if (/\bENCRYPTED\b/.test(key)) {
    const hint = 'Decrypt it into a file of its own: openssl pkey -in <key.pem> -out <open-key.pem>'
    throw invalid('the key is encrypted, and nobody is asked for its passphrase', { hint })
  }
  const privateKey = readPem('the key', () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) throw invalid('the key is not that of the certificate')
  return { cert, key }
}

function readPem<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw invalid(`${what} is not one in PEM`, { cause })
  }
}

function invalid(message: string, more: { hint?: string; cause?: unknown } = {}): VideosdkTokenError {
  const hint = 'mkcert makes both: mkcert -install && mkcert localhost 127.0.0.1'
  return new VideosdkTokenError('value-invalid', message, { hint, ...more })
}
