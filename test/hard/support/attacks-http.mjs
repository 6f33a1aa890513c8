/** Attacks by what HTTP forbids, or never meant: pipelines, two lengths at once, huge heads, nonsense. */
import { randomBytes } from 'node:crypto'
import { expectLetGo, Wrong } from './target.mjs'

const PATIENCE_MS = 15_000
const PIPELINED = 300
const HUGE = 65_536
const DEEP = 30_000

/** Heads that leave open where the body ends. */
const SMUGGLING = [
  ['Content-Length: 4', 'Transfer-Encoding: chunked'],
  ['Transfer-Encoding: chunked', 'Content-Length: 4'],
  ['TRANSFER-ENCODING: CHUNKED', 'Content-Length: 4'],
  ['Transfer-Encoding : chunked', 'Content-Length: 4'],
  ['Transfer-Encoding:\tchunked', 'Content-Length: 4'],
  ['Transfer-Encoding: \vchunked', 'Content-Length: 4'],
  ['Transfer-Encoding: xchunked', 'Content-Length: 4'],
  ['Transfer-Encoding: identity', 'Content-Length: 4'],
  ['Transfer-Encoding: "chunked"', 'Content-Length: 4'],
  ['Transfer-Encoding:', 'Content-Length: 4'],
  ['Content-Length: 4', 'Transfer-Encoding:'],
  ['Transfer-Encoding:', ' chunked', 'Content-Length: 4'],
  ['Transfer-Encoding: chunked, identity', 'Content-Length: 4'],
  ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity', 'Content-Length: 4'],
  ['X: x\rTransfer-Encoding: chunked', 'Content-Length: 4'],
  ['Content-Length: 4\nTransfer-Encoding: chunked'],
  ['Transfer-Encoding: xchunked'],
  ['Transfer-Encoding: identity'],
  ['Content-Length: 4', 'Content-Length: 40'],
  ['Content-Length: 4, 4'],
  ['Content-Length: +4'],
  ['Content-Length: 0x4'],
  ['Content-Length: -4'],
  ['Content-Length: 18446744073709551620'],
]

export function attacksByHttp(target) {
  const { converse, host, path, postPath } = target
  const get = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n`
  const smuggled = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  const hugeHeads = [
    `${get}X: ${'x'.repeat(HUGE)}\r\n\r\n`,
    `${get}${'X: x\r\n'.repeat(HUGE / 6)}\r\n`,
    `GET ${path}?${'x'.repeat(HUGE)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  ]
  const upgrade = `${get}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
  const nonsense = [
    ['random bytes', () => randomBytes(2_000)],
    ['a TLS hello', () => Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), randomBytes(508)])],
    ['the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0'],
    ['NULs', () => Buffer.alloc(10_000)],
    ['a word without an end', () => 'x'.repeat(100_000)],
    ['a method of nobody', () => `BREW ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['frames after an upgrade', () => Buffer.concat([Buffer.from(upgrade), randomBytes(2_000)])],
  ]

  return {
    pipelining: {
      perSecond: 1,
      async act() {
        const last = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
        const { statuses, end } = await converse(
          (talk) => talk.write(`${get}\r\n`.repeat(PIPELINED - 1) + last),
          PATIENCE_MS,
        )
        const right = statuses.every((one) => one === target.pathStatus || one === '429')
        if (end === 'closed' && statuses.length === PIPELINED && right)
          return `${PIPELINED} answers, the last ${statuses.at(-1)}`
        throw new Wrong(`${end} after ${statuses.length} answers: ${[...new Set(statuses)].join()}`)
      },
    },
    'two lengths': {
      perSecond: 6,
      async act(n) {
        const head = [
          `POST ${postPath} HTTP/1.1`,
          `Host: ${host}`,
          ...SMUGGLING[n % SMUGGLING.length],
          '',
          '',
        ]
        const told = await converse(
          (talk) => talk.write(`${head.join('\r\n')}0\r\n\r\n${smuggled}`),
          PATIENCE_MS,
        )
        const outcome = expectLetGo(told, '400')
        // Closed without a word would be well, and is not what happens.
        if (outcome !== '400') throw new Wrong(`${head.slice(2).join(' | ')} ${outcome}`)
        return outcome
      },
    },
    'huge headers': {
      perSecond: 4,
      act: async (n) =>
        expectLetGo(
          await converse((talk) => talk.write(hugeHeads[n % hugeHeads.length]), PATIENCE_MS),
          '431',
        ),
    },
    nonsense: {
      perSecond: 7,
      async act(n) {
        const [what, bytes] = nonsense[n % nonsense.length]
        const told = await converse((talk) => talk.write(bytes()), PATIENCE_MS)
        if (what !== 'frames after an upgrade') return `${what}: ${expectLetGo(told, '400', '431')}`
        // Where nobody upgrades, what comes first is a request like any other.
        const { end, statuses } = told
        if (end === 'closed') return `${what}: ${statuses.join()}`
        throw new Wrong(`${what}: ${end}, answered ${statuses.join()}`)
      },
    },
    'deep JSON': {
      perSecond: 2,
      async act(n) {
        const list = '['.repeat(DEEP) + ']'.repeat(DEEP)
        const body = n % 2 === 0 ? list : `{"customRoomId":"deep-${n}","geoFence":${list}}`
        const token = target.token === undefined ? '' : `Authorization: ${target.token}\r\n`
        const head = `POST ${target.deepPath} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${token}`
        const told = await converse(
          (talk) => talk.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`),
          PATIENCE_MS,
        )
        return expectLetGo(told, '400')
      },
    },
    'bodies without an end': {
      perSecond: 0.5,
      async act() {
        const head = `POST ${target.bigPath} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n`
        const chunk = `186a0\r\n${'x'.repeat(100_000)}\r\n`
        const told = await converse((talk) => {
          talk.write(head)
          const timer = setInterval(() => talk.writableLength < 2_000_000 && talk.write(chunk), 4)
          talk.once('close', () => clearInterval(timer))
        }, PATIENCE_MS)
        return expectLetGo(told, '413')
      },
    },
  }
}
