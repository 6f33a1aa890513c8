/** VideoSDK's official clients, old and new, for the web and for React, unchanged, at the sandbox's door. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createClient, createSigner } from '../../src/index.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { heard, hears, publish, subscribe } from '../support/meeting-chat.ts'
import {
  bundleClient,
  bundleReactApp,
  type JoinOptions,
  joinMeeting,
  type MeetingPage,
  openApp,
  openChromium,
} from '../support/meeting-page.ts'

const OLD = 'videosdk-js-0.7'
const NEW = '@videosdk.live/js-sdk'
const REACT = ['@videosdk.live/react-sdk', 'videosdk-react-0.8'] as const

let browser: Browser
let sandbox: StartedSandbox
/** The scripts, by the package's name. */
const clients: Record<string, string> = {}
const opened: (() => Promise<void>)[] = []

beforeAll(async () => {
  sandbox = await startSandbox()
  for (const name of [OLD, NEW]) clients[name] = await bundleClient(import.meta.url, name)
  for (const name of REACT) clients[name] = await bundleReactApp(name)
  browser = await openChromium()
})
afterAll(async () => {
  await browser?.close()
  await sandbox?.close()
})
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

const sign = (): string => createSigner(sandbox.credentials).sign({ permissions: ['allow_join'] })
const newRoom = async (): Promise<string> =>
  (await createClient(sandbox.credentials, { endpoint: sandbox.url }).createMeeting()).roomId

async function open(client: string, meetingId: string, options: Partial<JoinOptions>): Promise<MeetingPage> {
  const context = await openApp(browser, sandbox, clients[client] ?? '')
  opened.push(() => context.close())
  return joinMeeting(context, { token: sign(), meetingId, ...options })
}

/** Joined, and seen to be. */
async function joined(
  client: string,
  meetingId: string,
  participantId: string,
  more: Partial<JoinOptions> = {},
): Promise<MeetingPage> {
  const page = await open(client, meetingId, { participantId, name: participantId.toUpperCase(), ...more })
  if (client.includes('react')) await page.page.click('text=Join')
  await page.saw('joined')
  return page
}

const is = (id: string) => (value: unknown) => (value as { id?: string }).id === id

/** The old client says so of itself where it goes within moments of having joined. */
const GONE_TOO_SOON = 'AwaitQueueStoppedError: queue stopped'

/** No error that the app was told, and none that nobody was. */
async function expectNoError(...pages: MeetingPage[]): Promise<void> {
  for (const page of pages) {
    expect(page.uncaught.filter((error) => error !== GONE_TOO_SOON)).toEqual([])
    expect((await page.seen()).filter(([event]) => event === 'error')).toEqual([])
  }
}

describe('before 1.0 (0.7.1)', () => {
  it.each([
    ['two of them', OLD, OLD],
    ['a new one, and an old one that goes', NEW, OLD],
    ['an old one, and a new one that goes', OLD, NEW],
  ])('%s see each other come, and go', async (_, first, second) => {
    const meetingId = await newRoom()
    const ann = await joined(first, meetingId, 'ann', { metaData: { team: 'red' } })
    const bob = await joined(second, meetingId, 'bob')
    expect(await ann.saw('participant-joined', is('bob'))).toMatchObject({ name: 'BOB' })
    expect(await bob.saw('participant-joined', is('ann'))).toMatchObject({
      name: 'ANN',
      metaData: { team: 'red' },
    })
    await bob.act('meeting.leave()')
    expect(await bob.saw('left')).toMatchObject({ code: 1101 })
    expect(await ann.saw('participant-left', is('bob'))).toMatchObject({ reason: { code: 1101 } })
    await ann.act('meeting.end()')
    expect(await ann.saw('left')).toMatchObject({ code: 1006 })
    await expectNoError(ann, bob)
  })

  describe('chat over the first socket', () => {
    const threeIn = async (clientOfEve = OLD): Promise<[string, MeetingPage, MeetingPage, MeetingPage]> => {
      const meetingId = await newRoom()
      const [ann, bob] = [await joined(OLD, meetingId, 'ann'), await joined(OLD, meetingId, 'bob')]
      return [meetingId, ann, bob, await joined(clientOfEve, meetingId, 'eve')]
    }

    it.each([
      ['three', OLD],
      ['two and one who has the new client', NEW],
    ])('between %s: everybody hears, with the payload and who sent it', async (_, clientOfEve) => {
      const [, ann, bob, eve] = await threeIn(clientOfEve)
      const all = [ann, bob, eve]
      for (const page of all) await subscribe(page, 'CHAT')
      for (const [id, sender] of [
        ['ann', ann],
        ['eve', eve],
      ] as const) {
        await publish(sender, 'CHAT', `hello from ${id}`, { persist: false }, { colour: 'red' })
        for (const page of all)
          expect(await hears(page, `hello from ${id}`)).toEqual({
            topic: 'CHAT',
            message: `hello from ${id}`,
            payload: { colour: 'red' },
            senderId: id,
            senderName: id.toUpperCase(),
          })
      }
      for (const page of all) expect(await heard(page)).toEqual(['hello from ann', 'hello from eve'])
      await expectNoError(...all)
    })

    it('kept for who comes late, sent to one alone, silent once unsubscribed, and of one room', async () => {
      const [meetingId, ann, bob, eve] = await threeIn()
      const stranger = await joined(OLD, await newRoom(), 'bob')
      for (const page of [bob, eve, stranger]) await subscribe(page, 'CHAT')
      await publish(ann, 'CHAT', 'kept', { persist: true })
      await publish(ann, 'CHAT', 'for bob', { persist: true, sendOnly: ['bob'] })
      await publish(ann, 'CHAT', 'passing', { persist: false })
      for (const page of [bob, eve]) await hears(page, 'passing')

      const late = await joined(OLD, meetingId, 'late')
      await subscribe(late, 'CHAT')
      expect(await heard(late, 'old chat')).toEqual(['kept'])

      await bob.act("await window.unsubscribe('CHAT')")
      await publish(ann, 'CHAT', 'last', { persist: false })
      for (const page of [eve, late]) await hears(page, 'last')
      expect(await Promise.all([bob, eve, late, stranger].map((page) => heard(page)))).toEqual([
        ['kept', 'for bob', 'passing'],
        ['kept', 'passing', 'last'],
        ['last'],
        [],
      ])
      await expectNoError(ann, bob, eve, late, stranger)
    })
  })
})

