/** Who means harm, or is broken, at the door: an error to that one, nothing to the others. */
import protobuf from 'protobufjs/minimal.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFrame } from '../../src/sandbox/chat/wire.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { sendRaw } from '../support/raw.ts'

let sandbox: StartedSandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const upgradeTo = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

describe('an upgrade', () => {
  // An uncaught error there would end the process, and fail this run.
  it.each(['//', 'http://[', '*', '/pubsub', '/nowhere'])('to %s is no socket', async (target) => {
    expect(await sendRaw(sandbox.url, upgradeTo(target), 50)).not.toContain('101')
    expect((await fetch(`${sandbox.url}/test-download-speed?bytes=1`)).status).toBe(200)
  })

  it.each(['/pubsub/', '/pubsub/guess', '/pubsub/__proto__'])('to %s is refused', async (target) => {
    expect(await sendRaw(sandbox.url, upgradeTo(target))).toContain('401')
  })
})

it('a chat frame that repeats a field half a million times is read in a moment', () => {
  const [receivers, bytes] = [Buffer.alloc(900_000), protobuf.Writer.create()]
  for (let at = 0; at < receivers.length; at += 2) receivers[at] = (4 << 3) | 2
  const began = performance.now()
  const frame = readFrame(
    bytes
      .uint32((3 << 3) | 2)
      .bytes(receivers)
      .finish(),
    protobuf,
  )
  expect(frame).toMatchObject({ kind: 'publish', sendOnly: { length: 450_000 } })
  expect(performance.now() - began).toBeLessThan(5_000)
})
