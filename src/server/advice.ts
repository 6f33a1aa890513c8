/** What is probably not meant in the limits of a server. */
import { type Advice, adviseOnClaims } from '../token/advice.ts'
import { buildClaims } from '../token/claims.ts'
import { grant, type Limits, type Wish } from './limits.ts'

/** Advice on the token that is given unasked, and on the most that may be asked for; each once. */
export function adviseOnLimits(limits: Limits, apiKey: string, now: Date): Advice[] {
  const most = limits.maxPermissions.filter((permission) => permission !== 'ask_join')
  const wishes: Wish[] = most.length > 0 ? [{}, { permissions: most }] : [{}]
  const advice = wishes.flatMap((wish) => adviseOnClaims(buildClaims(apiKey, grant(wish, limits, now))))
  return [...new Map(advice.map((one) => [one.message, one])).values()]
}
