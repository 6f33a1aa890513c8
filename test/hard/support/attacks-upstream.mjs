/** Attacks through what stands behind: a VideoSDK that is broken, and faults that a sandbox is asked for. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './ask.mjs'
import { Wrong } from './target.mjs'

const WAYS = ['garbage', 'closes', 'html', 'half-an-answer', 'endless-answer']
const PATIENCE_MS = 15_000

export function attacksOnUpstream({ url, localAddress }) {
  const wrongIs = async (path, options, statuses) => {
    const { status, json } = await ask(`${url}${path}`, { ...options, localAddress })
    if (!statuses.includes(status) || typeof json.code !== 'string')
      throw new Wrong(`${path}: ${status} ${JSON.stringify(json).slice(0, 80)}`)
    return `${status} ${json.code}`
  }
  return {
    'a wrong upstream': {
      perSecond: 5,
      async act(n) {
        const id = `wrong-${WAYS[n % WAYS.length]}`
        const outcome =
          n % 2 === 0
            ? await wrongIs(`/validate-meeting/${id}`, {}, [502])
            : await wrongIs('/create-meeting', { method: 'POST', body: { customRoomId: id } }, [502])
        return `${WAYS[n % WAYS.length]}: ${outcome}`
      },
    },
    'an upstream that hangs': {
      perSecond: 2,
      act: () => wrongIs('/validate-meeting/wrong-hangs', {}, [504]),
    },
  }
}

export function attacksByFault({ converse, host, token }) {
  const faults = [
    ['drop', ''],
    ['truncate', '200'],
    ['html', '502'],
    ['latency=300ms', '200'],
    ['status=503', '503'],
    ['status=429; retry-after=1', '429'],
    ['nonsense=x', '400'],
    ['latency=10h', ''],
  ]
  return {
    'fault headers': {
      perSecond: 8,
      async act(n) {
        const [fault, status] = faults[n % faults.length]
        const head = `GET /v2/rooms HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${token}\r\nConnection: close\r\n`
        const { statuses, end } = await converse((talk) => {
          talk.write(`${head}X-Sandbox-Fault: ${fault}\r\n\r\n`)
          // Nobody waits ten hours.
          if (fault === 'latency=10h') sleep(500).then(() => talk.destroy())
        }, PATIENCE_MS)
        if (end === 'closed' && statuses.join() === status) return `${fault}: ${status || 'closed'}`
        throw new Wrong(`${fault}: ${end}, answered ${statuses.join()}`)
      },
    },
  }
}
