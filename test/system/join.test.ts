/** VideoSDK's official web client, unchanged, at the sandbox's door: what an app sees of it. */
import { VideoSDK } from '@videosdk.live/server-sdk'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createClient, createSigner, inspectToken } from '../../src/index.ts'
import { type JoiningEvent, type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { buildClaims, type TokenRequest } from '../../src/token/claims.ts'
import { FAULT_NAMES, signFaulty } from '../../src/token/fault.ts'
import { VIDEOSDK_CODES } from '../../src/token/problems.ts'
import { heard, hears, publish, subscribe } from '../support/meeting-chat.ts'
import {
  bundleClient,
  type JoinOptions,
  joinMeeting,
  type MeetingPage,
  openApp,
  openChromium,
} from '../support/meeting-page.ts'
import { forge, OTHER_KEY, OTHER_SECRET } from '../support/world.ts'

let browser: Browser
let client: string
let sandbox: StartedSandbox
const events: JoiningEvent[] = []
const opened: MeetingPage[] = []

beforeAll(async () => {
  sandbox = await startSandbox({ onJoining: (event) => events.push(event) })
  client = await bundleClient()
  browser = await openChromium()
})
afterAll(async () => {
  await browser?.close()
  await sandbox?.close()
})
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
  events.length = 0
})

const HOST = { permissions: ['allow_join', 'allow_mod'] } as const
const MEMBER = { permissions: ['allow_join'] } as const
const GUEST = { permissions: ['ask_join'] } as const

const sign = (request: TokenRequest = MEMBER): string => createSigner(sandbox.credentials).sign(request)
const newRoom = async (): Promise<string> =>
  (await createClient(sandbox.credentials, { endpoint: sandbox.url }).createMeeting()).roomId

async function join(options: Omit<JoinOptions, 'token'> & { readonly token?: string }): Promise<MeetingPage> {
  const context = await openApp(browser, sandbox, client)
  const page = await joinMeeting(context, { token: sign(), ...options })
  opened.push({ ...page, close: () => context.close() })
  return page
}

/** Joined, and seen to be. */
async function joined(
  meetingId: string,
  participantId: string,
  request: TokenRequest = MEMBER,
  more: Partial<JoinOptions> = {},
): Promise<MeetingPage> {
  const page = await join({
    meetingId,
    participantId,
    name: participantId.toUpperCase(),
    token: sign(request),
    ...more,
  })
  await page.saw('joined')
  return page
}

const is = (id: string) => (value: unknown) => (value as { id?: string }).id === id

