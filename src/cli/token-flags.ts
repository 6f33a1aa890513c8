/** The flags that say what goes into a token. */
import { type Command, Option } from 'commander'
import { checkClaimName, checkId, type TokenRequest } from '../token/claims.ts'
import { parseDateTime, parseDurationOrDateTime } from '../token/date-time.ts'
import { naming, VideosdkTokenError } from '../token/errors.ts'
import { PERMISSION_NAMES, ROLE_NAMES, toPermissions, toRoles } from '../token/lists.ts'
import { shown } from '../token/text.ts'
import { EXCESS_HINTS } from './arguments.ts'
import { flag, listFlag, parseTokenVersion, repeatedFlag, text, withChoices } from './flags.ts'

export function addTokenFlags(command: Command): Command {
  EXCESS_HINTS.set(command, permissionsHint)
  return command
    .optionsGroup('The token:')
    .addOption(
      listFlag('-p, --perm <permissions>', `${PERMISSION_NAMES.join(', ')} [allow_join]`, PERMISSION_NAMES),
    )
    .addOption(flag('-e, --expires <when>', 'a duration or a date-time [24h]', parseDurationOrDateTime))
    .addOption(flag('--not-before <when>', 'good only from then on', parseDurationOrDateTime))
    .addOption(flag('-r, --room <roomId>', 'good for this room only', (id) => checkId(id, 'roomId')))
    .addOption(
      flag('--participant <id>', 'good for this participant only', (id) => checkId(id, 'participantId')),
    )
    .addOption(listFlag('--role <roles>', `${ROLE_NAMES.join(', ')} [both]`, ROLE_NAMES))
    .addOption(
      withChoices(
        flag('--token-version <1|2>', 'the version claim; 1 leaves it out [2]', parseTokenVersion),
        ['1', '2'],
      ),
    )
    .addOption(repeatedFlag('--claim <key=value>', 'a further claim, as JSON or else text', parseClaim))
    .addOption(flag('--jti <id>', 'its id [a random UUID]; --no-jti leaves it out', text))
    .addOption(new Option('--no-jti', 'no id at all').hideHelp())
    .addOption(flag('--now <date-time>', 'the clock to use, for tests', parseDateTime))
}

/** What commander gives for them. */
export interface TokenFlags {
  readonly perm?: readonly string[]
  readonly expires?: string | Date
  readonly notBefore?: string | Date
  readonly room?: string
  readonly participant?: string
  readonly role?: readonly string[]
  readonly tokenVersion?: 1 | 2
  readonly claim?: readonly (readonly [string, unknown])[]
  readonly jti?: string | boolean
  readonly now?: Date
}

/** Only what was given, so that it can be laid over the claims of `--from`. */
export function toTokenRequest(flags: TokenFlags): TokenRequest {
  const { perm, expires, notBefore, room, participant, role, tokenVersion, claim, jti, now } = flags
  return {
    ...(perm && { permissions: naming('--perm', () => toPermissions(perm)) }),
    ...(expires !== undefined && { expiresIn: expires }),
    ...(notBefore !== undefined && { notBefore }),
    ...(room !== undefined && { roomId: room }),
    ...(participant !== undefined && { participantId: participant }),
    ...(role && { roles: naming('--role', () => toRoles(role)) }),
    ...(tokenVersion !== undefined && { version: tokenVersion }),
    ...(claim && { claims: Object.fromEntries(claim) }),
    ...(typeof jti === 'string' && { jti }),
    ...(jti === false && { jti: false as const }),
    ...(now && { now }),
  }
}

function parseClaim(text: string): readonly [string, unknown] {
  const equals = text.indexOf('=')
  if (equals === -1) {
    const message = `"${shown(text)}" gives no value to a claim`
    throw new VideosdkTokenError('claim-invalid', message, { hint: 'Write --claim name=value.' })
  }
  const name = checkClaimName(text.slice(0, equals))
  return [name, parseClaimValue(name, text.slice(equals + 1))]
}

function parseClaimValue(name: string, text: string): unknown {
  if (text === '') {
    const hint = `Is a variable unset? An empty text is meant by '${shown(name)}=""'.`
    throw new VideosdkTokenError('value-empty', `the claim ${shown(name)} has an empty value`, { hint })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text
  }
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(text.trim())) return value
  throw new VideosdkTokenError(
    'claim-invalid',
    `the number of the claim ${shown(name)} is too large to keep its digits`,
    {
      hint: `As text it keeps them: --claim '${shown(name)}="${shown(text)}"'`,
    },
  )
}

/** `token allow_mod` and `-p allow_join allow_mod` mean one list. */
function permissionsHint(
  operands: readonly string[],
  values: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  if (!operands.every((operand) => PERMISSION_NAMES.some((name) => operand.split(/[\s,]+/).includes(name))))
    return undefined
  const given = [...(values.get('--perm') ?? []), ...operands].flatMap((list) => list.split(/[\s,]+/))
  const wanted = given.includes('allow_mod') ? ['allow_join', ...given] : given
  return `Did you mean --perm ${[...new Set(wanted)].join(',')}?`
}
