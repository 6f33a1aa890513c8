/** Pages of an app on VideoSDK's official client, unchanged, in a real Chromium. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { routeToSandbox } from '../../src/sandbox/route-to-sandbox.ts'

const APP = 'https://app.example.org/'
const PAGE =
  '<!doctype html><title>app</title><script src="app.js"></script><script src="client.js"></script>'

/** What the app saw: an event's name and what came with it. */
export type Seen = readonly [string, unknown]

export interface MeetingPage {
  readonly page: Page
  /** Everything that the app saw, in order; and what no app should see. */
  readonly seen: () => Promise<Seen[]>
  /** Waits until an event was seen, and gives what came with it. */
  readonly saw: (event: string, matching?: (value: unknown) => boolean) => Promise<unknown>
  /** Runs a line of the app, in which `meeting` is the meeting. */
  readonly act: (line: string) => Promise<unknown>
  readonly uncaught: string[]
  /** As a network that breaks off. */
  readonly loseSocket: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface JoinOptions {
  readonly token: string
  readonly meetingId: string
  readonly participantId?: string
  readonly name?: string
  readonly metaData?: object
  readonly mode?: string
  readonly micEnabled?: boolean
  readonly webcamEnabled?: boolean
}

/** The client as a script that puts `VideoSDK` onto the window. */
export async function bundleClient(
  from: string = import.meta.url,
  name = '@videosdk.live/js-sdk',
): Promise<string> {
  const require = createRequire(from)
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { VideoSDK } from ${JSON.stringify(name)}
        window.VideoSDK = VideoSDK
        // From 1.0 on listeners of the chat are objects.
        window.isOldClient = ${name.endsWith('-0.7')}`,
      resolveDir: dirname(require.resolve(name)),
    },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'error',
    define: { global: 'window' },
  })
  return outputFiles[0]?.text ?? ''
}

/** An app on VideoSDK's React client, in place of the app that is otherwise in the page. */
export async function bundleReactApp(name = '@videosdk.live/react-sdk'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'react-app.jsx')],
    alias: { '@videosdk.live/react-sdk': name },
    jsx: 'automatic',
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'error',
    define: { global: 'window', 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]?.text ?? ''
}

export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  })
}

/** A context whose pages speak with the sandbox. */
export async function openApp(
  browser: Browser,
  sandbox: { readonly url: string },
  client: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] })
  const scripts: Record<string, string> = {
    'app.js': readFileSync(join(import.meta.dirname, 'meeting-app.js'), 'utf8'),
    'client.js': client,
  }
  await context.route(
    (url) => url.href.startsWith(APP),
    (route) => {
      const script = scripts[route.request().url().slice(APP.length)]
      return script === undefined
        ? route.fulfill({ contentType: 'text/html', body: PAGE })
        : route.fulfill({ contentType: 'text/javascript', body: script })
    },
  )
  await routeToSandbox(context, sandbox)
  return context
}

/** An app of a few lines: it joins, and writes down what it is told. */
export async function joinMeeting(context: BrowserContext, options: JoinOptions): Promise<MeetingPage> {
  const page = await context.newPage()
  const uncaught: string[] = []
  page.on('pageerror', (error) => uncaught.push(String(error)))
  await page.goto(APP)
  await page.evaluate(`joinMeeting(${JSON.stringify(options)})`)
  const seen = (): Promise<Seen[]> => page.evaluate('window.seen')
  const find = async (event: string, matching: (value: unknown) => boolean): Promise<Seen | undefined> =>
    (await seen()).find(([name, value]) => name === event && matching(value))
  return {
    page,
    seen,
    uncaught,
    async saw(event, matching = () => true) {
      const until = Date.now() + LONGEST_WAIT_MS
      for (;;) {
        const found = await find(event, matching)
        if (found !== undefined) return found[1]
        if (Date.now() > until) throw new Error(`${event} was not seen, but ${JSON.stringify(await seen())}`)
        await page.waitForTimeout(50)
      }
    },
    act: (line) => page.evaluate(`(async () => { const meeting = window.meeting; ${line} })()`),
    loseSocket: () => page.evaluate('for (const socket of window.openSockets) socket.close()'),
    close: () => page.close(),
  }
}

const LONGEST_WAIT_MS = 20_000
