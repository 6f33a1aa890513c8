/**
 * `node --import`: a clock that a file tells, which CLOCK names, again whenever it is read: milliseconds that it is
 * ahead, or behind `=` those since 1970 at which it stands still. Clocks that only grow stay as they are.
 */
import { readFileSync } from 'node:fs'

const Real = Date

function now() {
  const told = readFileSync(process.env.CLOCK, 'utf8').trim()
  return told.startsWith('=') ? Number(told.slice(1)) : Real.now() + Number(told)
}

globalThis.Date = class extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(now())
    else super(...parts)
  }

  static now() {
    return now()
  }
}
