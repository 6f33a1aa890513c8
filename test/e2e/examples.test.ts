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
  const stop = (text: Buffer): void => void (/http:\/\//.test(String(text)) && child.kill('SIGTERM'))
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

test('an example that fails would be seen to fail', async () => {
  await withAccount(async (shell) => {
    expect((await runExample('videosdk-token validate nobody', shell)).code).toBe(1)
    expect((await runExample('videosdk-token serve --perm nonsense', shell)).code).toBe(2)
  })
})
