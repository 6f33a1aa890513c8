/** What a token is worth: read, judged, and every reason given. Runs wherever JavaScript does. */
import { checkClaims, type Expectation } from './check-claims.ts'
import { checkTimes, type Status } from './check-times.ts'
import { type Decoded, decode, type JsonObject } from './decode.ts'
import { type Peeled, peel } from './peel.ts'
import { type Finding, judge, type Problem, type Purpose } from './problems.ts'
import { shown } from './text.ts'

/** What `inspectToken` found: the same object as `inspect --json` prints. */
export interface Inspection {
  /** The token's header; null where it cannot be read. */
  readonly header: JsonObject | null
  /** Its claims; null where they cannot be read. */
  readonly claims: JsonObject | null
  /** Whether the credentials in use signed it; `unchecked` without them, or with those of another API key. */
  readonly signature: 'valid' | 'invalid' | 'unchecked'
  /** Where the clock stands to its times (RFC 7519 section 4.1); `malformed` where it cannot be read. */
  readonly status: Status
  /** Negative once expired; null where there is no expiry. */
  readonly expiresInSeconds: number | null
  /** Whether VideoSDK would let its holder join. */
  readonly canJoin: boolean
  /** Whether VideoSDK's REST API would take it. */
  readonly canCallApi: boolean
  /** In the order: form, signature, times, API key, permissions, roles, room, participant, the rest. */
  readonly problems: readonly Problem[]
}

/** Says whether `signature` is the HMAC-SHA-256 of `signingInput` with the secret in use. */
export type VerifySignature = (signingInput: string, signature: string) => boolean

export interface Question extends Expectation {
  /** Without it the signature stays `unchecked`. */
  readonly verify?: VerifySignature | undefined
  /** The clock. */
  readonly now: Date
  /** Asks one question: what denies this is an error, what denies only the other is a warning. */
  readonly purpose?: Purpose | undefined
  /** Seconds for which the token must be good yet. */
  readonly minTtl?: number | undefined
}

/** Inspects a token with whatever stands around it. Never throws, whatever the text is. */
export function inspect(text: string, question: Question): Inspection {
  const peeled = peel(text)
  const decoded = decode(peeled.token)
  const form = [...checkForm(peeled, decoded, question), ...checkHeader(decoded.header)]
  const signature = checkSignature(decoded, question)
  if (decoded.claims === null) {
    const findings = [...form, ...reportSignature(signature)]
    const { problems, canJoin, canCallApi } = judge(findings, question.purpose)
    const { header, claims } = decoded
    return {
      header,
      claims,
      signature,
      status: 'malformed',
      expiresInSeconds: null,
      canJoin,
      canCallApi,
      problems,
    }
  }
  const times = checkTimes(decoded.claims, question.now.getTime() / 1000, question.minTtl)
  const findings = [
    ...form,
    ...reportSignature(signature),
    ...times.findings,
    ...checkClaims(decoded.claims, question),
  ]
  const { problems, canJoin, canCallApi } = judge(findings, question.purpose)
  return {
    header: decoded.header,
    claims: decoded.claims,
    signature,
    status: decoded.faults.length > 0 ? 'malformed' : times.status,
    expiresInSeconds: times.expiresInSeconds,
    canJoin,
    canCallApi,
    problems,
  }
}

/** Whether the secret of `apiKey` can say anything about this token: it cannot about another key's. */
export function isSignedFor(text: string, apiKey: string): boolean {
  return bearsKey(decode(peel(text).token), apiKey)
}

function bearsKey({ claims }: Decoded, apiKey: string | undefined): boolean {
  const named = claims?.apikey
  return typeof named !== 'string' || named === '' || apiKey === undefined || named === apiKey
}

function checkForm({ token, bearer }: Peeled, { faults }: Decoded, { apiKey }: Question): Finding[] {
  const findings: Finding[] = faults.map((fault) => ({
    code: 'malformed',
    message: fault,
    hint: 'Copy it whole.',
  }))
  const [first] = findings
  const other = nameOf(token, apiKey)
  if (first !== undefined && other !== undefined) {
    findings[0] = { code: 'malformed', message: `it ${other}, not like a token`, hint: HOW_TO_SIGN }
  }
  if (bearer) {
    findings.push({
      code: 'bearer-prefix',
      message: 'VideoSDK takes a token without "Bearer" and answers such a header with 401',
      hint: 'Send the header Authorization: <token>, and nothing before the token.',
    })
  }
  return findings
}

const HOW_TO_SIGN = 'Make a token from API key and secret: videosdk-token token'

/** What people paste where a token belongs. */
function nameOf(text: string, apiKey: string | undefined): string | undefined {
  if (text === '') return 'is empty'
  if (/^(undefined|null|NaN|\[object Object\])$/i.test(text)) return `is the word ${shown(text)}`
  if (text === apiKey || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    return 'looks like an API key'
  if (/^[0-9a-f]{64}$/i.test(text)) return 'looks like an API key or a secret'
  return undefined
}

function checkHeader(header: JsonObject | null): Finding[] {
  if (header === null) return []
  const findings: Finding[] = []
  const { alg } = header
  if (typeof alg === 'string' && alg.toLowerCase() === 'none') {
    const message = 'it is not signed (alg none): anybody could have written it'
    findings.push({ code: 'alg-none', message, hint: HOW_TO_SIGN })
  } else if (alg !== 'HS256') {
    const named = typeof alg === 'string' ? shown(alg) : 'missing'
    const message = `its alg is ${named}, and VideoSDK takes HS256 alone`
    findings.push({ code: 'alg-not-hs256', message, hint: HOW_TO_SIGN })
  }
  if (header.crit !== undefined) {
    const message =
      'its header has crit, so who does not know that extension must refuse it (RFC 7515 section 4.1.11)'
    findings.push({ code: 'crit-unsupported', message, hint: HOW_TO_SIGN })
  }
  return findings
}

function checkSignature(decoded: Decoded, { verify, apiKey }: Question): Inspection['signature'] {
  const { signingInput, signature } = decoded
  if (verify === undefined || signingInput === null || !bearsKey(decoded, apiKey)) return 'unchecked'
  return verify(signingInput, signature) ? 'valid' : 'invalid'
}

function reportSignature(signature: Inspection['signature']): Finding[] {
  if (signature !== 'invalid') return []
  return [
    {
      code: 'signature-invalid',
      message: 'the secret in use did not sign it, or it was changed afterwards',
      hint: 'Is the secret that of this API key, without a space or a line break? Sign again: videosdk-token token',
    },
  ]
}
