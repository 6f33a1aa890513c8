/** The flags that say by which certificate a server speaks. */
import { checkCertificate } from '../sandbox/certificate.ts'
import { naming, VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import type { Context } from './context.ts'
import { conflict } from './flags.ts'
import { readText } from './read-input.ts'

export interface TlsFlags {
  readonly tls?: boolean
  /** Paths. */
  readonly tlsCert?: string
  readonly tlsKey?: string
}

const LONGEST_PEM_BYTES = 65_536

/** A certificate that is named comes with its key. Throws `flag-conflict`, `argument-missing`, `file-unreadable`, `value-invalid`. */
export async function readTls(
  { tls = false, tlsCert, tlsKey }: TlsFlags,
  context: Context,
): Promise<boolean | { readonly cert: string; readonly key: string }> {
  if (tlsCert === undefined && tlsKey === undefined) return tls
  if (tls) throw conflict('--tls', tlsCert === undefined ? '--tls-key' : '--tls-cert')
  if (tlsCert === undefined || tlsKey === undefined) {
    const [there, missing] = tlsCert === undefined ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key']
    throw new VideosdkTokenError('argument-missing', `${there} was given without ${missing}`, {
      hint: `Add ${missing} <file>, or give --tls alone for a certificate made for this run.`,
    })
  }
  const cert = await readText(tlsCert, LONGEST_PEM_BYTES, context)
  const key = await readText(tlsKey, LONGEST_PEM_BYTES, context)
  const source = `--tls-cert ${shown(tlsCert)} and --tls-key ${shown(tlsKey)}`
  return naming(source, () => checkCertificate({ cert, key }))
}
