/** `doctor`: everything between this machine and a token that VideoSDK takes, looked at one after the other. */
import { refuseConflicts } from '../profiles/credentials.ts'
import { profileOf } from '../profiles/source.ts'
import { API_TOKEN } from '../token/api-token.ts'
import { inspectToken } from '../token/inspect-token.ts'
import { createSigner } from '../token/sign.ts'
import { checkCredentials, type FoundCredentials } from './credentials.ts'
import { type Finding, failure, ok } from './finding.ts'
import { checkConfig, checkEnvironment, checkNode, checkProxy, checkStore } from './local.ts'
import { checkOnline, type Endpoint, whereToAsk } from './online.ts'
import type { DoctorOptions, DoctorWorld } from './world.ts'

/** Gives findings as they are made. Throws `flag-conflict`; all else that is wrong is a finding. */
export async function* examine(options: DoctorOptions, world: DoctorWorld): AsyncGenerator<Finding> {
  refuseConflicts(options)
  yield checkNode(world)
  // A sandbox reads neither profiles nor variables.
  if (!options.sandbox) {
    yield checkConfig(world)
    yield checkStore(world)
    yield* checkEnvironment(world)
  }
  const found = await checkCredentials(options, world)
  yield* found.findings
  if (!options.sandbox) yield await checkProxy(world)
  yield* checkWay(options, found, world)
}

async function* checkWay(
  options: DoctorOptions,
  { credentials, pair, token: ready }: FoundCredentials,
  world: DoctorWorld,
): AsyncGenerator<Finding> {
  const now = world.now()
  const token = pair ? createSigner(pair).sign({ ...API_TOKEN, now }) : ready
  let endpoint: Endpoint
  try {
    endpoint = options.sandbox
      ? { url: 'https://sandbox', source: '--sandbox' }
      : await whereToAsk(options, credentials && profileOf(credentials.source), world)
  } catch (thrown) {
    yield failure('endpoint', thrown)
    return
  }
  if (!options.offline) {
    yield* await checkOnline(endpoint, token, world).catch((thrown) => [failure('endpoint', thrown)])
    return
  }
  yield ok('endpoint', `${endpoint.url}, not asked (from ${endpoint.source})`)
  if (token !== undefined && pair !== undefined) {
    const { canCallApi } = inspectToken(token, { ...pair, now, for: 'api' })
    yield canCallApi
      ? ok('token', 'one was signed, and not tried')
      : failure('token', 'the token that was signed is not right')
  }
}
