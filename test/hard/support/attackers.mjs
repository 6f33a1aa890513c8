/**
 * Attackers, in a process of their own: every kind at its own fixed rate, all at once, until the time is up.
 *
 * Argument: JSON {url, on, seconds, path, pathStatus, postPath, deepPath, bigPath, token, roomId}; `on` is
 * `token-server` or `sandbox`, which alone is given a token and a room. By IPC, at the end: {tallies: {<kind>: {begun,
 * bySecond, outcomes: {<what came of it>: n}, wrong, wrongs}}, held}. An attack that got what it must not is wrong.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { attacksOnDoor } from './attacks-door.mjs'
import { attacksByHttp } from './attacks-http.mjs'
import { attacksBySlowness } from './attacks-slow.mjs'
import { attacksByFault, attacksOnUpstream } from './attacks-upstream.mjs'
import { atRate } from './pace.mjs'
import { openTarget } from './target.mjs'

const MOST_WRONG_KEPT = 10
const { on, seconds, ...world } = JSON.parse(process.argv[2] ?? '{}')
// From several addresses, since the one that asks for too many tokens is given none for a while.
const [slow, http, behind, door] = [2, 3, 4, 5].map((n) => openTarget(world, `127.0.0.${n}`))
const attacks = {
  ...attacksBySlowness(slow),
  ...attacksByHttp(http),
  ...(on === 'sandbox' ? { ...attacksByFault(behind), ...attacksOnDoor(door) } : attacksOnUpstream(behind)),
}

const began = performance.now()
const tallies = {}
let over = false
const stops = Object.entries(attacks).map(([kind, { perSecond, act }]) => {
  const tally = { begun: 0, bySecond: Array(seconds).fill(0), outcomes: {}, wrong: [], wrongs: 0 }
  tallies[kind] = tally
  const count = (outcome) => {
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1
  }
  return atRate(perSecond, (n) => {
    tally.begun++
    const second = Math.floor((performance.now() - began) / 1000)
    if (second < seconds) tally.bySecond[second]++
    // Of what is cut short at the end nothing can be said.
    act(n)
      .then((outcome) => count(over ? 'cut short' : outcome))
      .catch((error) => {
        if (over) return count('cut short')
        tally.wrongs++
        if (tally.wrong.length < MOST_WRONG_KEPT) tally.wrong.push(String(error))
      })
  })
})

process.on('disconnect', () => process.exit(1))
await sleep(seconds * 1000)
over = true
for (const stop of stops) stop()
const { least, most } = slow.held
for (const target of [slow, http, behind, door]) target.closeAll()
await sleep(500)
for (const { begun, outcomes, wrongs } of Object.values(tallies)) {
  const settled = Object.values(outcomes).reduce((all, n) => all + n, wrongs)
  if (begun > settled) outcomes['cut short'] = (outcomes['cut short'] ?? 0) + begun - settled
}
process.send({ tallies, held: { least, most } }, () => process.exit(0))
