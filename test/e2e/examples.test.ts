/** Every example runs as it stands: in each help text, and in README. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { EXIT_CODES } from '../../src/cli/exit-codes.ts'
import { createClient, createSigner, inspectToken } from '../../src/index.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { pagesOfHelp } from '../support/help-pages.ts'
import { type Ended, EXECUTABLE, ending, openShell, type Shell, sh } from '../support/shell.ts'
import { converse } from '../support/terminal.ts'

const ROOT = resolve(EXECUTABLE, '../..')

/** Gives servers a port of their own, since examples run beside each other. */
const WRAPPER = `#!/bin/sh
case $1 in serve|sandbox)
  case "$*" in *--port*) ;; *) set -- "$@" --port 0 ;; esac ;;
esac
exec node '${EXECUTABLE}' "$@"
`

/** Somebody with an account, a profile "dev", a meeting "standup", and a project with tests. */
async function withAccount(work: (shell: Shell) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox()
  const { apiKey, secret } = sandbox.credentials
  try {
    await createClient(sandbox.credentials, { endpoint: sandbox.url }).createMeeting({
      customRoomId: 'standup',
    })
    const { folder, env } = openShell({
      VIDEOSDK_API_KEY: apiKey,
      VIDEOSDK_SECRET: secret,
      VIDEOSDK_API_ENDPOINT: sandbox.url,
      npm_config_update_notifier: 'false',
    })
    const shell = { folder, env }
    const pair = `VIDEOSDK_API_KEY=${apiKey}\nVIDEOSDK_SECRET=${secret}\n`
    const files = {
      '.env': pair,
      'key.txt': secret,
      'token.txt': createSigner(sandbox.credentials).sign(),
      'package.json': JSON.stringify({ scripts: { test: 'test -n "$VIDEOSDK_TOKEN"' } }),
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, '.bin/op'), '#!/bin/sh\ncat key.txt\n', { mode: 0o755 })
    const added = await sh(
      'videosdk-token profile add dev --offline -q --api-key "$VIDEOSDK_API_KEY" --secret-file key.txt',
      shell,
    )
    expect(added.code).toBe(0)
    await work(shell)
  } finally {
    await sandbox.close()
  }
}

/** Runs a line to its end; a server is told to stop when it has said where it is. */
async function runExample(line: string, shell: Shell): Promise<Ended> {
  if (!/^(npx )?videosdk-token (serve|sandbox)\b/.test(line)) return sh(line, shell)
  const { folder: cwd, env } = shell
  const bin = join(cwd, '.bin-of-servers')
  mkdirSync(bin)
  writeFileSync(join(bin, 'videosdk-token'), WRAPPER, { mode: 0o755 })
  const child = spawn('/bin/sh', ['-c', `exec ${line}`], { cwd, env: { ...env, PATH: `${bin}:${env.PATH}` } })
  let told = false
  // Once: a second signal ends it at once.
  const stop = (text: Buffer): void => {
    if (told || !/http:\/\//.test(String(text))) return
    told = true
    child.kill('SIGTERM')
  }
  child.stdout.on('data', stop)
  child.stderr.on('data', stop)
  return ending(child)
}

const EXAMPLES = [...new Set((await pagesOfHelp()).flatMap(({ examples }) => examples))]

describe.concurrent('help', () => {
  it('has many examples', () => {
    expect(EXAMPLES.length).toBeGreaterThan(30)
  })

  it.each(EXAMPLES)('%s', async (line) => {
    await withAccount(async (shell) => {
      const { code, stderr } = await runExample(line, shell)
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/^error:/m) })
    })
  })
})

const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text]) => text ?? '',
  )
}

