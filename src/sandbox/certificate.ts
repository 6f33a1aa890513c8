/** Certificates of a sandbox, since VideoSDK's client SDKs speak TLS only. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIpAddress } from '../http/host-name.ts'
import { VideosdkTokenError } from '../token/errors.ts'

/** As PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAYS = 7

/** Makes one for this run, which a browser has to be told to trust. The library for it is loaded for it alone. */
export async function makeCertificate(host: string): Promise<Certificate> {
  const { generate } = await import('selfsigned')
  const names = new Set(['localhost', '127.0.0.1', '::1', ...(isAnyAddress(host) ? [] : [host])])
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
  const fail = (message: string, cause?: unknown): VideosdkTokenError =>
    new VideosdkTokenError('value-invalid', message, {
      hint: 'mkcert makes both: mkcert -install && mkcert localhost 127.0.0.1',
      cause,
    })
  let isPair: boolean
  try {
    isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch (error) {
    throw fail('the certificate or its key is not one in PEM', error)
  }
  if (!isPair) throw fail('the key is not that of the certificate')
  return { cert, key }
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
