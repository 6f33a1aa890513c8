/** The client of a command: its token, its endpoint and its way there are found, its warnings said. */
import { createMeetingsClient, type MeetingsClient } from '../meetings/client.ts'
import { DEFAULT_RETRIES, DEFAULT_TIMEOUT_MS } from '../meetings/create-client.ts'
import { DEFAULT_ENDPOINT, isExposed, parseEndpoint } from '../meetings/endpoint.ts'
import type { Fetch } from '../meetings/fetch.ts'
import { createSend, type Send } from '../meetings/send.ts'
import { findApiToken } from '../profiles/api-token.ts'
import type { CredentialFlags } from '../profiles/credentials.ts'
import { findEndpoint } from '../profiles/endpoint.ts'
import { confidentialValues } from '../profiles/environment.ts'
import { sandboxPath } from '../profiles/location.ts'
import { describeSource, profileOf } from '../profiles/source.ts'
import { API_TOKEN } from '../token/api-token.ts'
import { naming } from '../token/errors.ts'
import { createSigner } from '../token/sign.ts'
import { USER_AGENT } from '../version.ts'
import type { ApiOptions } from './api-flags.ts'
import type { Session } from './command.ts'
import type { Context } from './context.ts'
import { announce, credentialWorld, takeKeyPair } from './credentials.ts'
import { readTokenText } from './read-token.ts'

interface TokenInUse {
  readonly token: string
  /** For messages. */
  readonly source: string
  /** The profile that it was signed with. */
  readonly profile?: string | undefined
}

export async function openClient(options: ApiOptions, session: Session): Promise<MeetingsClient> {
  const { token, source, profile } = await takeToken(options, session)
  if (options.sandbox) {
    return clientOn(await sandboxWay(session.context), { token, source }, options, session)
  }
  return clientOn(await wayTo(options, profile, session), { token, source }, options, session)
}

/** Where calls go, and by which `fetch`. */
export interface Way {
  readonly endpoint: string
  /** For messages. */
  readonly host: string
  readonly fetch: Fetch
}

export function clientOn(
  way: Way,
  { token, source }: Pick<TokenInUse, 'token' | 'source'>,
  options: ApiOptions,
  session: Session,
): MeetingsClient {
  const send = sendOn(way, token, options, session)
  const confidential = confidentialValues(session.context.env)
  const target = { host: way.host, tokenSource: source, confidential }
  return createMeetingsClient(send, options.apiVersion ?? 2, target)
}

export function sendOn(
  { endpoint, fetch }: Way,
  token: string,
  { timeout = DEFAULT_TIMEOUT_MS, retries = DEFAULT_RETRIES }: ApiOptions,
  { reporter }: Session,
): Send {
  return createSend({
    fetch,
    endpoint,
    token: () => token,
    timeoutMs: timeout,
    retries,
    userAgent: USER_AGENT,
    onRetry: (why, ms) => void reporter.detail(`asking again in ${(ms / 1000).toFixed(1)} s: ${why}`),
  })
}

async function takeToken(options: ApiOptions, { context, reporter }: Session): Promise<TokenInUse> {
  const given = options.token === undefined ? undefined : await readTokenText(options.token, context)
  const now = context.now()
  const choice = await findApiToken(given, options, credentialWorld(context), now)
  for (const warning of choice.warnings) await reporter.warning(warning)
  if (choice.kind === 'ready') {
    await reporter.detail(`token: ${choice.source}`)
    return choice
  }
  const { credentials } = choice
  await announce(credentials, reporter)
  const token = createSigner(await takeKeyPair(credentials, reporter)).sign({ ...API_TOKEN, now })
  return { token, source: describeSource(credentials.source), profile: profileOf(credentials.source) }
}

/** The way to the endpoint that wins. Warns where it is not a safe one. */
export async function wayTo(
  flags: CredentialFlags,
  winner: string | undefined,
  { context, reporter }: Session,
): Promise<Way> {
  const found = await findEndpoint(flags, winner, credentialWorld(context))
  const endpoint =
    found === undefined ? DEFAULT_ENDPOINT : naming(found.source, () => parseEndpoint(found.text))
  const { host } = new URL(endpoint)
  if (isExposed(endpoint)) {
    const message = `${host} is asked over http: anybody on the way can read the token`
    await reporter.warning({ code: 'endpoint-exposed', message, hint: 'Use an https endpoint.' })
  }
  return { endpoint, host, fetch: await context.openFetch() }
}

/** The sandbox in process. */
export async function sandboxWay(context: Context): Promise<Way> {
  const { createSandbox } = await import('../sandbox/create-sandbox.ts')
  const { fetch } = createSandbox({ file: sandboxPath(context), now: context.now })
  return { endpoint: DEFAULT_ENDPOINT, host: 'the sandbox', fetch }
}
