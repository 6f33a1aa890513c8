/** The door's first step, and what a client asks before it: HTTP. */
import { Hono } from 'hono'
import { discard, readText } from '../../http/read-text.ts'
import { MOST_BODY_BYTES } from '../request-parts.ts'
import { admitToken, type DoorWorld } from './admit.ts'
import type { Refusal } from './refusal.ts'

const MOST_SPEED_BYTES = 10_000_000
const ZEROS = new Uint8Array(65_536)
/** Else a browser hides from the client how long its requests took, and what it reckons from that is 0 or nonsense. */
const TIMED = { 'Timing-Allow-Origin': '*' }

export function doorRoutes(world: DoorWorld, onRefused: (refusal: Refusal) => void): Hono {
  const app = new Hono()
  app.post('/infra/v1/meetings/init-config', async (c) => {
    const roomId = await roomIdOf(c.req.raw)
    const result = await admitToken(c.req.header('authorization') ?? '', roomId, world)
    if ('turned' in result) {
      const { status, code, message, hint, cure } = result.turned
      onRefused({ roomId, code, message: hint ?? message, cure })
      return c.json({ error: message, code, ...(hint !== undefined && { hint }) }, status as 401)
    }
    const { host } = new URL(c.req.url)
    return c.json({
      data: {
        baseUrl: host,
        socketUrl: host,
        socketPath: '',
        signalingUrl: host,
        // An encrypted text in reality; what cannot be read counts as none.
        iceServers: '',
        observability: { jwt: '', traces: { enabled: false }, logs: { enabled: false }, metaData: {} },
      },
    })
  })
  // "Checking network speed": asked over and over until it is answered.
  app.post('/test-upload-speed', async (c) => {
    await discard(c.req.raw.body, MOST_SPEED_BYTES)
    return c.json({}, 200, TIMED)
  })
  app.get('/test-download-speed', (c) => {
    const asked = Number(c.req.query('bytes'))
    const bytes = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_SPEED_BYTES) : 0
    return c.body(zeros(bytes), 200, { ...TIMED, 'Content-Length': String(bytes) })
  })
  return app
}

/**
 * Made as they are taken: a thousand of these answers may wait, one behind the other, for a client that takes none.
 */
function zeros(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes
  return new ReadableStream({
    pull(controller) {
      const chunk = ZEROS.subarray(0, left)
      left -= chunk.length
      if (chunk.length > 0) controller.enqueue(chunk)
      if (left === 0) controller.close()
    },
  })
}

async function roomIdOf(request: Request): Promise<string> {
  const text = await readText(request.body, MOST_BODY_BYTES)
  try {
    const { roomId } = Object(JSON.parse(text)) as { roomId?: unknown }
    return typeof roomId === 'string' ? roomId : ''
  } catch {
    return ''
  }
}
