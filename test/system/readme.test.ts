/** The tests that README shows for other runners than Node's, run as they stand there: Playwright's and pytest's. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleClient } from '../support/meeting-page.ts'
import { EXECUTABLE, openShell, sh } from '../support/shell.ts'

const ROOT = resolve(EXECUTABLE, '../..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

/** The one block of that language that has the word in it. */
function block(language: string, word: string): string {
  const found = [...README.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))]
    .map(([, source]) => source ?? '')
    .filter((source) => source.includes(word))
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

/** An app of somebody: it takes the meeting from its address, and says what becomes of it. */
const APP = `<!doctype html>
<html lang="en"><title>app</title>
<button>Join</button><p role="status"></p>
<script src="/client.js"></script>
<script>
  const { meeting: meetingId, token, ...options } = Object.fromEntries(new URLSearchParams(location.search))
  const say = (text) => { document.querySelector('p').textContent = text }
  document.querySelector('button').onclick = () => {
    VideoSDK.config(token)
    const meeting = VideoSDK.initMeeting({ meetingId, name: 'Ann', micEnabled: false, webcamEnabled: false, ...options })
    meeting.on('meeting-joined', () => say('joined'))
    meeting.on('error', ({ code }) => say('refused: ' + code))
    meeting.join()
  }
</script>`

let app: Server

beforeAll(async () => {
  const client = await bundleClient()
  app = createServer(({ url }, response) => {
    const isClient = url === '/client.js'
    response.setHeader('content-type', isClient ? 'text/javascript' : 'text/html')
    response.end(isClient ? client : APP)
  })
  await new Promise<void>((settle) => app.listen(0, '127.0.0.1', settle))
})
afterAll(() => {
  app?.close()
})

it('Playwright: an app joins, by routeToSandbox and by TLS', async () => {
  const source = block('ts', '@playwright/test')
  expect([source.includes('routeToSandbox('), source.includes('tls: true')]).toEqual([true, true])
  const shell = openShell()
  const modules = join(shell.folder, 'node_modules')
  mkdirSync(join(modules, '@playwright'), { recursive: true })
  symlinkSync(ROOT, join(modules, 'videosdk-token'))
  symlinkSync(join(ROOT, 'node_modules/@playwright/test'), join(modules, '@playwright/test'))
  const { port } = app.address() as AddressInfo
  const use = {
    baseURL: `http://localhost:${port}`,
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  }
  const files = {
    'package.json': '{ "type": "module" }',
    'playwright.config.js': `export default ${JSON.stringify({ use, reporter: 'line' })}`,
    'join.spec.ts': source,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(shell.folder, name), text)
  const { code, stdout, stderr } = await sh('node node_modules/@playwright/test/cli.js test', shell)
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringContaining('2 passed') })
})

it('pytest, with a sandbox of its own', async () => {
  const shell = openShell()
  writeFileSync(join(shell.folder, 'test_meetings.py'), block('python', 'def test_'))
  const line = /`(npx videosdk-token exec --sandbox -- pytest)`/.exec(README)?.[1] ?? ''
  expect(line).not.toBe('')
  const { code, stdout } = await sh(line.replace(/pytest$/, '/usr/bin/python3 -m pytest'), shell)
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('1 passed') })
})
