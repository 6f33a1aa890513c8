/** The rules of the door, without a socket. */
import { describe, expect, it, test } from 'vitest'
import type { Listener } from '../../src/sandbox/chat/topics.ts'
import { createTopics } from '../../src/sandbox/chat/topics.ts'
import { LEFT, refusalAskedFor } from '../../src/sandbox/door/reasons.ts'
import { Refused } from '../../src/sandbox/door/requests.ts'
import { createSessions, type SessionEvent } from '../../src/sandbox/door/sessions.ts'
import { NOW } from '../support/world.ts'

function openDoor() {
  const events: SessionEvent[] = []
  const sessions = createSessions({ now: () => NOW, onEvent: (event) => events.push(event) })
  const enter = (participantId: string, permissions: readonly string[] = ['allow_join'], roomId = 'room') => {
    const heard: (readonly [string, unknown])[] = []
    const chats: string[] = []
    const connection = {
      notify: (method: string, payload: object) => void heard.push([method, payload]),
      ask: (event: string, payload: object) => void heard.push([event, payload]),
      close: (reason: object) => void heard.push(['close', reason]),
    }
    const openChat = () => ({
      url: `ws://sandbox/${participantId}`,
      revoke: () => void chats.push('revoked'),
    })
    const { request, gone } = sessions.enter({ roomId, participantId, permissions, connection, openChat })
    const join = () => {
      request('requestEntry', { name: participantId })
      return request('join', { displayName: participantId, metaData: { n: 1 }, mode: 'SEND_AND_RECV' })
    }
    return { heard, chats, request, gone, join, methods: () => heard.map(([method]) => method) }
  }
  return { sessions, events, enter }
}

const refuses = (work: () => unknown): void => expect(work).toThrow(Refused)

describe('a meeting', () => {
  it('tells each of the others, with name, mode and metaData', () => {
    const { enter } = openDoor()
    const [ann, bob] = [enter('ann'), enter('bob')]
    expect(ann.join()).toMatchObject({ peers: [], poll: [], messages: [], pubSubUrl: 'ws://sandbox/ann' })
    const shown = { displayName: 'ann', id: 'ann', mode: 'SEND_AND_RECV', metaData: { n: 1 } }
    expect(bob.join()).toMatchObject({ peers: [shown] })
    expect(ann.heard.at(-1)).toEqual([
      'newPeer',
      { id: 'bob', displayName: 'bob', mode: 'SEND_AND_RECV', metaData: { n: 1 }, device: {} },
    ])
    bob.request('changeDisplayName', { displayName: 'Bobby' })
    expect(ann.heard.at(-1)).toEqual([
      'peerDisplayNameChanged',
      { peerId: 'bob', displayName: 'Bobby', oldDisplayName: 'bob' },
    ])
    bob.gone()
    expect(ann.heard.at(-1)).toEqual(['peerClosed', { peerId: 'bob', reason: LEFT.lost }])
    expect(bob.chats).toEqual(['revoked'])
  })

  it.each([
    ['MANUAL_LEAVE_CALLED', LEFT.left],
    ['SWITCH_ROOM', LEFT.switched],
    ['constructor', LEFT.lost],
    [undefined, LEFT.lost],
  ])('who leaves for %s', (leaveReason, reason) => {
    const { enter } = openDoor()
    const [ann, bob] = [enter('ann'), enter('bob')]
    ann.join()
    bob.join()
    bob.request('definePeerLeftReason', { leaveReason })
    bob.gone()
    expect(ann.heard.at(-1)).toEqual(['peerClosed', { peerId: 'bob', reason }])
  })

  it('is one of many: nobody hears, or reaches, another', () => {
    const { enter } = openDoor()
    const [ann, eve] = [enter('ann', ['allow_join', 'allow_mod']), enter('eve', ['allow_join'], 'elsewhere')]
    ann.join()
    const before = eve.heard.length
    eve.join()
    for (const method of [
      'enablePeerMic',
      'disablePeerMic',
      'enablePeerWebcam',
      'disablePeerWebcam',
      'removePeer',
    ])
      refuses(() => ann.request(method, { peerId: 'eve' }))
    expect(eve.heard.slice(before).map(([method]) => method)).toEqual(['entryResponded'])
  })

  it('sends out the older of two with one id, and goes on with the newer', () => {
    const { enter, sessions } = openDoor()
    const first = enter('ann')
    first.join()
    const second = enter('ann')
    second.join()
    expect(first.heard.at(-1)).toEqual(['close', LEFT.duplicate])
    first.gone()
    const bob = enter('bob')
    expect(bob.join()).toMatchObject({ peers: [{ id: 'ann' }] })
    expect(sessions.end('room', LEFT.ended)).toBe(true)
    expect(second.heard.at(-1)).toEqual(['close', LEFT.ended])
  })

  it('is ended by one for all, once that one was answered', async () => {
    const { enter, sessions } = openDoor()
    const [ann, bob] = [enter('ann'), enter('bob')]
    ann.join()
    bob.join()
    expect(ann.request('closeRoom', {})).toEqual({})
    expect(ann.methods()).not.toContain('close')
    await new Promise((resolve) => setImmediate(resolve))
    for (const { heard } of [ann, bob]) expect(heard.at(-1)).toEqual(['close', LEFT.closed])
    expect(sessions.end('room', LEFT.ended)).toBe(false)
  })

  it('is recorded: who was in it, from when to when', () => {
    const { enter, sessions } = openDoor()
    const ann = enter('ann')
    ann.join()
    const [session] = sessions.list()
    expect(session).toMatchObject({ roomId: 'room', start: NOW, end: null })
    expect(sessions.remove('room', 'ann', LEFT.removedByApi)).toBe(true)
    expect(sessions.remove('room', 'ann', LEFT.removedByApi)).toBe(false)
    expect(sessions.remove('nowhere', 'ann', LEFT.removedByApi)).toBe(false)
    expect(session?.end).toEqual(NOW)
    expect(session?.attendance.get('ann')).toEqual({ name: 'ann', timelog: [{ start: NOW, end: NOW }] })
    sessions.closeAll()
    expect(sessions.list()).toHaveLength(1)
  })
})

