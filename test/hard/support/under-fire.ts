/** A minute of attacks on a server, good clients before, meanwhile and after, and what was seen of both. */
import type { ChildProcess } from 'node:child_process'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { forkModule, nextMessage, type ServingProcess } from './child.ts'

/** What a server under fire allocates once, and keeps for the next, is there before its memory is looked at. */
const REHEARSAL_S = 10
const QUIET_S = 28
const FIRE_S = 60
const AFTER_REHEARSAL_S = 5
const CALM_S = 10
const LAST_FIRE_S = 6
const VISITS_A_SECOND = 20
const FEWEST_SAMPLES = 500
const MOST_TIMES_SLOWER = 10
const MOST_KEPT_MB = 20
/** One that is just being opened, or closed. */
const MOST_KEPT_FILES = 10
const LONGEST_END_MS = 5_000
const [HELD, LEAST_OPEN_FILES] = [1_000, 2_500]

export interface Phase {
  readonly phase: string
  /** Milliseconds of each step of a visit. */
  readonly times: Readonly<Record<string, readonly number[]>>
  readonly wrong: readonly string[]
}

interface Tally {
  readonly begun: number
  readonly bySecond: readonly number[]
  readonly outcomes: Readonly<Record<string, number>>
  readonly wrong: readonly string[]
  readonly wrongs: number
}

interface Assault {
  readonly tallies: Readonly<Record<string, Tally>>
  readonly held: { readonly least: number; readonly most: number }
}

export interface Fight {
  readonly server: ServingProcess
  /** Every attack that there must be. */
  readonly attacks: readonly string[]
  /** What the good clients' module takes besides the address. */
  readonly good: { readonly clients: 'token-server' | 'sandbox'; readonly [more: string]: unknown }
  /** What the attackers take. */
  readonly attackers: { readonly on: 'token-server' | 'sandbox'; readonly [more: string]: unknown }
}

const say = (text: string): void => void process.stdout.write(`fire: ${text}\n`)

const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? Number.NaN

/** All that must hold of a server under fire, to its end by Ctrl-C while it is fired at again. */
export async function holdUnderFire({ server, attacks, good, attackers }: Fight): Promise<void> {
  if (server.mostOpenFiles() < LEAST_OPEN_FILES)
    throw new Error(`ulimit -n is ${server.mostOpenFiles()}: a thousand connections take ${LEAST_OPEN_FILES}`)
  const { url } = server
  const clients = forkModule('good-clients.mjs', { ...good, url, perSecond: VISITS_A_SECOND })
  const assail = (seconds: number) => forkModule('attackers.mjs', { ...attackers, url, seconds })
  const enter = (phase: string): Promise<Phase> => {
    const seen = nextMessage<Phase>(clients)
    clients.send(phase)
    return seen
  }
  expect(await nextMessage(clients)).toBe('ready')

  const settled = async () => ({ megabytes: await server.settledMegabytes(), files: server.openFiles() })

  await enter('rehearsal')
  await nextMessage(assail(REHEARSAL_S))
  await enter('rest')
  await sleep(AFTER_REHEARSAL_S * 1000)
  await enter('quiet')
  await sleep(QUIET_S * 1000)
  const quiet = await enter('rest')
  const before = await settled()
  await enter('fire')
  const workedBefore = server.processorSeconds()
  const assault = await nextMessage<Assault>(assail(FIRE_S))
  const worked = server.processorSeconds() - workedBefore
  const peak = server.residentMegabytes()
  const fire = await enter('calm')
  await sleep(CALM_S * 1000)
  const calm = await enter('rest')
  const after = await settled()
  await enter('end')
  const end = await endUnderFire(server, () => assail(LAST_FIRE_S * 10))

  say(
    `${worked.toFixed(1)} s of a processor for ${FIRE_S} s of fire; load average ${loadavg()[0]?.toFixed(1)}`,
  )
  tellAssault(assault)
  for (const phase of [quiet, fire, calm]) tellPhase(phase)
  say(
    `RSS ${before.megabytes.toFixed(1)} MB before, ${peak.toFixed(1)} MB at the end of the fire, ` +
      `${after.megabytes.toFixed(1)} MB after; ${before.files} and ${after.files} files open`,
  )
  expect(Object.keys(assault.tallies)).toEqual(attacks)
  expectAssault(assault)
  for (const { wrong } of [quiet, fire, calm]) expect(wrong).toEqual([])
  for (const [step, times] of Object.entries(quiet.times)) {
    expect(times.length, step).toBeGreaterThanOrEqual(FEWEST_SAMPLES)
    const underFire = fire.times[step] ?? []
    expect(underFire.length, step).toBeGreaterThanOrEqual(FEWEST_SAMPLES)
    expect(percentile(underFire, 0.99), step).toBeLessThan(MOST_TIMES_SLOWER * percentile(times, 0.99))
  }
  expect(after.megabytes - before.megabytes).toBeLessThan(MOST_KEPT_MB)
  expect(after.files).toBeLessThanOrEqual(before.files + MOST_KEPT_FILES)
  expect(end.code).toBe(130)
  expect(end.ms).toBeLessThan(LONGEST_END_MS)
  // Neither a stack, nor a bug, nor a token.
  expect(end.stderr).not.toMatch(/^ {4}at |\[bug\]|eyJ/m)
}

function tellPhase({ phase, times, wrong }: Phase): void {
  const steps = Object.entries(times).map(
    ([step, ms]) => `${step} ${percentile(ms, 0.5).toFixed(1)}/${percentile(ms, 0.99).toFixed(1)}`,
  )
  const right = Object.values(times).reduce((sum, { length }) => sum + length, 0)
  say(`${phase}: ${right} right, ${wrong.length} wrong; p50/p99 in ms: ${steps.join(', ')}`)
}

function tellAssault({ tallies, held }: Assault): void {
  for (const [kind, { begun, outcomes, wrongs, wrong }] of Object.entries(tallies)) {
    const came = Object.entries(outcomes).map(([outcome, n]) => `${n} ${outcome}`)
    say(`${kind}: ${begun} begun; ${came.join(', ')}${wrongs > 0 ? `; ${wrongs} WRONG: ${wrong[0]}` : ''}`)
  }
  say(`connections held by one attack alone: ${held.least} to ${held.most}`)
}

/** Each kind was there the whole minute, and got nothing that it must not. */
function expectAssault({ tallies, held }: Assault): void {
  for (const [kind, { bySecond, outcomes, wrong }] of Object.entries(tallies)) {
    expect(wrong, kind).toEqual([])
    expect(
      Object.keys(outcomes).filter((one) => one !== 'cut short'),
      kind,
    ).not.toEqual([])
    for (let from = 0; from < FIRE_S; from += 5)
      expect(sum(bySecond.slice(from, from + 5)), `${kind} after ${from} s`).toBeGreaterThan(0)
  }
  expect(held.most).toBeGreaterThanOrEqual(HELD)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

async function endUnderFire({ child, ended }: ServingProcess, assail: () => ChildProcess) {
  const attackers = assail()
  await sleep(LAST_FIRE_S * 1000)
  const began = performance.now()
  child.kill('SIGINT')
  const { code, stderr } = await ended
  const ms = performance.now() - began
  attackers.kill()
  say(`SIGINT under fire: ended with ${code} after ${ms.toFixed(0)} ms`)
  return { code, ms, stderr }
}
