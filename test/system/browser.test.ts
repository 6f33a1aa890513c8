/** The page at `/`, and pages of elsewhere that ask, in Debian's Chromium. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest'
import type { Listening } from '../../src/http/listen.ts'
import { createSandbox } from '../../src/sandbox/create-sandbox.ts'
import { startTokenServer } from '../../src/server/start-token-server.ts'
import { createSigner } from '../../src/token/sign.ts'
import { expectGoodLooks } from '../support/looks.ts'
import { PAIR, sandboxFor } from '../support/token-server.ts'
import { OTHER_KEY, OTHER_SECRET } from '../support/world.ts'

const KEY = 'a-very-long-access-key'
let browser: Browser
/** One for all tests, since a browser takes seconds to open another. */
let page: Page
let open: Listening
let keyed: Listening
const servers: Server[] = []

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { fetch } = sandboxFor()
  const options = { ...PAIR, fetch, port: 0, host: '127.0.0.1' }
  open = await startTokenServer({ ...options, accessKey: false })
  keyed = await startTokenServer({ ...options, accessKey: KEY, maxPermissions: ['allow_join', 'allow_mod'] })
})
afterAll(async () => {
  await browser?.close()
  await open?.close()
  await keyed?.close()
  for (const server of servers) server.close()
})

/** Does something with a page, and expects it to have asked nobody else, and to have had no error. */
async function visiting(url: string, work: (page: Page) => Promise<void>): Promise<void> {
  const asked: string[] = []
  const errors: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // The browser itself reports an answer of 4xx; a test reads it in the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text())
  })
  await page.goto(url)
  await work(page)
  page.removeAllListeners()
  const { origin } = new URL(url)
  expect(asked.filter((one) => !one.startsWith(origin) && !one.startsWith('data:'))).toEqual([])
  expect(errors).toEqual([])
}

const tokenIn = (page: Page) => page.getByLabel('Token', { exact: true })

describe.each([
  ['without a key', () => open.url],
  ['behind its access key', () => keyed.url],
])('the page %s', (_name, url) => {
  it('gets a token, and says what it is worth', async () => {
    await visiting(url(), async (page) => {
      await page.getByLabel('Room').fill('abcd-efgh-ijkl')
      await page.getByLabel('Participant').fill('ann')
      await page.getByLabel('Expires in').fill('5m')
      await page.getByRole('button', { name: 'Get a token' }).click()
      await expect.poll(() => tokenIn(page).inputValue()).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
      const read = await page.locator('#inspection').textContent()
      for (const words of [
        PAIR.apiKey,
        'abcd-efgh-ijkl',
        '"ann"',
        'in 4 min',
        'can joinyes',
        'can call the APIno',
      ])
        expect(read).toContain(words)
      const curl = await page.locator('#curl').textContent()
      expect(curl).toContain(`curl '${url()}/get-token?expiresIn=5m&roomId=abcd-efgh-ijkl&participantId=ann'`)
    })
  })

  it('makes a meeting, and validates it and one that there is not', async () => {
    await visiting(url(), async (page) => {
      await page.getByRole('button', { name: 'Make a meeting' }).click()
      await expect.poll(() => page.getByLabel('Meeting id').inputValue()).toMatch(/^\w{4}-\w{4}-\w{4}$/)
      const id = await page.getByLabel('Meeting id').inputValue()
      await page.getByRole('button', { name: 'Validate' }).click()
      await expect.poll(() => page.locator('#meeting-result').textContent()).toBe(`${id} is valid.`)
      await page.getByLabel('Meeting id').fill('nobody/here')
      await page.getByRole('button', { name: 'Validate' }).click()
      await expect.poll(() => page.locator('#meeting-error').textContent()).toBe('There is no such meeting')
      expect(await page.locator('#meeting-result').textContent()).toBe('')
    })
  })
})

it('keeps to the ceilings of its server', async () => {
  await visiting(open.url, async (page) => {
    expect(await page.getByLabel('allow_join').isChecked()).toBe(true)
    expect(await page.getByLabel('ask_join').isEnabled()).toBe(true)
    expect(await page.getByLabel('allow_mod').isDisabled()).toBe(true)
    await page.getByLabel('allow_join').uncheck()
    await page.getByRole('button', { name: 'Get a token' }).click()
    await expect
      .poll(() => page.getByRole('alert').first().textContent())
      .toBe('Choose at least one permission.')
    await page.getByLabel('allow_join').check()
    await page.getByLabel('Expires in').fill('1h')
    await page.getByRole('button', { name: 'Get a token' }).click()
    await expect.poll(() => page.getByRole('alert').first().textContent()).toContain('10m at most')
    expect(await tokenIn(page).inputValue()).toBe('')
  })
  await visiting(keyed.url, async (page) => {
    await page.getByLabel('allow_mod').check()
    await page.getByRole('button', { name: 'Get a token' }).click()
    await expect.poll(() => page.locator('#inspection').textContent()).toContain('["allow_join","allow_mod"]')
  })
})

it('reads a pasted token without sending it, and gives every reason against it', async () => {
  const pair = { apiKey: OTHER_KEY, secret: OTHER_SECRET }
  const token = createSigner(pair).sign({ expiresIn: '1m', now: new Date('2026-01-01T00:00:00Z') })
  await visiting(open.url, async (page) => {
    let sent = 0
    page.on('request', () => sent++)
    await tokenIn(page).fill(`Authorization: Bearer ${token}`)
    await expect.poll(() => page.locator('#inspection').textContent()).toContain('expired, VideoSDK 4002')
    expect(await page.locator('#inspection').textContent()).toContain('bearer-prefix')
    await tokenIn(page).fill('<img src=x onerror=alert(1)>')
    await expect.poll(() => page.locator('#inspection').textContent()).toContain('malformed')
    await tokenIn(page).fill('')
    await expect.poll(() => page.locator('#inspection').textContent()).toBe('')
    expect(sent).toBe(0)
  })
})

