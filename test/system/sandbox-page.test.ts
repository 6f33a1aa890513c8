/** The sandbox's page in a browser, while VideoSDK's own client joins in another. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient, createSigner, type TokenRequest } from '../../src/index.ts'
import { type StartedSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { expectGoodLooks } from '../support/looks.ts'
import {
  bundleClient,
  type JoinOptions,
  joinMeeting,
  openApp,
  openChromium,
} from '../support/meeting-page.ts'

const PICTURE = resolve(import.meta.dirname, '../../.github/sandbox.png')

let browser: Browser
let client: string
let sandbox: StartedSandbox
let roomId: string
let page: Page
const errors: string[] = []

beforeAll(async () => {
  sandbox = await startSandbox()
  client = await bundleClient()
  browser = await openChromium()
  page = await browser.newPage()
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(sandbox.url)
})
afterAll(async () => {
  await browser?.close()
  await sandbox?.close()
})

async function join(participantId: string, request: TokenRequest, more: Partial<JoinOptions> = {}) {
  const token = createSigner(sandbox.credentials).sign(request)
  const context = await openApp(browser, sandbox, client)
  const name = `Person ${participantId}`
  return joinMeeting(context, { token, meetingId: roomId, participantId, name, ...more })
}

const text = (id: string): Promise<string | null> => page.locator(`#${id}`).textContent()

it('says that there is nobody yet', async () => {
  await expect.poll(() => text('news')).toBe('0 in a meeting, 0 waiting to be let in.')
  expect(await text('rooms')).toBe('There is none yet: make one by the REST API.')
  expect(await text('refusals')).toBe('Nobody was.')
  await expectGoodLooks(page, 'sandbox-empty')
})

it('lets in a guest for whom nobody is there to ask, by the keyboard', async () => {
  roomId = (await createClient(sandbox.credentials, { endpoint: sandbox.url }).createMeeting()).roomId
  const guest = await join('guest', { permissions: ['ask_join'] })
  const letIn = page.getByRole('button', { name: 'Let in Person guest (guest)' })
  await letIn.focus()
  // It is drawn anew when somebody else comes, and keeps the focus.
  await join('other', { permissions: ['ask_join'] })
  await page.getByRole('button', { name: 'Refuse Person other (other)' }).waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Let in')
  await expectGoodLooks(page, 'sandbox-waiting')
  await page.keyboard.press('Enter')
  await guest.saw('joined')
  await expect.poll(() => text('news')).toBe('1 in a meeting, 1 waiting to be let in.')
  expect(await page.evaluate('document.activeElement.textContent')).toBe(roomId)
})

it('refuses one, and shows whom the door refused, with reason and cure', async () => {
  const second = await join('second', { permissions: ['ask_join'] })
  await page.getByRole('button', { name: 'Refuse Person second (second)' }).click()
  expect(await second.saw('entry-responded')).toEqual(['second', 'denied'])
  await join('refuse-4009', { permissions: ['allow_join'] })
  await join('late', { permissions: ['allow_join'], roomId: 'another-room' })
  await expect.poll(() => text('refusals')).toMatch(/4022 .*another-room.*refuse-4009/s)
  await expectGoodLooks(page, 'sandbox-refused')
})

it("is as README's picture shows it, which `npm run picture` draws anew", async () => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1040, height: 100 })
  const shot = await page.screenshot({ fullPage: true })
  if (process.env.DRAW !== undefined) writeFileSync(PICTURE, shot)
  expect(sizeOf(readFileSync(PICTURE))).toEqual(sizeOf(shot))
})

it('says when the sandbox is gone, and that it had no error', async () => {
  await sandbox.close()
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('Is it still running?')
  expect(errors).toEqual([])
})

/** In pixels: PNG's first chunk says it (PNG, 11.2.1). As high as what the page has to show. */
function sizeOf(png: Buffer): { width: number; height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}