/** The client reports there what it measured, by itself; and nobody hears where it fails. */
const MEASUREMENTS_GO_TO = 'https://aim.cloudflare.com/__log'

it("an app's question for the speed of the network is answered with numbers", async () => {
  const page = await joined(OLD, await newRoom(), 'ann')
  await page.page.route(MEASUREMENTS_GO_TO, (route) => route.fulfill())
  const asked: string[] = []
  page.page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  const speeds = await page.act('return await VideoSDK.getNetworkStats({ timeoutDuration: 15_000 })')
  for (const speed of Object.values(speeds as Record<string, number>)) expect(speed).toBeGreaterThan(0)
  expect(Object.keys(speeds as object)).toEqual(['downloadSpeed', 'uploadSpeed'])
  await expect
    .poll(() => asked)
    .toEqual([
      'POST https://api.videosdk.live/test-upload-speed?',
      'GET https://api.videosdk.live/test-download-speed?bytes=3000000',
      `POST ${MEASUREMENTS_GO_TO}`,
    ])
  await expectNoError(page)
})

describe.each(REACT)('%s', (client) => {
  const shown = ({ page }: MeetingPage) => page.locator('li').allTextContents()

  it('two see each other come, and go', async () => {
    const meetingId = await newRoom()
    const [ann, bob] = [await joined(client, meetingId, 'ann'), await joined(client, meetingId, 'bob')]
    for (const page of [ann, bob])
      await expect.poll(async () => (await shown(page)).toSorted()).toEqual(['ann', 'bob'])
    expect(await ann.saw('participant-joined', is('bob'))).toEqual({ id: 'bob', name: 'BOB' })
    await bob.page.click('text=Leave')
    expect(await bob.saw('left')).toMatchObject({ code: 1101 })
    expect(await ann.saw('participant-left', is('bob'))).toMatchObject({ reason: { code: 1101 } })
    await expect.poll(() => shown(ann)).toEqual(['ann'])
    await expectNoError(ann, bob)
  })

  it('a refused token shows the code of its error', async () => {
    const token = createSigner(sandbox.credentials).sign({
      permissions: ['allow_join'],
      participantId: 'somebody-else',
    })
    const page = await open(client, await newRoom(), { participantId: 'ann', token })
    await page.page.click('text=Join')
    await expect.poll(() => page.page.locator('[role=alert]').textContent()).toBe('4023')
    expect((await page.seen()).some(([event]) => event === 'joined')).toBe(false)
  })
})

/** What is wrong is said at the first step, where the old client reads no code: its app is told the state alone. */
it.each([
  [REACT[0], 'error', (value: unknown) => (value as { code: number }).code === 4002],
  [REACT[1], 'state', (value: unknown) => value === 'FAILED'],
])('%s tells of a token that is not valid by its %s', async (client, event, matching) => {
  const page = await open(client, await newRoom(), { token: `${sign()}x` })
  await page.page.click('text=Join')
  await page.saw(event, matching)
  expect((await page.seen()).some(([name]) => name === 'joined')).toBe(false)
})

it('two minutes with mic and webcam on pass without an error', async () => {
  const meetingId = await newRoom()
  const on = { micEnabled: true, webcamEnabled: true }
  const [ann, bob] = [await joined(NEW, meetingId, 'ann', on), await joined(NEW, meetingId, 'bob', on)]
  const sees = (kind: string, state: boolean): Promise<unknown> =>
    bob.saw('media-status-changed', (value) => {
      const { id, kind: changed, newStatus } = value as { id: string; kind: string; newStatus: boolean }
      return id === 'ann' && changed === kind && newStatus === state
    })
  for (const kind of ['audio', 'video']) await sees(kind, true)
  await ann.page.waitForTimeout(120_000)
  expect(
    await bob.act("const { micOn, webcamOn } = meeting.participants.get('ann'); return [micOn, webcamOn]"),
  ).toEqual([true, true])
  await ann.act('await meeting.muteMic(); await meeting.disableWebcam()')
  for (const kind of ['audio', 'video']) await sees(kind, false)
  await expectNoError(ann, bob)
})
