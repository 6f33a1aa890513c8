/**
 * Good clients, in a process of their own: they do nothing but what they may, at one pace through every phase, and
 * judge each answer.
 *
 * Argument: JSON, what the module of the clients takes, with `clients`: `token-server` or `sandbox`. By IPC comes
 * the name of the next phase, in `rest` nobody visits, and goes what was seen in the one before: {phase, times: {<step>: ms[]}, wrong}.
 */
import { atRate, within } from './pace.mjs'

const PATIENCE_MS = 20_000
const { clients, perSecond, ...world } = JSON.parse(process.argv[2] ?? '{}')
const { visits } = await import(`./good-${clients}.mjs`)

const newPhase = (name) => ({ name, times: {}, wrong: [], visits: new Set() })
let phase = newPhase('before')

/** One step of a visit, which belongs to the phase that the visit began in. */
function stepsOf(current) {
  return async (name, ask, judge) => {
    const began = performance.now()
    const answer = await within(PATIENCE_MS, name, ask())
    const ms = performance.now() - began
    const fault = judge(answer)
    if (fault !== undefined) throw new Error(`${name}: ${fault}`)
    current.times[name] ??= []
    current.times[name].push(ms)
    return answer
  }
}

const visit = await visits(world)
const stop = atRate(perSecond, (n) => {
  if (phase.name === 'rest') return
  const current = phase
  const going = visit(n, stepsOf(current))
    .catch((error) => current.wrong.push(String(error)))
    .finally(() => current.visits.delete(going))
  current.visits.add(going)
})
process.on('disconnect', () => process.exit(1))
process.send('ready')
process.on('message', async (name) => {
  const last = phase
  phase = newPhase(name)
  if (name === 'end') stop()
  await Promise.all(last.visits)
  const { name: seen, times, wrong } = last
  process.send({ phase: seen, times, wrong }, () => name === 'end' && process.exit(0))
})