describe.concurrent('README', () => {
  // The two commands for a fresh clone; what runs this very test has installed and built by them.
  const [first = '', second = '', ...others] = blocks('sh').map((block) => block.trim())

  it('begins with the two commands of a fresh clone', async () => {
    const [install, build, token = ''] = first.split(' && ')
    expect([install, build]).toEqual(['npm ci', 'npm run -s build'])
    const { code, stdout } = await sh(token, { folder: ROOT, env: openShell().env })
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^eyJ\S+\n$/) })
    expect(second).toBe('npm ci && npm test')
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain(second)
  })

  it.each(others.flatMap((block) => block.split('\n')))('%s', async (line) => {
    await withAccount(async (shell) => {
      if (!line.includes('profile add')) {
        const { code, stderr } = await runExample(line, shell)
        expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/^error:/m) })
        return
      }
      // It asks for what it is not given.
      const { VIDEOSDK_API_KEY = '', VIDEOSDK_SECRET = '', ...env } = shell.env
      const typed = [
        ['API key', `${VIDEOSDK_API_KEY}\r`],
        ['API secret', `${VIDEOSDK_SECRET}\r`],
      ] as const
      const { code, screen } = await converse(['/bin/sh', '-c', `${line} --force`], { ...shell, env }, typed)
      expect({ code, screen }).toEqual({ code: 0, screen: expect.stringContaining('Stored dev') })
    })
  })

  it('has a table of all exit codes', () => {
    const table = [...README.matchAll(/^\| (\d+) \|/gm)].map(([, exit]) => exit)
    expect(table).toEqual(Object.keys(EXIT_CODES))
  })

  it.each(blocks('js').map((block, at) => [at, block] as const))('js %i', async (_, block) => {
    await withAccount(async ({ folder, env }) => {
      mkdirSync(join(folder, 'node_modules'))
      symlinkSync(ROOT, join(folder, 'node_modules/videosdk-token'))
      if (block.includes('export default')) {
        writeFileSync(join(folder, 'worker.mjs'), block)
        const { default: worker } = await import(/* @vite-ignore */ join(folder, 'worker.mjs'))
        const bindings = { ...env, ACCESS_KEY: 'a-key-of-sixteen-or-more' }
        const url = 'https://tokens.example.workers.dev/k/a-key-of-sixteen-or-more/get-token'
        const answer: Response = await worker.fetch(new Request(url), bindings)
        const { token } = (await answer.json()) as { token: string }
        expect(inspectToken(token, { secret: env.VIDEOSDK_SECRET ?? '' }).signature).toBe('valid')
        return
      }
      // What an example opens it may leave open.
      writeFileSync(join(folder, 'example.mjs'), `${block}\nprocess.exit(0)\n`)
      expect(await sh('node example.mjs', { folder, env })).toMatchObject({ code: 0, stderr: '' })
    })
  })
})

/** The only block of that language which names the package. */
function blockOf(language: string, name: string): string {
  const found = blocks(language).filter((block) => block.includes(name))
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

test.concurrent('README: the test for vitest passes', async () => {
  const { folder, env } = openShell()
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/videosdk-token'))
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'))
  writeFileSync(join(folder, 'meeting.test.ts'), blockOf('ts', "from 'vitest'"))
  const { code, stdout } = await sh('node node_modules/vitest/vitest.mjs run', { folder, env })
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/Tests .*1 passed/) })
})

/** k6 brings its own engine, which is on no registry: here its modules are stand-ins, and their types its own. */
test.concurrent('README: the script for k6 sends a token of the file', async () => {
  await withAccount(async ({ folder, env }) => {
    const line = /`(npx videosdk-token token -n 1000 .*?)`/.exec(README)?.[1] ?? ''
    expect(await sh(line, { folder, env })).toMatchObject({ code: 0, stderr: '' })
    mkdirSync(join(folder, 'node_modules/k6'), { recursive: true })
    const files = {
      'load.mjs': blockOf('javascript', "from 'k6/http'"),
      'node_modules/k6/package.json':
        '{"type":"module","exports":{".":"./k6.js","./data":"./data.js","./http":"./http.js"}}',
      'node_modules/k6/k6.js':
        'export const check = (value, checks) => { for (const one of Object.values(checks)) if (!one(value)) process.exit(1) }',
      'node_modules/k6/data.js':
        'export class SharedArray { constructor(name, make) { Object.assign(this, make()); this.length = make().length } }',
      'node_modules/k6/http.js': `export default { post(url, body, { headers }) {
  console.log(url, headers.Authorization)
  return { status: 200 }
} }`,
      'run.mjs': `import { readFileSync } from 'node:fs'
Object.assign(globalThis, { open: (path) => readFileSync(path, 'utf8'), __VU: 1234, __ENV: process.env })
const { default: iterate } = await import('./load.mjs')
iterate()`,
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { code, stdout } = await sh('node run.mjs', { folder, env })
    const [url, token = ''] = stdout.trim().split(' ')
    expect({ code, url }).toEqual({ code: 0, url: `${env.VIDEOSDK_API_ENDPOINT}/v2/rooms` })
    expect(inspectToken(token).claims).toMatchObject({ participantId: 'vu-235' })
    const types = join(ROOT, 'node_modules/@types')
    const tsc = `node ${join(ROOT, 'node_modules/typescript/bin/tsc')} --noEmit --allowJs --checkJs --target es2023`
    const { code: typed, stdout: wrong } = await sh(
      `rm -r node_modules && ${tsc} --module nodenext --moduleResolution bundler --module esnext --types k6 --typeRoots ${types} load.mjs`,
      { folder, env },
    )
    expect({ typed, wrong }).toEqual({ typed: 0, wrong: '' })
  })
})

test('an example that fails would be seen to fail', async () => {
  await withAccount(async (shell) => {
    expect((await runExample('videosdk-token validate nobody', shell)).code).toBe(1)
    expect((await runExample('videosdk-token serve --perm nonsense', shell)).code).toBe(2)
  })
})