describe('let in', () => {
  it('two see each other come, with their names and metaData, and go', async () => {
    const meetingId = await newRoom()
    const ann = await joined(meetingId, 'ann', MEMBER, { metaData: { team: 'red' } })
    const bob = await joined(meetingId, 'bob')
    expect(await ann.saw('participant-joined', is('bob'))).toMatchObject({ name: 'BOB' })
    expect(await bob.saw('participant-joined', is('ann'))).toMatchObject({
      name: 'ANN',
      metaData: { team: 'red' },
    })
    await bob.act('meeting.leave()')
    expect(await bob.saw('left')).toMatchObject({ code: 1101 })
    expect(await ann.saw('participant-left', is('bob'))).toMatchObject({ reason: { code: 1101 } })
    expect([...ann.uncaught, ...bob.uncaught]).toEqual([])
  })

  it('ten see each other', async () => {
    const meetingId = await newRoom()
    const ids = Array.from({ length: 10 }, (_, n) => `p${n}`)
    const pages = await Promise.all(
      ids.map((id) => joined(meetingId, id, MEMBER, { mode: 'SIGNALLING_ONLY' })),
    )
    for (const [n, page] of pages.entries())
      for (const id of ids.filter((_, other) => other !== n)) await page.saw('participant-joined', is(id))
    await pages[0]?.act('meeting.end()')
    for (const page of pages) expect(await page.saw('left')).toMatchObject({ code: 1006 })
  })

  it('one is removed', async () => {
    const meetingId = await newRoom()
    const [host, other] = [await joined(meetingId, 'host', HOST), await joined(meetingId, 'other')]
    await host.saw('participant-joined', is('other'))
    await host.act("meeting.participants.get('other').remove()")
    expect(await other.saw('left')).toMatchObject({ code: 1002 })
    expect(await host.saw('participant-left', is('other'))).toMatchObject({ reason: { code: 1002 } })
  })

  it('the same participant from a second page drives the older one out', async () => {
    const meetingId = await newRoom()
    const first = await joined(meetingId, 'ann')
    const second = await joined(meetingId, 'ann')
    expect(await first.saw('left')).toMatchObject({ code: 1011 })
    expect((await second.seen()).filter(([event]) => event === 'left' || event === 'error')).toEqual([])
  })

  it('somebody whose socket is lost is gone for the others, and comes back', async () => {
    const meetingId = await newRoom()
    const [ann, bob] = [await joined(meetingId, 'ann'), await joined(meetingId, 'bob')]
    await bob.loseSocket()
    expect(await ann.saw('participant-left', is('bob'))).toMatchObject({ reason: { code: 1001 } })
    await expect
      .poll(
        async () =>
          (await ann.seen()).filter(([event, value]) => event === 'participant-joined' && is('bob')(value))
            .length,
        { timeout: 30_000 },
      )
      .toBe(2)
  })

  it.each([
    [
      'bound to the room and the participant',
      (roomId: string) => ({ ...MEMBER, roomId, participantId: 'ann', roles: ['rtc'] as const }),
    ],
    ['without a version claim', () => ({ ...MEMBER, version: 1 as const })],
  ])('a token %s', async (_, request) => {
    const meetingId = await newRoom()
    const page = await joined(meetingId, 'ann', request(meetingId))
    expect(page.uncaught).toEqual([])
  })
})

/** What the app is told: the code of its `error` event, or of the rejection of `join()`. */
async function refusedWith(
  options: Omit<JoinOptions, 'token'> & { readonly token?: string },
): Promise<unknown> {
  const page = await join(options)
  const { code } = (await page.saw('error')) as { code: number }
  expect((await page.seen()).some(([event]) => event === 'joined')).toBe(false)
  return code
}

describe('refused', () => {
  const claims = () => buildClaims(sandbox.credentials.apiKey, MEMBER)

  it.each(FAULT_NAMES)('token --fault %s, with the code that inspect names', async (fault) => {
    const { token } = signFaulty(claims(), sandbox.credentials, fault)
    const { problems } = inspectToken(token, { ...sandbox.credentials, for: 'join' })
    const named = problems.find(({ severity }) => severity === 'error')?.videosdk
    expect(await refusedWith({ meetingId: await newRoom(), token })).toBe(named)
    expect(events.at(-1)).toMatchObject({ kind: 'refused', code: named })
  })

  it.each([
    ['another key', () => createSigner({ apiKey: OTHER_KEY, secret: OTHER_SECRET }).sign(), 4001],
    ['another secret', () => createSigner({ ...sandbox.credentials, secret: OTHER_SECRET }).sign(), 4002],
    [
      'an unknown permission',
      () =>
        forge(
          { alg: 'HS256', typ: 'JWT' },
          { ...claims(), permissions: ['allow_all'] },
          sandbox.credentials.secret,
        ),
      VIDEOSDK_CODES.permissions,
    ],
    ['allow_mod alone', () => sign({ permissions: ['allow_mod'] }), VIDEOSDK_CODES.permissions],
    ['the role crawler', () => sign({ ...MEMBER, roles: ['crawler'] }), 4024],
    ["another room's token", () => sign({ ...MEMBER, roomId: 'aaaa-bbbb-cccc' }), 4022],
    ["another participant's token", () => sign({ ...MEMBER, participantId: 'somebody-else' }), 4023],
    ['no token at all', () => 'undefined', 4002],
  ])('%s', async (_, token, code) => {
    expect(await refusedWith({ meetingId: await newRoom(), participantId: 'ann', token: token() })).toBe(code)
  })

  it('a room that is unknown, known by its custom id alone, or disabled', async () => {
    const api = createClient(sandbox.credentials, { endpoint: sandbox.url })
    await api.createMeeting({ customRoomId: 'team-standup' })
    const disabled = (await api.deactivateMeeting(await newRoom())).roomId
    expect(await refusedWith({ meetingId: 'zzzz-zzzz-zzzz' })).toBe(4003)
    expect(await refusedWith({ meetingId: 'team-standup' })).toBe(4003)
    expect(await refusedWith({ meetingId: disabled })).toBe(4052)
  })

  it.each([4004, 4005, 4006, 4007, 4009, 4010, 4025, 4053])('as refuse-%d asks', async (code) => {
    expect(await refusedWith({ meetingId: await newRoom(), participantId: `refuse-${code}` })).toBe(code)
  })
})

