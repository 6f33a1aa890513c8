/** A token that starts from another's claims. */
import { isOurClaim } from './claim-names.ts'
import type { TokenRequest } from './claims.ts'
import { decode } from './decode.ts'
import { VideosdkTokenError } from './errors.ts'
import { inspect, type VerifySignature } from './inspect.ts'
import { toPermissions, toRoles } from './lists.ts'
import { peel } from './peel.ts'
import { PROBLEMS, type Problem } from './problems.ts'

/**
 * The request that makes a token again: with its permissions, bindings, version and own claims, and over them
 * what is given. `iat`, `exp`, `nbf`, `jti` and `apikey` are the new one's own. Expired is fine.
 *
 * @throws {VideosdkTokenError} `malformed` or `signature-invalid` where the credentials did not sign it;
 * `claim-invalid` where a claim cannot be signed again, and what its permissions and roles earn: `value-empty`,
 * `permission-unknown`, `permission-conflict`, `role-unknown`.
 */
export function extendToken(
  text: string,
  verify: VerifySignature,
  given: TokenRequest & { readonly now: Date },
): TokenRequest {
  const proof = inspect(text, { verify, now: given.now }).problems.find(disproves)
  if (proof !== undefined) {
    const code = proof.code === 'malformed' ? 'malformed' : 'signature-invalid'
    throw new VideosdkTokenError(code, `the token to start from is refused: ${proof.message}`, {
      hint: proof.hint,
    })
  }
  const claims = decode(peel(text).token).claims ?? {}
  const custom = Object.entries(claims).filter(([name]) => !isOurClaim(name))
  const { version, permissions, roles, roomId, participantId } = claims
  return {
    version: version === 2 ? 2 : 1,
    // Permissions that it does not have are not added: the default would be more than it allowed.
    ...(given.permissions === undefined && {
      permissions: toPermissions(textList(permissions, 'permissions')),
    }),
    ...(given.roles === undefined && roles !== undefined && { roles: toRoles(textList(roles, 'roles')) }),
    ...(given.roomId === undefined && roomId !== undefined && { roomId: textOf(roomId, 'roomId') }),
    ...(given.participantId === undefined &&
      participantId !== undefined && { participantId: textOf(participantId, 'participantId') }),
    ...given,
    claims: { ...Object.fromEntries(custom), ...given.claims },
  }
}

/** Whether it says that these credentials did not sign the token. */
function disproves({ code }: Problem): boolean {
  const { subject, denies } = PROBLEMS[code]
  return (subject === 'form' || subject === 'signature') && denies === 'both'
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
