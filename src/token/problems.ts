/** Everything that can be wrong with a token, and what VideoSDK makes of it. One table; the rest reads it. */

/** What a problem is about, in the order in which problems are reported. */
export const SUBJECTS = [
  'form',
  'signature',
  'times',
  'apikey',
  'permissions',
  'roles',
  'room',
  'participant',
  'other',
] as const

export type Subject = (typeof SUBJECTS)[number]

/** The code that VideoSDK's client SDKs raise (their "Error Codes" page: INVALID_TOKEN and so on). */
export const VIDEOSDK_CODES: Readonly<Record<Subject, number | undefined>> = {
  form: 4002,
  signature: 4002,
  times: 4002,
  apikey: 4001,
  permissions: 4008,
  roles: 4024,
  room: 4022,
  participant: 4023,
  other: undefined,
}

/** What a token with the problem may not do. */
export type Denial = 'join' | 'api' | 'both' | 'nothing'

interface ProblemKind {
  readonly subject: Subject
  readonly denies: Denial
  /** A right token may be like this: an error only where `--for` asks for what it denies. */
  readonly byDesign?: true
}

export const PROBLEMS = {
  malformed: { subject: 'form', denies: 'both' },
  'bearer-prefix': { subject: 'form', denies: 'nothing' },
  'alg-none': { subject: 'form', denies: 'both' },
  'alg-not-hs256': { subject: 'form', denies: 'both' },
  'crit-unsupported': { subject: 'form', denies: 'both' },
  'signature-invalid': { subject: 'signature', denies: 'both' },
  expired: { subject: 'times', denies: 'both' },
  'expires-too-soon': { subject: 'times', denies: 'both' },
  'exp-in-milliseconds': { subject: 'times', denies: 'both' },
  'not-yet-valid': { subject: 'times', denies: 'both' },
  'issued-in-future': { subject: 'times', denies: 'nothing' },
  'no-expiry': { subject: 'times', denies: 'nothing' },
  'apikey-missing': { subject: 'apikey', denies: 'both' },
  'apikey-mismatch': { subject: 'apikey', denies: 'both' },
  'permissions-missing': { subject: 'permissions', denies: 'join' },
  'permission-unknown': { subject: 'permissions', denies: 'join' },
  'permission-conflict': { subject: 'permissions', denies: 'join' },
  'permission-cannot-join': { subject: 'permissions', denies: 'join', byDesign: true },
  'role-unknown': { subject: 'roles', denies: 'both' },
  'role-cannot-join': { subject: 'roles', denies: 'join', byDesign: true },
  'role-cannot-call-api': { subject: 'roles', denies: 'api', byDesign: true },
  'room-mismatch': { subject: 'room', denies: 'both' },
  'participant-mismatch': { subject: 'participant', denies: 'both' },
  'claim-wrong-type': { subject: 'other', denies: 'both' },
  'version-missing': { subject: 'other', denies: 'nothing' },
  'claim-ignored': { subject: 'other', denies: 'nothing' },
} as const satisfies Readonly<Record<string, ProblemKind>>

/** What is wrong with a token; stable. */
export type ProblemCode = keyof typeof PROBLEMS

/** The two things that a token is for. */
export type Purpose = 'join' | 'api'

/** One reason why VideoSDK refuses a token, or what its holder should know. */
export interface Problem {
  /** What it is about; stable. */
  readonly code: ProblemCode
  /** Whether VideoSDK refuses the token for it. */
  readonly severity: 'error' | 'warning'
  /** What is wrong, with which value. */
  readonly message: string
  /** What to do. */
  readonly hint: string
  /** The code that VideoSDK's own SDKs raise for it ("Error codes"): 4001, 4002, 4008, 4022, 4023, 4024. */
  readonly videosdk?: number
}

/** What a check saw; severity and codes come from the table. */
export interface Finding {
  readonly code: ProblemCode
  readonly message: string
  readonly hint: string
  /** Where it is not the kind's own: a claim of a wrong type is about that claim. */
  readonly subject?: Subject
  /** Seen, but within what VideoSDK lets pass. */
  readonly harmless?: true
}

export interface Judgement {
  readonly problems: readonly Problem[]
  readonly canJoin: boolean
  readonly canCallApi: boolean
}

/** Puts findings in order, and decides which of them are errors and what they deny. */
export function judge(findings: readonly Finding[], purpose?: Purpose): Judgement {
  const inOrder = SUBJECTS.flatMap((subject) => findings.filter((finding) => subjectOf(finding) === subject))
  const denies = (wanted: Purpose) => (finding: Finding) =>
    denial(finding) === 'both' || denial(finding) === wanted
  return {
    problems: inOrder.map((finding) => toProblem(finding, purpose)),
    canJoin: !findings.some(denies('join')),
    canCallApi: !findings.some(denies('api')),
  }
}

/** The first error, which is what VideoSDK refuses such a token for; missing where it is let in. */
export function firstError(problems: readonly Problem[]): Problem | undefined {
  return problems.find(({ severity }) => severity === 'error')
}

function toProblem(finding: Finding, purpose: Purpose | undefined): Problem {
  const { code, message, hint } = finding
  const videosdk = denial(finding) === 'nothing' ? undefined : VIDEOSDK_CODES[subjectOf(finding)]
  return {
    code,
    severity: severity(finding, purpose),
    message,
    hint,
    ...(videosdk !== undefined && { videosdk }),
  }
}

function severity(finding: Finding, purpose: Purpose | undefined): 'error' | 'warning' {
  const denied = denial(finding)
  if (denied === 'nothing') return 'warning'
  if (purpose !== undefined) return denied === 'both' || denied === purpose ? 'error' : 'warning'
  const kind: ProblemKind = PROBLEMS[finding.code]
  return kind.byDesign ? 'warning' : 'error'
}

/** A claim of a wrong type forbids what the claim is about: permissions matter to joining alone. */
function denial(finding: Finding): Denial {
  if (finding.harmless) return 'nothing'
  if (finding.subject === 'permissions') return 'join'
  return PROBLEMS[finding.code].denies
}

function subjectOf(finding: Finding): Subject {
  return finding.subject ?? PROBLEMS[finding.code].subject
}