describe('the lobby', () => {
  const waiting = async (meetingId: string, participantId = 'guest'): Promise<MeetingPage> => {
    const page = await join({ meetingId, participantId, name: 'Guest', token: sign(GUEST) })
    await page.saw('join resolved')
    return page
  }
  const answer = (host: MeetingPage, decision: 'allow' | 'deny', id = 'guest') =>
    host.act(`await window.entries['${id}'].${decision}()`)

  it('asks every holder of allow_join; one lets the guest in', async () => {
    const meetingId = await newRoom()
    const [ann, bob] = [await joined(meetingId, 'ann', HOST), await joined(meetingId, 'bob')]
    const guest = await waiting(meetingId)
    for (const host of [ann, bob])
      expect(await host.saw('entry-requested')).toEqual({ participantId: 'guest', name: 'Guest' })
    expect((await guest.seen()).some(([event]) => event === 'joined')).toBe(false)
    await answer(bob, 'allow')
    await guest.saw('joined')
    expect(await ann.saw('entry-responded', (value) => (value as string[])[0] === 'guest')).toEqual([
      'guest',
      'allowed',
    ])
    await ann.saw('participant-joined', is('guest'))
  })

  it('denies', async () => {
    const meetingId = await newRoom()
    const host = await joined(meetingId, 'ann', HOST)
    const guest = await waiting(meetingId)
    await host.saw('entry-requested')
    await answer(host, 'deny')
    expect(await guest.saw('entry-responded')).toEqual(['guest', 'denied'])
    expect((await guest.seen()).some(([event]) => event === 'joined')).toBe(false)
  })

  it('takes the first of two answers', async () => {
    const meetingId = await newRoom()
    const [ann, bob] = [await joined(meetingId, 'ann', HOST), await joined(meetingId, 'bob')]
    const guest = await waiting(meetingId)
    for (const host of [ann, bob]) await host.saw('entry-requested')
    await answer(ann, 'allow')
    await guest.saw('joined')
    await answer(bob, 'deny').catch(() => {})
    await guest.page.waitForTimeout(300)
    expect((await guest.seen()).filter(([event]) => event === 'entry-responded')).toEqual([
      ['entry-responded', ['guest', 'allowed']],
    ])
  })

  it('outlives a host who goes: the next one is asked', async () => {
    const meetingId = await newRoom()
    const ann = await joined(meetingId, 'ann', HOST)
    const guest = await waiting(meetingId)
    await ann.saw('entry-requested')
    await ann.act('meeting.leave()')
    await ann.saw('left')
    const bob = await joined(meetingId, 'bob', HOST)
    await bob.saw('entry-requested')
    await answer(bob, 'allow')
    await guest.saw('joined')
  })

  it('lets a guest wait where nobody is there to ask, and give up', async () => {
    const meetingId = await newRoom()
    const guest = await waiting(meetingId)
    await guest.page.waitForTimeout(500)
    expect((await guest.seen()).some(([event]) => ['joined', 'error', 'left'].includes(event))).toBe(false)
    await guest.act('meeting.leave()')
    await expect.poll(() => events.at(-1)).toMatchObject({ kind: 'left', participantId: 'guest' })
    const host = await joined(meetingId, 'ann', HOST)
    await host.page.waitForTimeout(500)
    expect((await host.seen()).some(([event]) => event === 'entry-requested')).toBe(false)
  })
})

