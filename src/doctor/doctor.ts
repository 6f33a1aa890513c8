/** `doctor`: everything between this machine and a token that VideoSDK takes, looked at one after the other. */
import { refuseConflicts } from '../profiles/credentials.ts'
import { inspect } from '../token/inspect.ts'
import { firstError } from '../token/problems.ts'
import { checkCredentials, type FoundCredentials } from './credentials.ts'
import { type Finding, failure, ok, warning } from './finding.ts'
import { checkConfig, checkEnvironment, checkNode, checkProxy, checkStore } from './local.ts'
import { checkOnline, type Endpoint, toRefusal, whereToAsk, withCure } from './online.ts'
import { checkRoom, roomNotAsked } from './room.ts'
import type { DoctorOptions, DoctorWorld } from './world.ts'

/** Gives findings as they are made. Throws `flag-conflict`; all else that is wrong is a finding. */
export async function* examine(options: DoctorOptions, world: DoctorWorld): AsyncGenerator<Finding> {
  refuseConflicts(options)
  yield checkNode(world)
  const found = await checkCredentials(options, world)
  // A sandbox reads neither profiles nor variables.
  if (!options.sandbox) {
    yield checkConfig(world)
    yield checkStore(world)
    yield* checkEnvironment(world, found.pair)
  }
  yield* found.findings
  const proxy = options.sandbox ? undefined : await checkProxy(world)
  if (proxy !== undefined) yield proxy
  yield* checkWay(options, found, proxy?.status === 'error', world)
}

/** @param blocked - no call can be made. */
async function* checkWay(
  options: DoctorOptions,
  found: FoundCredentials,
  blocked: boolean,
  world: DoctorWorld,
): AsyncGenerator<Finding> {
  const { findings, profile, toTry } = found
  let endpoint: Endpoint
  try {
    endpoint = options.sandbox
      ? { url: 'https://sandbox', source: '--sandbox' }
      : await whereToAsk(options, profile, world)
  } catch (thrown) {
    const finding = failure('endpoint', thrown)
    // A profile or a --dotenv file that cannot be read was told of.
    if (!findings.some(({ message }) => message === finding.message)) yield finding
    if (options.room !== undefined) yield roomNotAsked(options.room, 'there is no endpoint to ask')
    return
  }
  const { url, source } = endpoint
  if (blocked) {
    yield warning('endpoint', `${url} was not asked, since the proxy is none`)
    if (options.room !== undefined) yield roomNotAsked(options.room, 'the proxy is none')
    return
  }
  if (!options.offline) {
    const answers = await checkOnline(endpoint, toTry, world).catch((thrown) => [failure('endpoint', thrown)])
    yield* answers
    if (options.room !== undefined) yield await askForRoom(options.room, endpoint, found, answers, world)
    return
  }
  yield ok('endpoint', `${url}, not asked (${source})`)
  if (toTry === undefined) return
  const problem = firstError(inspect(toTry.token, { now: world.now(), purpose: 'api' }).problems)
  yield problem === undefined
    ? ok('token', `that of ${toTry.source} is in order, and was not tried`)
    : { check: 'token', status: 'error', message: problem.message, hint: problem.hint }
}

/** @param answers - what the endpoint was found to be. */
async function askForRoom(
  room: string,
  endpoint: Endpoint,
  found: FoundCredentials,
  answers: readonly Finding[],
  world: DoctorWorld,
): Promise<Finding> {
  if (answers.some(({ check, status }) => check === 'endpoint' && status === 'error'))
    return roomNotAsked(room, "the endpoint did not answer as VideoSDK's does")
  try {
    return await checkRoom(room, endpoint, found, world)
  } catch (thrown) {
    return withCure(failure('room', thrown), toRefusal(thrown), endpoint.url, world)
  }
}
