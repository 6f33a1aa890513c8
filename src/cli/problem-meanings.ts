/** What the problems mean that `inspect` finds, for `help <code>`. */
import { type Denial, PROBLEMS, type ProblemCode, VIDEOSDK_CODES } from '../token/problems.ts'

const MEANINGS: Readonly<Record<ProblemCode, string>> = {
  malformed: 'Text that is no JWT: three parts of base64url, parted by dots.',
  'bearer-prefix': 'VideoSDK wants the token bare in Authorization, without "Bearer ".',
  'alg-none': 'It says that it is not signed.',
  'alg-not-hs256': 'It is signed in another way than HS256, the only one that VideoSDK takes.',
  'crit-unsupported': 'Its header asks for an extension that nobody here knows (RFC 7515, 4.1.11).',
  'signature-invalid': 'The secret in use did not sign it, or it was changed since.',
  expired: 'Its exp has passed.',
  'expires-too-soon': 'It is good now, but not for as long as --min-ttl asks.',
  'exp-in-milliseconds': 'Its exp is in milliseconds; RFC 7519 counts seconds.',
  'not-yet-valid': 'Its nbf has not come yet.',
  'issued-in-future': 'Its iat is in the future: a clock is wrong.',
  'no-expiry': 'It has no exp, and is good for ever.',
  'apikey-missing': 'It does not say whose it is: the claim apikey.',
  'apikey-mismatch': 'It was signed for another API key than the one in use.',
  'permissions-missing': 'It has no permissions, and nobody joins with it.',
  'permission-unknown': 'VideoSDK knows no such permission.',
  'permission-conflict': 'ask_join together with another permission.',
  'permission-cannot-join': 'allow_mod alone moderates, but does not let its holder in.',
  'role-unknown': 'VideoSDK knows no such role.',
  'role-cannot-join': 'The role crawler calls the REST API, and may not join.',
  'role-cannot-call-api': 'The role rtc joins, and may not call the REST API.',
  'room-mismatch': 'It is good for another room.',
  'participant-mismatch': 'It is good for another participant.',
  'claim-wrong-type': 'A claim is of another type than VideoSDK reads.',
  'version-missing': 'It has no "version": 2, which roomId, participantId and roles need.',
  'claim-ignored': 'A claim whose name is almost one that VideoSDK reads: it limits nothing.',
}

const DENIED: Readonly<Record<Denial, string>> = {
  join: 'Its holder may not join.',
  api: 'Its holder may not call the REST API.',
  both: 'Its holder may neither join nor call the REST API.',
  nothing: 'A warning: VideoSDK takes it all the same.',
}

export function isProblemCode(name: string): name is ProblemCode {
  return Object.hasOwn(PROBLEMS, name)
}

/** The meaning in a sentence; then what such a token may not do, and VideoSDK's code for it. */
export function explainProblem(code: ProblemCode): readonly [string, string] {
  const { subject, denies } = PROBLEMS[code]
  const videosdk = denies === 'nothing' ? undefined : VIDEOSDK_CODES[subject]
  return [
    MEANINGS[code],
    videosdk === undefined ? DENIED[denies] : `${DENIED[denies]} VideoSDK's code: ${videosdk}.`,
  ]
}
