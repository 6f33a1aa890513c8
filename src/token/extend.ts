/** A token that starts from another's claims. */
import { isOurClaim } from './claim-names.ts'
import type { TokenRequest } from './claims.ts'
import { decode } from './decode.ts'
import { VideosdkTokenError } from './errors.ts'
import { inspect, type VerifySignature } from './inspect.ts'
import { toPermissions, toRoles } from './lists.ts'
import { peel } from './peel.ts'

const PROOF = ['malformed', 'alg-none', 'alg-not-hs256', 'crit-unsupported', 'signature-invalid']

/**
 * The request that makes a token again: with its permissions, bindings, version and own claims; `iat`, `exp`,
 * `nbf`, `jti` and `apikey` are for the new one to set. Expired is fine.
 *
 * @throws {VideosdkTokenError} `malformed` or `signature-invalid` where the credentials did not sign it;
 * `claim-invalid` where a claim cannot be signed again.
 */
export function requestFromToken(text: string, verify: VerifySignature, now: Date): TokenRequest {
  const proof = inspect(text, { verify, now }).problems.find(({ code }) => PROOF.includes(code))
  if (proof !== undefined) {
    const code = proof.code === 'malformed' ? 'malformed' : 'signature-invalid'
    throw new VideosdkTokenError(code, `the token to start from is refused: ${proof.message}`, {
      hint: proof.hint,
    })
  }
  const claims = decode(peel(text).token).claims ?? {}
  const custom = Object.entries(claims).filter(([name]) => !isOurClaim(name))
  return {
    version: claims.version === undefined ? 1 : 2,
    ...(claims.permissions !== undefined && {
      permissions: toPermissions(textList(claims.permissions, 'permissions')),
    }),
    ...(claims.roles !== undefined && { roles: toRoles(textList(claims.roles, 'roles')) }),
    ...(claims.roomId !== undefined && { roomId: textOf(claims.roomId, 'roomId') }),
    ...(claims.participantId !== undefined && {
      participantId: textOf(claims.participantId, 'participantId'),
    }),
    claims: Object.fromEntries(custom),
  }
}

function textList(value: unknown, claim: string): string[] {
  if (Array.isArray(value)) return value.map((item) => textOf(item, claim))
  throw wrongType(claim)
}

function textOf(value: unknown, claim: string): string {
  if (typeof value === 'string') return value
  throw wrongType(claim)
}

function wrongType(claim: string): VideosdkTokenError {
  return new VideosdkTokenError(
    'claim-invalid',
    `the claim ${claim} of the token to start from has a wrong type`,
    {
      hint: 'Give it anew with its flag, or leave --from out.',
    },
  )
}
