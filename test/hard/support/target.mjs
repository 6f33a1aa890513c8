/** Who is attacked, by sockets that speak bytes, from loopback addresses that no good client has. */
import { connect } from 'node:net'

/** Only what is wrong for the server is thrown; how a socket ends is an outcome. */
export class Wrong extends Error {}

/** @param localAddress - where its sockets come from. */
export function openTarget(world, localAddress) {
  const { hostname, port, host } = new URL(world.url)
  const open = new Set()

  /** A socket that never throws. */
  const socket = () => {
    const opened = connect({
      host: hostname,
      port: Number(port),
      localAddress,
      allowHalfOpen: true,
    })
    opened.setNoDelay()
    opened.on('error', (error) => {
      opened.fault = error
    })
    open.add(opened)
    opened.once('close', () => open.delete(opened))
    return opened
  }

  /**
   * Settles when the server has closed, or after `patienceMs`: what came, and how it ended.
   *
   * @param begin - is given the socket, and writes.
   */
  const converse = (begin, patienceMs) =>
    new Promise((resolve, reject) => {
      const talk = socket()
      let received = ''
      let timer
      const settle = (end) => {
        clearTimeout(timer)
        talk.destroy()
        const { code } = talk.fault ?? {}
        if (code === 'ECONNREFUSED' || code === 'ETIMEDOUT' || code === 'EADDRNOTAVAIL') reject(talk.fault)
        else resolve({ received, end, statuses: statusesIn(received) })
      }
      timer = setTimeout(() => settle('open'), patienceMs)
      talk.on('data', (chunk) => {
        received += chunk.toString('latin1')
      })
      talk.once('end', () => settle('closed'))
      talk.once('close', () => settle('closed'))
      begin(talk)
    })

  return {
    ...world,
    host,
    localAddress,
    socket,
    converse,
    /** Sockets that are open; sampled by whoever holds many. */
    held: { least: Number.POSITIVE_INFINITY, most: 0 },
    track(closable) {
      open.add(closable)
      closable.once('close', () => open.delete(closable))
      return closable
    },
    closeAll() {
      for (const one of open) (one.destroy ?? one.terminate).call(one)
    },
  }
}

export function statusesIn(received) {
  return (received.match(/HTTP\/1\.1 \d{3}/g) ?? []).map((text) => text.slice(9))
}

/** Throws unless the server has closed, having answered with one of these statuses, once, or without an answer. */
export function expectLetGo({ end, statuses, received }, ...allowed) {
  const right = end === 'closed' && statuses.length <= 1 && statuses.every((one) => allowed.includes(one))
  if (!right) throw new Wrong(`${end}, answered ${statuses.join()}: ${received.slice(0, 80)}`)
  return statuses[0] ?? 'closed'
}
