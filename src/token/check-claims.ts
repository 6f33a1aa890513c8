/** The claims that say whose token it is and what it may do, as VideoSDK reads them. */
import { meantClaim } from './claim-names.ts'
import type { JsonObject } from './decode.ts'
import { besideAskJoin, CONFLICT_CURE, moderatesOnly, PERMISSION_NAMES, ROLE_NAMES } from './lists.ts'
import type { Finding, Subject } from './problems.ts'
import { sentenceList, shown, suggestion } from './text.ts'

/** What the claims are held against. */
export interface Expectation {
  /** The API key of the credentials in use. */
  readonly apiKey?: string | undefined
  /** Those credentials were not asked for, so that another key may well be right. */
  readonly apiKeyAssumed?: boolean | undefined
  readonly roomId?: string | undefined
  readonly participantId?: string | undefined
}

export function checkClaims(claims: JsonObject, expected: Expectation): Finding[] {
  return [
    ...checkApiKey(claims, expected),
    ...checkPermissions(claims.permissions),
    ...checkRoles(claims.roles),
    ...checkBinding(claims, 'roomId', 'room', expected.roomId),
    ...checkBinding(claims, 'participantId', 'participant', expected.participantId),
    ...checkVersion(claims),
    ...checkIgnored(claims),
  ]
}

function checkApiKey(claims: JsonObject, { apiKey, apiKeyAssumed }: Expectation): Finding[] {
  const value = claims.apikey
  if (value === undefined || value === '') {
    const nearMiss = Object.keys(claims).find((name) => meantClaim(name) === 'apikey')
    const hint =
      nearMiss === undefined ? 'Add "apikey": your API key.' : `Rename "${shown(nearMiss)}" to "apikey".`
    return [
      { code: 'apikey-missing', message: `the claim apikey is ${value === '' ? 'empty' : 'missing'}`, hint },
    ]
  }
  if (typeof value !== 'string') return [wrongType('apikey', 'apikey', 'text')]
  if (apiKey === undefined || value === apiKey) return []
  const mismatch: Finding = {
    code: 'apikey-mismatch',
    message: `its apikey is ${shown(value)}, and the credentials in use are those of ${shown(apiKey)}`,
    hint: 'Choose the credentials that it was signed with: --profile <name>, or --api-key with --secret-file.',
  }
  return [apiKeyAssumed ? { ...mismatch, harmless: true } : mismatch]
}

function checkPermissions(value: unknown): Finding[] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) {
    const message =
      value === undefined ? 'the claim permissions is missing' : 'the list of permissions is empty'
    return [{ code: 'permissions-missing', message, hint: 'Sign it with --perm allow_join.' }]
  }
  if (!isTextList(value)) return [wrongType('permissions', 'permissions', 'a list of text, ["allow_join"]')]
  const findings = unknownNames(value, PERMISSION_NAMES, 'permission-unknown', 'permission')
  const other = besideAskJoin(value)
  if (other !== undefined) {
    findings.push({
      code: 'permission-conflict',
      message: `ask_join stands beside ${other}, and VideoSDK refuses the two together`,
      hint: CONFLICT_CURE,
    })
  } else if (moderatesOnly(value)) {
    findings.push({
      code: 'permission-cannot-join',
      message: 'allow_mod alone moderates, but does not let its holder in',
      hint: 'Sign it with --perm allow_join,allow_mod.',
    })
  }
  return findings
}

function checkRoles(value: unknown): Finding[] {
  if (value === undefined) return []
  if (!isTextList(value)) return [wrongType('roles', 'roles', 'a list of text, ["rtc"]')]
  const findings = unknownNames(value, ROLE_NAMES, 'role-unknown', 'role')
  if (value.length === 0 || findings.length > 0) return findings
  if (!value.includes('rtc')) {
    const message = 'its role is crawler, which calls the REST API and may not join'
    findings.push({
      code: 'role-cannot-join',
      message,
      hint: 'To join, sign it with --role rtc, or without a role.',
    })
  }
  if (!value.includes('crawler')) {
    const message = 'its role is rtc, which joins and may not call the REST API'
    const hint = 'For the API, sign it with --role crawler, or without a role.'
    findings.push({ code: 'role-cannot-call-api', message, hint })
  }
  return findings
}

function unknownNames(
  names: readonly string[],
  all: readonly string[],
  code: 'permission-unknown' | 'role-unknown',
  kind: string,
): Finding[] {
  return names
    .filter((name) => !all.includes(name))
    .map((name) => ({
      code,
      message: `"${shown(name)}" is no ${kind} that VideoSDK knows`,
      hint: suggestion(name, all),
    }))
}

function checkBinding(
  claims: JsonObject,
  claim: 'roomId' | 'participantId',
  subject: 'room' | 'participant',
  wanted: string | undefined,
): Finding[] {
  const value = claims[claim]
  if (value === undefined) return []
  if (typeof value !== 'string' || value === '' || /\s/.test(value)) {
    return [wrongType(claim, subject, 'text without white space')]
  }
  if (wanted === undefined || value === wanted) return []
  const message = `it is good for the ${subject} ${shown(value)} only, not for ${shown(wanted)}`
  return [{ code: `${subject}-mismatch`, message, hint: `Sign one with --${subject} ${shown(wanted)}.` }]
}

function checkVersion(claims: JsonObject): Finding[] {
  if (claims.version === 2) return []
  const needing = ['roomId', 'participantId', 'roles'].filter((name) => claims[name] !== undefined)
  const hint =
    needing.length === 0
      ? 'The documentation asks for "version": 2 with the v2 API.'
      : `Add "version": 2, which ${sentenceList(needing)} ${needing.length === 1 ? 'needs' : 'need'}.`
  const message =
    claims.version === undefined
      ? 'the claim version is missing'
      : 'the claim version is something else than 2'
  return [{ code: 'version-missing', message, hint }]
}

function checkIgnored(claims: JsonObject): Finding[] {
  return Object.keys(claims).flatMap((name) => {
    const meant = meantClaim(name)
    if (meant === undefined || (meant === 'apikey' && claims.apikey === undefined)) return []
    const message = `VideoSDK does not read the claim "${shown(name)}", so it limits nothing`
    return [{ code: 'claim-ignored' as const, message, hint: `The claim is ${meant}.` }]
  })
}

function wrongType(claim: string, subject: Subject, wanted: string): Finding {
  return {
    code: 'claim-wrong-type',
    subject,
    message: `the claim ${claim} is something else than ${wanted}`,
    hint: `Sign it again with videosdk-token token, which sets ${claim} right.`,
  }
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
