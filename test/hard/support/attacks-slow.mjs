/** Attacks that hold connections: slow heads, slow bodies, half-closed sockets, and a thousand at once. */
import { expectLetGo, Wrong } from './target.mjs'

const DRIP_MS = 1_000
/** Of the server: ten seconds for a head, twenty for a request; the rest is for a machine that is busy. */
const [HEAD_PATIENCE_MS, BODY_PATIENCE_MS] = [20_000, 30_000]
const HELD = 1_050
const [OPENINGS_A_SECOND, OPENED_AT_ONCE] = [4, 32]

export function attacksBySlowness(target) {
  const { converse, host } = target
  const drip = (talk, bytes) => {
    const timer = setInterval(() => talk.write(bytes), DRIP_MS)
    talk.once('close', () => clearInterval(timer))
  }
  const get = `GET ${target.path} HTTP/1.1\r\nHost: ${host}\r\n`
  const post = `POST ${target.postPath} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\n`

  const halves = [
    ['a whole request', `${get}\r\n`, (told) => whole(told)],
    ['nothing', '', (told) => expectLetGo(told)],
    ['half a head', get, (told) => expectLetGo(told, '400')],
    ['half a body', `${post}abc`, (told) => expectLetGo(told, '400', '401')],
  ]
  const whole = ({ end, statuses, received }) => {
    if (end === 'closed' && statuses.join() === target.pathStatus) return statuses[0]
    throw new Wrong(`half-closed, ${end}, answered ${statuses.join()}: ${received.slice(0, 80)}`)
  }

  return {
    'slow headers': {
      perSecond: 3,
      async act() {
        const told = await converse((talk) => {
          talk.write(`${get}X-Slow: `)
          drip(talk, 'x')
        }, HEAD_PATIENCE_MS)
        return expectLetGo(told, '408')
      },
    },
    'slow bodies': {
      perSecond: 2,
      async act() {
        const told = await converse((talk) => {
          talk.write(post)
          drip(talk, ' ')
        }, BODY_PATIENCE_MS)
        return expectLetGo(told, '408')
      },
    },
    'half-closed': {
      perSecond: 6,
      async act(n) {
        const [what, text, judge] = halves[n % halves.length]
        const told = await converse((talk) => talk.end(text), HEAD_PATIENCE_MS)
        return `${what}: ${judge(told)}`
      },
    },
    'a thousand connections': holdingMany(target, [`${post}abc`, get, '', `${get}\r\n`]),
  }
}

/** Filled up again as the server lets them go. Some say nothing, some begin, some have asked and stay. */
function holdingMany({ held, socket }, beginnings) {
  const [open, connected] = [new Set(), new Set()]
  let full = false
  setInterval(() => {
    full ||= connected.size >= HELD
    held.most = Math.max(held.most, connected.size)
    if (full) held.least = Math.min(held.least, connected.size)
  }, 100).unref()
  const openOne = (n) =>
    new Promise((resolve, reject) => {
      const one = socket().resume()
      open.add(one)
      one.once('connect', () => {
        connected.add(one)
        // Half of them begin a body, and may stay for twenty seconds.
        one.write(beginnings[n % 2 === 0 ? 0 : 1 + ((n >> 1) % 3)] ?? '')
      })
      one.once('end', () => one.destroy())
      one.once('close', () => {
        open.delete(one)
        connected.delete(one)
        if (one.fault?.code === 'ECONNREFUSED' || one.fault?.code === 'ETIMEDOUT') reject(one.fault)
        else resolve()
      })
    })
  return {
    perSecond: OPENINGS_A_SECOND,
    async act() {
      const some = []
      while (open.size < HELD && some.length < OPENED_AT_ONCE) some.push(openOne(some.length))
      await Promise.all(some)
      return some.length > 0 ? 'opened, and let go' : 'enough'
    },
  }
}