describe('the lobby', () => {
  it('asks who may let in, and nobody else; the first answer counts', () => {
    const { enter, events } = openDoor()
    const [host, waitingToo, guest] = [
      enter('host'),
      enter('too', ['ask_join']),
      enter('guest', ['ask_join']),
    ]
    host.join()
    waitingToo.request('requestEntry', { name: 'Too' })
    guest.request('requestEntry', { name: 'Guest' })
    expect(host.heard.slice(-2)).toEqual([
      ['entryRequested', { id: 'too', name: 'Too' }],
      ['entryRequested', { id: 'guest', name: 'Guest' }],
    ])
    refuses(() => guest.request('join', {}))
    refuses(() => waitingToo.request('respondEntry', { id: 'guest', decision: 'allowed' }))
    refuses(() => host.request('respondEntry', { id: 'guest', decision: 'perhaps' }))
    refuses(() => host.request('respondEntry', { id: 'nobody', decision: 'allowed' }))
    host.request('respondEntry', { id: 'guest', decision: 'allowed' })
    refuses(() => host.request('respondEntry', { id: 'guest', decision: 'denied' }))
    expect(guest.heard).toEqual([
      ['entryResponded', { id: 'guest', decision: 'allowed', sessionId: expect.any(String) }],
    ])
    host.request('respondEntry', { id: 'too', decision: 'denied' })
    expect(waitingToo.heard).toEqual([['entryResponded', { id: 'too', decision: 'denied' }]])
    refuses(() => waitingToo.request('join', {}))
    expect(events.map(({ kind }) => kind)).toEqual(['joined', 'waits', 'waits', 'denied'])
  })

  it('asks who comes later, of those who wait yet', () => {
    const { enter } = openDoor()
    const [guest, gone] = [enter('guest', ['ask_join']), enter('gone', ['ask_join'])]
    for (const one of [guest, gone]) one.request('requestEntry', { name: 'x' })
    gone.gone()
    const host = enter('host')
    host.join()
    expect(host.heard.filter(([method]) => method === 'entryRequested')).toEqual([
      ['entryRequested', { id: 'guest', name: 'x' }],
    ])
  })
})

test('a session goes on while somebody who was admitted is on the way in', () => {
  const { enter, sessions } = openDoor()
  const [host, guest] = [enter('host'), enter('guest', ['ask_join'])]
  guest.request('requestEntry', { name: 'guest' })
  const { sessionId } = host.request('requestEntry', { name: 'host' }) as { sessionId?: string }
  const [begun] = sessions.list()
  guest.gone()
  host.request('join', { displayName: 'host', metaData: {}, mode: 'SEND_AND_RECV' })
  expect(sessions.list()).toEqual([begun])
  expect(sessions.list()[0]?.end).toBeNull()
  expect(sessionId ?? begun?.id).toBe(begun?.id)
})

