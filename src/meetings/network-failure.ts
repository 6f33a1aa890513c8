/** A request that got no answer: what happened, and whether the request may have arrived. */
import { messageOf, VideosdkTokenError } from '../token/errors.ts'
import { printable, withoutTokens } from '../token/text.ts'

/** An attempt that failed, as far as it matters to the next one. */
export interface Failure {
  readonly error: VideosdkTokenError
  /** The server may have acted on it, so that only what is safe to repeat may be sent again. */
  readonly mayHaveArrived: boolean
  /** Asking again might help. */
  readonly passing: boolean
}

interface Kind {
  readonly says: string
  readonly hint?: string
  /** The connection was never made, so that nothing was sent: always, or where it was connecting that failed. */
  readonly unsent?: 'always' | 'connecting'
  /** It will fail in the same way again. */
  readonly lasting?: true
}

const LOOK_AT_ENDPOINT =
  'Is the endpoint right? It comes from --endpoint, VIDEOSDK_API_ENDPOINT or the profile.'

/** By the codes of Node (`errno`, OpenSSL) and undici (`UND_ERR_…`). */
const KINDS: Readonly<Record<string, Kind>> = {
  ENOTFOUND: { says: 'its name is unknown to DNS', hint: LOOK_AT_ENDPOINT, unsent: 'always', lasting: true },
  EAI_AGAIN: { says: 'DNS does not answer', hint: 'Is this machine online?', unsent: 'always' },
  ECONNREFUSED: {
    says: 'the connection was refused',
    hint: 'Is the server running, and on that port?',
    unsent: 'always',
  },
  EHOSTUNREACH: { says: 'there is no way to it', hint: 'Is this machine online?', unsent: 'connecting' },
  ENETUNREACH: { says: 'there is no way to it', hint: 'Is this machine online?', unsent: 'connecting' },
  UND_ERR_CONNECT_TIMEOUT: {
    says: 'no connection was made in time',
    hint: 'Does it need a proxy (HTTPS_PROXY)?',
    unsent: 'always',
  },
  ETIMEDOUT: {
    says: 'no connection was made in time',
    hint: 'Does it need a proxy (HTTPS_PROXY)?',
    unsent: 'connecting',
  },
  ECONNRESET: { says: 'the connection was reset' },
  EPIPE: { says: 'the connection was closed' },
  UND_ERR_SOCKET: { says: 'the connection was closed before the answer was complete' },
  UND_ERR_HEADERS_TIMEOUT: { says: 'the answer did not come in time' },
  UND_ERR_BODY_TIMEOUT: { says: 'the answer stopped in the middle' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { says: 'the answer was not as long as it said' },
}

const NAME_ITS_CERTIFICATE =
  'Behind a proxy that opens TLS, name its certificate: NODE_EXTRA_CA_CERTS=<file.pem>'

function untrusted(says: string, first?: string): Kind {
  const hint = first === undefined ? NAME_ITS_CERTIFICATE : `${first} ${NAME_ITS_CERTIFICATE}`
  return { says, hint, unsent: 'always', lasting: true }
}

const TLS = untrusted('its certificate or its TLS cannot be trusted')
const SELF_SIGNED = untrusted('its certificate is self-signed, or signed by one that is')
const UNKNOWN_ISSUER = untrusted('its certificate is signed by nobody whom this machine trusts')
const RIGHT_CLOCK = "Is this machine's clock right?"

/** By the codes of OpenSSL and of Node; what is not among them is `TLS`. */
const CERTIFICATES: Readonly<Record<string, Kind>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: SELF_SIGNED,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  CERT_HAS_EXPIRED: untrusted('its certificate has expired', RIGHT_CLOCK),
  CERT_NOT_YET_VALID: untrusted('its certificate is not yet valid', RIGHT_CLOCK),
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted('its certificate is for another host', LOOK_AT_ENDPOINT),
}

/** The port speaks http, or something else. */
const NO_TLS: Kind = {
  says: 'it does not speak TLS',
  hint: 'Is it http, and not https, or another port?',
  unsent: 'always',
  lasting: true,
}

/** By the words of `fetch` itself, which have no code. */
const WORDS: Readonly<Record<string, Kind>> = {
  'bad port': { says: 'fetch asks no such port', hint: LOOK_AT_ENDPOINT, unsent: 'always', lasting: true },
}

const HTTP: Kind = { says: 'it does not speak HTTP', hint: LOOK_AT_ENDPOINT, lasting: true }

/**
 * @param thrown - what a `fetch`, or reading its body, rejected with.
 * @param host - for the message.
 * @param sent - the token that was sent, which no message says.
 */
export function networkFailure(thrown: unknown, host: string, sent?: string): Failure {
  const code = causeCode(thrown)
  const words = messageOf(innermost(thrown))
  const isGarbage = nameOf(innermost(thrown)) === 'HTTPParserError'
  const kind =
    proxyRefusal(words) ??
    kindOf(code) ??
    (isGarbage ? HTTP : Object.hasOwn(WORDS, words) ? WORDS[words] : undefined)
  const says = kind?.says ?? withoutTokens(printable(words, ''), sent === undefined ? [] : [sent])
  const error = new VideosdkTokenError(
    'network-failed',
    `no answer from ${host}: ${says}${code === undefined ? '' : ` (${code})`}`,
    { hint: kind?.hint ?? 'Is that server well? Try again in a while.', cause: thrown },
  )
  const unsent = kind?.unsent === 'always' || (kind?.unsent === 'connecting' && wasConnecting(thrown))
  return { error, mayHaveArrived: !unsent, passing: kind?.lasting !== true }
}

function kindOf(code: string | undefined): Kind | undefined {
  if (code === undefined) return undefined
  if (Object.hasOwn(KINDS, code)) return KINDS[code]
  if (Object.hasOwn(CERTIFICATES, code)) return CERTIFICATES[code]
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') return NO_TLS
  if (/CERT|TLS|SSL|ISSUER|SIGNATURE|CHAIN|EPROTO/.test(code)) return TLS
  return code.startsWith('HPE_') ? HTTP : undefined
}

/** `fetch` says "fetch failed", and what it was stands in the cause, or in the causes of several tries. */
function innermost(thrown: unknown): unknown {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return innermost(thrown.errors[0])
  return thrown instanceof Error && thrown.cause instanceof Error ? innermost(thrown.cause) : thrown
}

/** Node names the system call; the same codes come when an open connection is read or written. */
function wasConnecting(thrown: unknown): boolean {
  const inner = innermost(thrown)
  return inner instanceof Error && 'syscall' in inner && inner.syscall === 'connect'
}

/** A proxy that opens no tunnel, in undici's words. */
function proxyRefusal(words: string): Kind | undefined {
  const [, status] = /^Proxy response \((\d+)\)/.exec(words) ?? []
  if (status === undefined) return undefined
  return {
    says: `the proxy answered ${status}`,
    hint:
      status === '407'
        ? 'It wants a user and a password: HTTPS_PROXY=http://user:password@host:port'
        : 'Look at HTTPS_PROXY, and at NO_PROXY for what needs none.',
    unsent: 'always',
    lasting: true,
  }
}

function nameOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.name : undefined
}

function causeCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
  const inner = innermost(thrown)
  return inner === thrown ? code : (causeCode(inner) ?? code)
}