describe('moderation', () => {
  const ACTIONS = [
    ['enableMic', 'mic-requested', 4067],
    ['disableMic', undefined, 4068],
    ['enableWebcam', 'webcam-requested', 4069],
    ['disableWebcam', undefined, 4070],
  ] as const

  it('asks for, and switches off, mic and webcam of another', async () => {
    const meetingId = await newRoom()
    const [host, other] = [await joined(meetingId, 'host', HOST), await joined(meetingId, 'other')]
    await host.saw('participant-joined', is('other'))
    for (const [action, event] of ACTIONS) {
      await host.act(`await meeting.participants.get('other').${action}()`)
      if (event !== undefined) expect(await other.saw(event)).toBe('host')
    }
    expect([...(await host.seen()), ...(await other.seen())].filter(([event]) => event === 'error')).toEqual(
      [],
    )
  })

  it('is refused to who has no allow_mod', async () => {
    const meetingId = await newRoom()
    const [member, other] = [await joined(meetingId, 'member'), await joined(meetingId, 'other')]
    await member.saw('participant-joined', is('other'))
    for (const [action, , code] of ACTIONS) {
      await member.act(`await Promise.resolve(meeting.participants.get('other').${action}()).catch(() => {})`)
      expect(await member.saw('error', (value) => (value as { code: number }).code === code)).toBeTruthy()
    }
    expect((await other.seen()).some(([event]) => event.endsWith('-requested'))).toBe(false)
  })
})

describe('media', () => {
  it('is published, and the others see its state change, without an error', async () => {
    const meetingId = await newRoom()
    const bob = await joined(meetingId, 'bob')
    const ann = await joined(meetingId, 'ann', MEMBER, { micEnabled: true, webcamEnabled: true })
    for (const kind of ['audio', 'video'])
      await bob.saw('media-status-changed', (value) => {
        const { id, kind: changed, newStatus } = value as { id: string; kind: string; newStatus: boolean }
        return id === 'ann' && changed === kind && newStatus
      })
    await ann.act('await meeting.muteMic()')
    await bob.saw('media-status-changed', (value) => {
      const { kind, newStatus } = value as { kind: string; newStatus: boolean }
      return kind === 'audio' && !newStatus
    })
    await ann.page.waitForTimeout(5_000)
    for (const page of [ann, bob]) {
      expect(page.uncaught).toEqual([])
      expect((await page.seen()).filter(([event]) => event === 'error')).toEqual([])
    }
  })
})