test('what is kept of a participant is bounded', () => {
  const ann = openDoor().enter('ann')
  ann.join()
  refuses(() => ann.request('produce', { kind: 'x'.repeat(1_001) }))
  for (let n = 0; n < 100; n++) ann.request('produce', { kind: 'audio' })
  refuses(() => ann.request('produce', { kind: 'audio' }))
})

describe('a request', () => {
  it('for a change of mic or webcam takes allow_mod, and reaches the one it names', () => {
    const { enter } = openDoor()
    const [mod, member] = [enter('mod', ['allow_join', 'allow_mod']), enter('member')]
    mod.join()
    member.join()
    for (const [method, event] of [
      ['enablePeerMic', 'enableMic'],
      ['disablePeerMic', 'disableMic'],
      ['enablePeerWebcam', 'enableWebcam'],
      ['disablePeerWebcam', 'disableWebcam'],
    ] as const) {
      mod.request(method, { peerId: 'member' })
      expect(member.heard.at(-1)).toEqual([event, { peerId: 'mod' }])
      refuses(() => member.request(method, { peerId: 'mod' }))
    }
  })

  it('of media is answered, and the others are told', () => {
    const { enter } = openDoor()
    const [ann, bob] = [enter('ann'), enter('bob')]
    ann.join()
    bob.join()
    expect(ann.request('getRouterRtpCapabilities', {})).toMatchObject({ codecs: expect.any(Array) })
    expect(ann.request('createWebRtcTransport', {})).toMatchObject({
      iceCandidates: [],
      id: expect.any(String),
    })
    for (const method of ['connectWebRtcTransport', 'restartIce', 'produceError'])
      expect(ann.request(method, {})).toEqual({})
    expect(ann.request('produceData', {})).toEqual({ id: expect.any(String) })
    const { id } = ann.request('produce', { kind: 'audio' }) as { id: string }
    expect(bob.heard.at(-1)).toEqual([
      'participantMediaStateChanged',
      { peerId: 'ann', kind: 'audio', newState: true },
    ])
    ann.request('produce', { kind: 'video', appData: { share: true } })
    expect(bob.heard.at(-1)).toEqual([
      'participantMediaStateChanged',
      { peerId: 'ann', kind: 'share', newState: true },
    ])
    ann.request('closeProducer', { producerId: id })
    expect(bob.heard.at(-1)).toEqual([
      'participantMediaStateChanged',
      { peerId: 'ann', kind: 'audio', newState: false },
    ])
    refuses(() => ann.request('closeProducer', { producerId: id }))
  })

  it('of media is told to who comes late as well, as it then stands, behind the answer', async () => {
    const { enter } = openDoor()
    const [ann, late] = [enter('ann'), enter('late')]
    ann.join()
    const { id } = ann.request('produce', { kind: 'audio' }) as { id: string }
    ann.request('produce', { kind: 'video' })
    late.join()
    expect(late.methods()).not.toContain('participantMediaStateChanged')
    ann.request('closeProducer', { producerId: id })
    await new Promise(setImmediate)
    expect(late.heard.slice(-2).map(([, payload]) => payload)).toEqual([
      { peerId: 'ann', kind: 'audio', newState: false },
      { peerId: 'ann', kind: 'video', newState: true },
    ])
  })

  it.each(['startRecording', 'constructor', '__proto__', 'x'.repeat(1_000), ''])(
    'that there is not is refused: %s',
    (method) => {
      const { enter } = openDoor()
      const ann = enter('ann')
      ann.join()
      refuses(() => ann.request(method, {}))
    },
  )

  it.each([undefined, null, 5, 'text', []])('with %j for data is no harm', (data) => {
    const { enter } = openDoor()
    const ann = enter('__proto__')
    ann.request('requestEntry', data)
    ann.request('join', data)
    for (const method of ['respondEntry', 'removePeer']) refuses(() => ann.request(method, data))
    for (const method of [
      'produce',
      'changeDisplayName',
      'definePeerLeftReason',
      'pubsubSubscribe',
      'pubsubPublish',
      'pubsubUnsubscribe',
    ])
      ann.request(method, data)
    expect(({} as Record<string, unknown>).name).toBeUndefined()
  })

  it('who has not been let in joins nothing', () => {
    const { enter } = openDoor()
    const guest = enter('guest', ['ask_join'])
    refuses(() => guest.request('join', {}))
    guest.request('requestEntry', { name: 'guest' })
    refuses(() => guest.request('join', {}))
    refuses(() => guest.request('respondEntry', { id: 'guest', decision: 'allowed' }))
  })

  it('lets others in only with allow_join, and only once it has joined', () => {
    const { enter } = openDoor()
    const [host, guest, next] = [enter('host'), enter('guest', ['ask_join']), enter('next', ['ask_join'])]
    guest.request('requestEntry', {})
    next.request('requestEntry', {})
    host.request('requestEntry', {})
    refuses(() => host.request('respondEntry', { id: 'guest', decision: 'allowed' }))
    host.request('join', {})
    host.request('respondEntry', { id: 'guest', decision: 'allowed' })
    guest.request('join', {})
    refuses(() => guest.request('respondEntry', { id: 'next', decision: 'allowed' }))
  })

  it('removes another', () => {
    const { enter } = openDoor()
    const [ann, bob] = [enter('ann'), enter('bob')]
    ann.join()
    bob.join()
    ann.request('removePeer', { peerId: 'bob' })
    expect(bob.heard.at(-1)).toEqual(['close', LEFT.removed])
    expect(ann.heard.at(-1)).toEqual(['peerClosed', { peerId: 'bob', reason: LEFT.removed }])
  })
})

