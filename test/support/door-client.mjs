/** A visitor who takes the whole way in at a sandbox's door, as VideoSDK's client does from its second step on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { io } from 'socket.io-client'

const PATIENCE_MS = 20_000

const within = (promise, what) =>
  Promise.race([
    promise,
    sleep(PATIENCE_MS, undefined, { ref: false }).then(() => Promise.reject(new Error(`no ${what}`))),
  ])

/**
 * @returns {Promise<object>} `known`: ids of the others, who come later as well; `ms`: how long it took; `ask`;
 * `pubSubUrl`: of its chat.
 */
export async function joinRoom({ url, secret, roomId, peerId }) {
  const start = performance.now()
  const socket = io(url, {
    transports: ['websocket'],
    query: { lib: 'socket', mode: 'SEND_AND_RECV', roomId, peerId, secret },
    forceNew: true,
    reconnection: false,
  })
  const known = new Set()
  const welcomed = new Promise((resolve) => socket.once('connectionSuccess', resolve))
  const letIn = new Promise((resolve) => {
    socket.on('notification', ({ method, id, decision }) => {
      if (method === 'newPeer') known.add(id)
      if (method === 'entryResponded' && id === peerId && decision === 'allowed') resolve()
    })
  })
  const ask = (method, data) =>
    socket.timeout(PATIENCE_MS).emitWithAck('request', { method, request: true, data })
  await within(welcomed, 'connectionSuccess')
  await ask('requestEntry', { name: peerId })
  await within(letIn, 'entryResponded')
  const { data } = await ask('join', { displayName: peerId, mode: 'SEND_AND_RECV', metaData: {} })
  for (const { id } of data.peers) known.add(id)
  return { socket, known, ask, pubSubUrl: data.pubSubUrl, ms: performance.now() - start }
}
