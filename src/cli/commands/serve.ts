/** `serve`: the token server of VideoSDK's "Server setup" page. */
import type { Command } from 'commander'
import { type CredentialFlags, type Credentials, resolveCredentials } from '../../profiles/credentials.ts'
import { profileOf } from '../../profiles/source.ts'
import { adviseOnLimits } from '../../server/advice.ts'
import type { TokenServerOptions } from '../../server/create-token-server.ts'
import { parseHost } from '../../server/hosts.ts'
import { DEFAULT_SERVED_EXPIRY, toLimits } from '../../server/limits.ts'
import { parseOrigin } from '../../server/origins.ts'
import { memoryRateLimiter } from '../../server/rate-limit.ts'
import { startTokenServer } from '../../server/start-token-server.ts'
import { adviseOnCredentials } from '../../token/advice.ts'
import { checkId } from '../../token/claims.ts'
import { parseDuration } from '../../token/duration.ts'
import { naming } from '../../token/errors.ts'
import { PERMISSION_NAMES, ROLE_NAMES, toCeiling, toPermissions, toRoles } from '../../token/lists.ts'
import { findAccessKey } from '../access-key.ts'
import { sandboxWay, type Way, wayTo } from '../api.ts'
import type { Choose, Session } from '../command.ts'
import { announce, credentialWorld, takeKeyPair } from '../credentials.ts'
import { addQrFlag } from '../extras.ts'
import { addCredentialFlags, flag, listFlag, text, wholeNumber } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import { requestLog } from '../request-log.ts'
import { introduction } from '../serve-introduction.ts'
import { checkQr, drawAddress } from '../serve-qr.ts'
import { addServingFlags, readServingFlags, type ServingFlags, serveUntilStopped } from '../serving.ts'

interface ServeFlags extends CredentialFlags, ServingFlags {
  readonly perm?: readonly string[]
  readonly maxPerm?: readonly string[]
  readonly expires?: string
  readonly room?: string
  readonly role?: readonly string[]
  readonly allowOrigin?: readonly string[]
  readonly allowHost?: readonly string[]
  readonly accessKeyFile?: string
  readonly rateLimit?: number
  readonly qr?: boolean
}

const DEFAULT_PORT = 9000
const MOST_TOKENS_A_MINUTE = 1_000_000

export function define(program: Command, choose: Choose): Command {
  const command = addServingFlags(program.command('serve'), DEFAULT_PORT)
    .description('Serve tokens to apps: the server of VideoSDK\'s "Server setup" page.')
    .optionsGroup('What a client gets:')
    .addOption(listFlag('-p, --perm <permissions>', 'what it gets unasked [allow_join]', PERMISSION_NAMES))
    .addOption(
      listFlag('--max-perm <permissions>', 'what it may ask for [the same as --perm]', PERMISSION_NAMES),
    )
    .addOption(
      flag(
        '-e, --expires <duration>',
        `how long a token is good, at most [${DEFAULT_SERVED_EXPIRY}]`,
        checkDuration,
      ),
    )
    .addOption(flag('-r, --room <roomId>', 'tokens for this room only [any]', (id) => checkId(id, 'roomId')))
    .addOption(
      listFlag('--role <roles>', `the roles of every token: ${ROLE_NAMES.join(', ')} [none]`, ROLE_NAMES),
    )
    .optionsGroup('Who may ask:')
    .addOption(listFlag('--allow-origin <origins>', 'web pages, besides those of localhost'))
    .addOption(listFlag('--allow-host <names>', 'names of this server, besides localhost and IPs'))
    .addOption(flag('--access-key-file <path|->', 'the key that every request must have', text))
    .addOption(
      flag(
        '--rate-limit <n>',
        'tokens a minute for each client [no limit]',
        wholeNumber(MOST_TOKENS_A_MINUTE),
      ),
    )
  addQrFlag(command, 'draw the address on stderr for a phone')
  withExamples(
    addCredentialFlags(command),
    [
      'videosdk-token serve --sandbox',
      'videosdk-token serve --perm ask_join --max-perm allow_join,allow_mod',
    ],
    NOTES,
  )
  return command.action((_options, self: Command) => {
    const options = self.optsWithGlobals<ServeFlags>()
    choose((session) => run(options, session))
  })
}

const NOTES = `GET or POST /get-token takes roomId, participantId, permissions and expiresIn, POST /create-meeting and /validate-meeting/<id> a token; GET / is a page to try it. On anything but a loopback address an access key is needed: where none is given, one is made.`

/** Kept as it was given: the server reads it. */
function checkDuration(value: string): string {
  parseDuration(value)
  return value
}

async function run(options: ServeFlags, session: Session): Promise<0 | 130> {
  const { context, reporter } = session
  const { port, host, log } = readServingFlags(options, DEFAULT_PORT, session)
  const { rateLimit, sandbox = false, qr = false } = options
  const asked = toServerOptions(options)
  const limits = toLimits(asked)
  const accessKey = await findAccessKey(options.accessKeyFile, host, session)
  if (qr) await checkQr({ port, host }, accessKey, session)
  const credentials = await resolveCredentials(options, credentialWorld(context))
  await announce(credentials, reporter)
  const pair = await takeKeyPair(credentials, reporter)
  const onLimits = adviseOnLimits(limits, pair.apiKey, context.now())
  const onPair = sandbox ? [] : adviseOnCredentials(pair.apiKey, pair.secret)
  for (const advice of [...onLimits, ...onPair]) await reporter.warning(advice)
  const { endpoint, fetch } = await wayOf(options, credentials, session)
  const server = await startTokenServer({
    ...asked,
    ...pair,
    accessKey,
    endpoint,
    fetch,
    port,
    host,
    replaceGlobals: context.ownsProcess,
    ...(rateLimit !== undefined && { rateLimiter: memoryRateLimiter(rateLimit) }),
    now: context.now,
    onRequest: await requestLog(log, session),
    onError: (error) => void reporter.failure(error),
  })
  const said = introduction(server, { accessKey, limits, sandbox }, context)
  const drawn = qr ? await drawAddress(server, accessKey, session) : ''
  return serveUntilStopped(server, said, session, drawn)
}

type FromFlags = Pick<
  TokenServerOptions,
  'permissions' | 'maxPermissions' | 'expiresIn' | 'roomId' | 'roles' | 'allowOrigins' | 'allowHosts'
>

/** Only what was given, so that the library's defaults stand. */
function toServerOptions(flags: ServeFlags): FromFlags {
  const { perm, maxPerm, expires, room, role, allowOrigin, allowHost } = flags
  return {
    ...(perm && { permissions: naming('--perm', () => toPermissions(perm)) }),
    ...(maxPerm && { maxPermissions: naming('--max-perm', () => toCeiling(maxPerm)) }),
    ...(expires !== undefined && { expiresIn: expires }),
    ...(room !== undefined && { roomId: room }),
    ...(role && { roles: naming('--role', () => toRoles(role)) }),
    ...(allowOrigin && { allowOrigins: naming('--allow-origin', () => allowOrigin.map(parseOrigin)) }),
    ...(allowHost && { allowHosts: naming('--allow-host', () => allowHost.map(parseHost)) }),
  }
}

function wayOf(options: ServeFlags, { source }: Credentials, session: Session): Promise<Way> {
  return options.sandbox ? sandboxWay(session.context) : wayTo(options, profileOf(source), session)
}