it('copies the token', async () => {
  await visiting(open.url, async (page) => {
    expect(await page.getByRole('button', { name: 'Copy it' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Get a token' }).click()
    await expect.poll(() => tokenIn(page).inputValue()).toMatch(/^eyJ/)
    await page.getByRole('button', { name: 'Copy it' }).click()
    await expect.poll(() => page.locator('#copied').textContent()).toBe('Copied.')
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toBe(await tokenIn(page).inputValue())
  })
})

it('is worked by the keyboard alone', async () => {
  await visiting(open.url, async (page) => {
    const focused = () => page.evaluate('document.activeElement.id || document.activeElement.textContent')
    const seen = []
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab')
      seen.push(await focused())
    }
    expect(seen.join()).toMatch(/expires,room,participant,Get a token,token,Make a meeting,meeting,Validate/)
    await page.getByLabel('Expires in').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => tokenIn(page).inputValue()).toMatch(/^eyJ/)
  })
})

it('axe-core finds nothing, light and dark, wide and on a phone; nothing is wider than the screen', async () => {
  await visiting(keyed.url, async (page) => {
    await page.getByRole('button', { name: 'Get a token' }).click()
    await expect.poll(() => tokenIn(page).inputValue()).toMatch(/^eyJ/)
    await page.getByRole('button', { name: 'Make a meeting' }).click()
    await expect.poll(() => page.locator('#meeting-result').textContent()).toContain('Made')
    await expectGoodLooks(page, 'filled')
    await tokenIn(page).fill('undefined')
    await page.getByLabel('Expires in').fill('1w')
    await page.getByRole('button', { name: 'Get a token' }).click()
    await expect.poll(() => page.getByRole('alert').first().textContent()).not.toBe('')
    await expectGoodLooks(page, 'refused')
  })
})

describe('pages of elsewhere', () => {
  afterEach(() => page.unrouteAll())

  /** A page of another origin, on a port of its own. */
  async function pageAt(name: string): Promise<string> {
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>app</title>'),
    )
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    servers.push(server)
    return `http://${name}:${(server.address() as AddressInfo).port}/`
  }

  /** What a page gets of a fetch: the status, or the error that the browser makes of a refusal. */
  async function fetchFrom(page: Page, url: string, init: object = {}): Promise<unknown> {
    const source = `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then((answer) => answer.status, (error) => error.name)`
    return page.evaluate(source)
  }

  const withHeaders = {
    method: 'POST',
    headers: { 'x-of-its-own': '1', 'content-type': 'application/json' },
    body: '{}',
  }

  it('a page of localhost asks 127.0.0.1, with a preflight for headers of its own', async () => {
    await page.goto(await pageAt('localhost'))
    expect(await fetchFrom(page, `${open.url}/get-token`)).toBe(200)
    expect(await fetchFrom(page, `${open.url}/get-token`, withHeaders)).toBe(200)
    expect(await fetchFrom(page, `${open.url}/get-token?permissions=allow_mod`)).toBe(403)
    expect(await fetchFrom(page, `${keyed.url}/get-token`, withHeaders)).toBe(200)
    const { origin } = new URL(keyed.url)
    expect(await fetchFrom(page, `${origin}/get-token`, { headers: { 'x-access-key': KEY } })).toBe(200)
    expect(await fetchFrom(page, `${origin}/get-token`)).toBe(401)
  })

  test.each(['PUT', 'GET'])('another may not: %s', async (method) => {
    // Chromium resolves it by what it is told here, as a name of the web that leads to this machine.
    await page.route('http://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    )
    await page.goto('http://evil.example/')
    expect(await fetchFrom(page, `${open.url}/get-token`, { method })).toBe('TypeError')
    expect(await fetchFrom(page, `${open.url}/get-token`, withHeaders)).toBe('TypeError')
    expect(await fetchFrom(page, `${open.url}/create-meeting`, { method: 'POST', mode: 'no-cors' })).not.toBe(
      200,
    )
  })

  it('a name that leads to this machine reads nothing (DNS rebinding)', async () => {
    const rebinding = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
    })
    const elsewhere = await rebinding.newPage()
    const answer = await elsewhere.goto(`http://evil.example:${open.port}/get-token`)
    expect(answer?.status()).toBe(421)
    expect(await fetchFrom(elsewhere, '/get-token')).toBe(421)
    await rebinding.close()
  })

  it('a form posted from another site makes no meeting', async () => {
    const sandbox = createSandbox({ credentials: [PAIR] })
    let asked = 0
    const server = await startTokenServer({
      ...PAIR,
      accessKey: false,
      port: 0,
      host: '127.0.0.1',
      fetch: (url, init) => {
        asked++
        return sandbox.fetch(url, init)
      },
    })
    const form = `<!doctype html><form method=post action="${server.url}/create-meeting"><input name=customRoomId value=evil></form>`
    await page.route('http://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: form }),
    )
    await page.goto('http://evil.example/')
    const answer = page.waitForResponse(`${server.url}/create-meeting`)
    await page.evaluate('document.forms[0].submit()')
    expect((await answer).status()).toBe(403)
    expect(asked).toBe(0)
    await server.close()
  })
})
