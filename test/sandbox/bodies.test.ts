/** Bodies that are too long or too deep, and answers that nobody takes: they cost the sandbox little, others nothing. */
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSigner } from '../../src/index.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { open, parseAnswer, sendRaw } from '../support/raw.ts'

let sandbox: StartedSandbox
let authorization: string

beforeAll(async () => {
  sandbox = await startSandbox()
  authorization = createSigner(sandbox.credentials).sign()
})
afterAll(() => sandbox.close())

const post = (path: string, body: string) =>
  fetch(`${sandbox.url}${path}`, { method: 'POST', headers: { authorization }, body })

describe('a body that is longer than it may be', () => {
  const HEAD = 'HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n'

  it.each([
    ['/v2/rooms', 1_000_000],
    ['/v1/meetings', 1_000_000],
    ['/infra/v1/meetings/init-config', 1_000_000],
    ['/test-upload-speed', 10_000_000],
  ])('is let go: %s, of %i bytes', async (path, most) => {
    const chunk = `186a0\r\n${' '.repeat(100_000)}\r\n`
    const head = `POST ${path} ${HEAD}Authorization: ${authorization}\r\n\r\n`
    const {
      status,
      head: answered,
      body,
    } = parseAnswer(await sendRaw(sandbox.url, head + chunk.repeat(most / 100_000 + 1)))
    expect(status).toBe(413)
    expect(answered).toMatch(/connection: close/i)
    expect(JSON.parse(body)).toMatchObject({ statusCode: 413, error: `The body has more than ${most} bytes` })
  })

  it('and one of as much as it may be is read', async () => {
    expect((await post('/v2/rooms', `{}${' '.repeat(999_998)}`)).status).toBe(200)
    expect((await post('/test-upload-speed', 'x'.repeat(10_000_000))).status).toBe(200)
  })
})

it('a room that is nested too deeply is not kept, so that the list of rooms can be written', async () => {
  const deep = '['.repeat(30_000) + ']'.repeat(30_000)
  const answer = await post('/v2/rooms', `{"customRoomId":"deep","geoFence":${deep}}`)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: 'The body is nested too deeply' })
  const list = await fetch(`${sandbox.url}/v2/rooms`, { headers: { authorization } })
  expect(list.status).toBe(200)
  expect(await list.text()).not.toContain('deep')
})

it('five hundred downloads of ten megabytes, one behind the other and none taken, hold up nobody', async () => {
  const socket = open(sandbox.url).on('error', () => {})
  await once(socket, 'connect')
  const began = performance.now()
  socket.write('GET /test-download-speed?bytes=10000000 HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(500))
  await once(socket, 'readable')
  const answer = await fetch(`${sandbox.url}/test-download-speed?bytes=100000`)
  expect((await answer.arrayBuffer()).byteLength).toBe(100_000)
  // Each took as long as ten megabytes take to be made: half a minute for all.
  expect(performance.now() - began).toBeLessThan(5_000)
  socket.destroy()
})
