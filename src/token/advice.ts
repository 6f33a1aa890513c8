/** What is legal in a token, and probably not meant. */
import { meantClaim } from './claim-names.ts'
import type { Claims } from './claims.ts'
import { describeDuration } from './duration.ts'
import type { ErrorCode } from './errors.ts'
import { moderatesOnly } from './lists.ts'
import { shown } from './text.ts'

/** Something to say before it hurts; `--strict` makes an error of it. */
export interface Advice {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
}

const DAY = 86_400
const YEAR = 365 * DAY
const CENTURY = 100 * YEAR

/** Advice on the claims that a token is to be signed with. */
export function adviseOnClaims(claims: Claims): Advice[] {
  const { permissions = [], roles, roomId, participantId, exp, iat } = claims
  const lifetime = exp - iat
  const advice: Advice[] = []
  if (moderatesOnly(permissions)) {
    advice.push({
      code: 'permission-cannot-join',
      message: 'allow_mod moderates, but does not let its holder in',
      hint: '--perm allow_join,allow_mod',
    })
  }
  if (
    roles?.length === 1 &&
    roles[0] === 'crawler' &&
    (roomId !== undefined || participantId !== undefined)
  ) {
    advice.push({
      code: 'role-cannot-join',
      message: 'a crawler token calls the REST API and cannot join, so a room or participant limits nothing',
      hint: 'Leave --role out, or the room and participant.',
    })
  }
  if (permissions.includes('allow_mod') && roomId === undefined && lifetime > DAY) {
    advice.push({
      code: 'moderator-unbound',
      message: `whoever holds this token moderates every room for ${describeDuration(lifetime)}`,
      hint: 'Add --room, or a shorter --expires.',
    })
  }
  if (lifetime > YEAR) {
    const mistake = lifetime > CENTURY ? ': milliseconds by mistake?' : ''
    advice.push({
      code: 'expires-late',
      message: `the token is good for ${Math.floor(lifetime / DAY)} days${mistake}`,
      hint: 'A token cannot be taken back. Sign short ones where they are needed, as often as you like.',
    })
  }
  for (const name of Object.keys(claims)) {
    const meant = meantClaim(name)
    if (meant === undefined) continue
    advice.push({
      code: 'claim-ignored',
      message: `VideoSDK does not read the claim ${shown(name)}, so it limits nothing`,
      hint: `The claim is ${meant}, and has a flag of its own.`,
    })
  }
  return advice
}

// All for lower case: a pattern that ignores it takes V8 four times as long to compile, at every start.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const HEX_SECRET = /^[0-9a-f]{64}$/
const PLACEHOLDER =
  /^(your[\W_]|<.*>$|\$|%.*%$|x{3,16}$|\.{3}$|(undefined|null|none|true|false|secret|api_?key|key|changeme|todo|paste_?here)$|[a-z_]*(key|secret)_generated$)/
const PATH = /^(~?\/|\.{1,2}\/|[a-z]:[\\/])/
const SHORTEST_SECRET = 32

/** Whether a key and a secret look swapped: VideoSDK's keys are UUIDs, its secrets 64 hex digits. */
export function looksSwapped(apiKey: string, secret: string): boolean {
  const [key, text] = [apiKey.toLowerCase(), secret.toLowerCase()]
  if (UUID.test(text) && !UUID.test(key)) return true
  return HEX_SECRET.test(key) && !HEX_SECRET.test(text)
}

/** Advice on an API key and a secret; says nothing of the secret but its kind and length. */
export function adviseOnCredentials(apiKey: string, secret: string): Advice[] {
  const hint = 'Key and secret are shown at https://app.videosdk.live, under API keys.'
  const oddity = describeOddity('API key', apiKey) ?? describeOddity('secret', secret)
  if (oddity !== undefined) return [{ code: 'credentials-placeholder', message: oddity, hint }]
  if (apiKey === secret) {
    return [{ code: 'credentials-equal', message: 'the API key and the secret are the same', hint }]
  }
  if (looksSwapped(apiKey, secret)) {
    return [{ code: 'credentials-swapped', message: 'the API key and the secret look swapped', hint }]
  }
  const length = new TextEncoder().encode(secret).length
  if (length >= SHORTEST_SECRET) return []
  return [
    {
      code: 'secret-short',
      message: `the secret has ${length} bytes, where HS256 wants ${SHORTEST_SECRET} or more (RFC 7518 section 3.2)`,
      hint,
    },
  ]
}

function describeOddity(kind: string, value: string): string | undefined {
  const text = value.toLowerCase()
  if (PATH.test(text)) return `the ${kind} looks like a path, not like what the file holds`
  if (PLACEHOLDER.test(text)) return `the ${kind} looks like a placeholder`
  return undefined
}