describe('chat on the first socket, of clients before 1.0', () => {
  it('goes to who subscribed, and is kept where it is to be', () => {
    const { enter } = openDoor()
    const [ann, bob] = [enter('ann'), enter('bob')]
    ann.join()
    bob.join()
    expect(bob.request('pubsubSubscribe', { topic: 'CHAT' })).toEqual([])
    ann.request('pubsubPublish', {
      topic: 'CHAT',
      message: 'hi',
      options: { persist: true },
      payload: { a: 1 },
    })
    const message = {
      id: expect.any(String),
      message: 'hi',
      payload: { a: 1 },
      senderId: 'ann',
      senderName: 'ann',
      timestamp: NOW.toISOString(),
    }
    expect(bob.heard.at(-1)).toEqual(['pubsubMessage', { topic: 'CHAT', ...message }])
    expect(ann.request('pubsubSubscribe', { topic: 'CHAT' })).toEqual([message])
    bob.request('pubsubUnsubscribe', { topic: 'CHAT' })
    const before = bob.heard.length
    ann.request('pubsubPublish', { topic: 'CHAT', message: 'for bob', options: { sendOnly: ['bob'] } })
    expect(bob.heard).toHaveLength(before)
    expect(ann.methods().filter((method) => method === 'pubsubMessage')).toEqual([])
  })
})

it('what is no JSON, by the other way of chat, has no payload for clients before 1.0', () => {
  const { enter, sessions } = openDoor()
  const ann = enter('ann')
  ann.join()
  ann.request('pubsubSubscribe', { topic: 'CHAT' })
  const publication = { message: 'hi', payload: 'no JSON', persist: false, sendOnly: [], senderName: 'Bob' }
  sessions.meetings()[0]?.topics.publish('CHAT', 'bob', publication)
  expect(ann.heard.at(-1)).toEqual([
    'pubsubMessage',
    expect.objectContaining({ message: 'hi', payload: null }),
  ])
})

describe('topics', () => {
  it('forget the oldest of what they keep, and listeners that are dropped', () => {
    const topics = createTopics(() => NOW)
    const heard: string[] = []
    const listener: Listener = {
      participantId: 'ann',
      deliver: (_topic, { message }) => void heard.push(message),
    }
    topics.subscribe('a', listener)
    const publication = { payload: 'no JSON', persist: true, sendOnly: [], senderName: 'Ann' }
    for (let n = 0; n < 1_005; n++) topics.publish('a', 'ann', { ...publication, message: String(n) })
    topics.drop(listener)
    topics.publish('a', 'ann', { ...publication, message: 'late' })
    expect(heard).toHaveLength(1_005)
    expect(topics.kept('a', 'ann')).toHaveLength(1_000)
    expect(topics.kept('a', 'ann')[0]).toMatchObject({ message: '6', sequence: 7 })
    expect(topics.kept('nowhere', 'ann')).toEqual([])
    topics.unsubscribe('nowhere', listener)
  })
})

test('a code to be refused with is asked for by the id', () => {
  expect(refusalAskedFor('refuse-4009')).toMatchObject({ code: 4009 })
  for (const id of ['refuse-', 'refuse-40091', 'x refuse-4009', 'refuse-abcd'])
    expect(refusalAskedFor(id)).toBeUndefined()
})