describe("VideoSDK's own server SDK", () => {
  const sdk = (): VideoSDK => new VideoSDK({ ...sandbox.credentials, apiEndpoint: sandbox.url })
  const all = async <T>(pages: AsyncIterable<T> | Promise<AsyncIterable<T>>): Promise<T[]> => {
    const found: T[] = []
    for await (const one of await pages) found.push(one)
    return found
  }

  it('sees who is in a meeting, removes one, ends it, and finds it ended', async () => {
    const meetingId = await newRoom()
    const { sessions, participants } = sdk()
    expect(await all(sessions.list({ roomId: meetingId }))).toEqual([])
    const [ann, bob] = [await joined(meetingId, 'ann'), await joined(meetingId, 'bob')]

    const [session, ...more] = await all(sessions.list({ roomId: meetingId, status: 'ongoing' }))
    expect(more).toEqual([])
    expect(session).toMatchObject({ roomId: meetingId, status: 'ongoing', end: null })
    const names = (await all(participants.list(meetingId))).map(({ participantId, name }) => [
      participantId,
      name,
    ])
    expect(names).toEqual([
      ['ann', 'ANN'],
      ['bob', 'BOB'],
    ])

    await participants.remove(meetingId, 'bob')
    expect(await bob.saw('left')).toMatchObject({ code: 1010 })
    expect((await all(participants.list(meetingId))).map(({ participantId }) => participantId)).toEqual([
      'ann',
    ])

    expect(await sessions.end({ roomId: meetingId })).toMatchObject({ status: 'ended' })
    expect(await ann.saw('left')).toMatchObject({ code: 1009 })
    const ended = await sessions.get(String(session?.id))
    expect(ended).toMatchObject({ status: 'ended', end: expect.any(String) })
    expect(ended.participants?.map(({ participantId, timelog }) => [participantId, timelog?.length])).toEqual(
      [
        ['ann', 1],
        ['bob', 1],
      ],
    )
    expect(await all(sessions.list({ roomId: meetingId, status: 'ongoing' }))).toEqual([])
  })
})

describe('chat', () => {
  const threeIn = async (): Promise<[string, MeetingPage, MeetingPage, MeetingPage]> => {
    const meetingId = await newRoom()
    const [ann, bob, eve] = [
      await joined(meetingId, 'ann'),
      await joined(meetingId, 'bob'),
      await joined(meetingId, 'eve'),
    ]
    return [meetingId, ann, bob, eve]
  }

  it('between three: everybody hears, the sender too, with the payload and who sent it', async () => {
    const [, ann, bob, eve] = await threeIn()
    for (const page of [ann, bob, eve]) await subscribe(page, 'CHAT')
    await publish(ann, 'CHAT', 'hello', { persist: false }, { colour: 'red' })
    for (const page of [ann, bob, eve])
      expect(await hears(page, 'hello')).toEqual({
        topic: 'CHAT',
        message: 'hello',
        payload: { colour: 'red' },
        senderId: 'ann',
        senderName: 'ANN',
      })
  })

  it('kept for who comes late, where it is to be kept', async () => {
    const [meetingId, ann, bob] = await threeIn()
    await subscribe(bob, 'CHAT')
    await publish(ann, 'CHAT', 'kept', { persist: true })
    await publish(ann, 'CHAT', 'passing', { persist: false })
    await hears(bob, 'passing')
    const late = await joined(meetingId, 'late')
    await subscribe(late, 'CHAT')
    await hears(late, 'kept', 'old chat')
    expect(await heard(late, 'old chat')).toEqual(['kept'])
  })

  it('sent to one alone', async () => {
    const [, ann, bob, eve] = await threeIn()
    for (const page of [bob, eve]) await subscribe(page, 'CHAT')
    await publish(ann, 'CHAT', 'for bob', { persist: false, sendOnly: ['bob'] })
    await publish(ann, 'CHAT', 'for all', { persist: false })
    for (const page of [bob, eve]) await hears(page, 'for all')
    expect([await heard(bob), await heard(eve)]).toEqual([['for bob', 'for all'], ['for all']])
  })

  it('of a topic of 300 characters and emoji; not heard once unsubscribed, nor in another room', async () => {
    const topic = '🎉'.repeat(20) + 'x'.repeat(260)
    const [, ann, bob] = await threeIn()
    const stranger = await joined(await newRoom(), 'bob')
    for (const page of [bob, stranger]) await subscribe(page, topic)
    await publish(ann, topic, 'one', { persist: false })
    await hears(bob, 'one')
    await bob.act(`await window.unsubscribe(${JSON.stringify(topic)})`)
    await publish(ann, topic, 'two', { persist: false })
    await ann.page.waitForTimeout(500)
    expect([await heard(bob), await heard(stranger)]).toEqual([['one'], []])
  })
})
