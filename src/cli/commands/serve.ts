/** `serve`: the token server of VideoSDK's "Server setup" page. */
import type { Command } from 'commander'
import { type CredentialFlags, type Credentials, resolveCredentials } from '../../profiles/credentials.ts'
import type { TokenServerOptions } from '../../server/create-token-server.ts'
import { parseHost } from '../../server/hosts.ts'
import { DEFAULT_SERVED_EXPIRY, grant, type Limits, toLimits, type Wish } from '../../server/limits.ts'
import { parseOrigin } from '../../server/origins.ts'
import { memoryRateLimiter } from '../../server/rate-limit.ts'
import { startTokenServer } from '../../server/start-token-server.ts'
import { adviseOnClaims, adviseOnCredentials } from '../../token/advice.ts'
import { buildClaims, checkId } from '../../token/claims.ts'
import { parseDuration } from '../../token/duration.ts'
import { naming } from '../../token/errors.ts'
import { PERMISSION_NAMES, ROLE_NAMES, toCeiling, toPermissions, toRoles } from '../../token/lists.ts'
import type { KeyPair } from '../../token/sign.ts'
import { findAccessKey } from '../access-key.ts'
import { sandboxWay, type Way, wayTo } from '../api.ts'
import type { Choose, Session } from '../command.ts'
import { announce, credentialWorld, profileOf, takeKeyPair } from '../credentials.ts'
import { addCredentialFlags, flag, listFlag, oneOf, text, wholeNumber } from '../flags.ts'
import { LOG_FORMS, type LogForm, requestLog } from '../request-log.ts'
import { introduce } from '../serve-introduction.ts'

interface ServeFlags extends CredentialFlags {
  readonly port?: number
  readonly host?: string
  readonly perm?: readonly string[]
  readonly maxPerm?: readonly string[]
  readonly expires?: string
  readonly room?: string
  readonly role?: readonly string[]
  readonly allowOrigin?: readonly string[]
  readonly allowHost?: readonly string[]
  readonly accessKeyFile?: string
  readonly rateLimit?: number
  readonly log?: LogForm
}

const DEFAULT_PORT = 9000
const MOST_TOKENS_A_MINUTE = 1_000_000

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('serve')
    .description('Serve tokens to apps: the server of VideoSDK\'s "Server setup" page.')
    .addOption(flag('--port <n>', '0 takes any that is free [9000]', wholeNumber(65_535, 0)))
    .addOption(flag('--host <addr>', 'the address to listen on [127.0.0.1]', text))
    .addOption(
      flag('--log <form>', `a line for each request: ${LOG_FORMS.join(', ')} [text]`, oneOf(LOG_FORMS)),
    )
    .optionsGroup('What a client gets:')
    .addOption(
      listFlag(
        '-p, --perm <permissions>',
        `what it gets unasked: ${PERMISSION_NAMES.join(', ')} [allow_join]`,
      ),
    )
    .addOption(listFlag('--max-perm <permissions>', 'what it may ask for [the same as --perm]'))
    .addOption(
      flag(
        '-e, --expires <duration>',
        `how long a token is good, at most [${DEFAULT_SERVED_EXPIRY}]`,
        checkDuration,
      ),
    )
    .addOption(flag('-r, --room <roomId>', 'tokens for this room only [any]', (id) => checkId(id, 'roomId')))
    .addOption(listFlag('--role <roles>', `the roles of every token: ${ROLE_NAMES.join(', ')} [none]`))
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
    .addHelpText('after', EXAMPLES)
  return addCredentialFlags(command).action((_options, self: Command) => {
    const options = self.optsWithGlobals<ServeFlags>()
    choose((session) => run(options, session))
  })
}

const EXAMPLES = `
What is asked (a query, JSON or a form):
  GET or POST /get-token          roomId, participantId, permissions, expiresIn
  POST /create-meeting            token, region, customRoomId, …
  GET or POST /validate-meeting/<meetingId>
  GET /                           a page to try it      GET /healthz

Examples:
  $ videosdk-token serve --sandbox
  $ videosdk-token serve --perm ask_join --max-perm allow_join,allow_mod
  $ videosdk-token serve --host 0.0.0.0 --expires 1h

On anything but a loopback address an access key is needed: that of
--access-key-file or of VIDEOSDK_TOKEN_ACCESS_KEY, else one is made, and is in
the address that is printed. A request has it as the start of its path, or in
the header X-Access-Key.`

/** Kept as it was given: the server reads it. */
function checkDuration(value: string): string {
  parseDuration(value)
  return value
}

async function run(options: ServeFlags, session: Session): Promise<0 | 130> {
  const { context, settings, reporter } = session
  const { port = DEFAULT_PORT, host = '127.0.0.1', rateLimit } = options
  const { log = settings.quiet ? 'none' : 'text' } = options
  const asked = toServerOptions(options)
  const limits = toLimits(asked)
  const accessKey = await findAccessKey(options.accessKeyFile, host, session)
  const credentials = await resolveCredentials(options, credentialWorld(context))
  await announce(credentials, reporter)
  const pair = await takeKeyPair(credentials, reporter)
  await advise(pair, limits, options, session)
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
  const stopped = context.untilStopped()
  await introduce(server, { accessKey, limits, sandbox: options.sandbox === true }, session)
  const signal = await stopped
  await server.close()
  return signal === 'SIGINT' ? 130 : 0
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

async function advise(
  { apiKey, secret }: KeyPair & { secret: string },
  limits: Limits,
  { sandbox }: ServeFlags,
  { context, reporter }: Session,
): Promise<void> {
  const most = limits.maxPermissions.filter((permission) => permission !== 'ask_join')
  const wishes: Wish[] = [{}, ...(most.length > 0 ? [{ permissions: most }] : [])]
  const onTokens = wishes.flatMap((wish) =>
    adviseOnClaims(buildClaims(apiKey, { ...grant(wish, limits), now: context.now() })),
  )
  const onPair = sandbox ? [] : adviseOnCredentials(apiKey, secret)
  const advice = new Map([...onTokens, ...onPair].map((one) => [one.message, one]))
  for (const one of advice.values()) await reporter.warning(one)
}

function wayOf(options: ServeFlags, { source }: Credentials, session: Session): Promise<Way> {
  return options.sandbox ? sandboxWay(session.context) : wayTo(options, profileOf(source), session)
}
