/** What a start loads. Whoever adds an import to it finds out here what everybody would wait for. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { EXECUTABLE, openShell, type Shell, sh } from '../support/shell.ts'
import { API_KEY, SECRET } from '../support/world.ts'

const SPY = `process.on('exit', () => {
  const files = Object.keys(require.cache).slice(1)
  require('node:fs').writeFileSync(process.env.SEEN, JSON.stringify({ files, builtins: process.moduleLoadList }))
})`

/** Each costs a start between one and a hundred milliseconds where node -e 0 takes 60. */
const DEAR = [
  'internal/deps/undici/undici',
  'internal/crypto/webcrypto',
  'internal/fs/promises',
  'timers/promises',
  'child_process',
  'http',
  'http2',
  'tls',
  'worker_threads',
  'zlib',
]

let shell: Shell
let runs = 0
/** A copy of the package that has chalk, conf, ora, undici, the prompts, Hono and the page taken out. */
let alone: string

beforeAll(async () => {
  shell = openShell()
  writeFileSync(join(shell.folder, 'spy.cjs'), SPY)
  writeFileSync(join(shell.folder, 'secret'), SECRET)
  const root = join(dirname(EXECUTABLE), '..')
  const copy = join(shell.folder, 'package')
  for (const part of ['bin', 'dist']) cpSync(join(root, part), join(copy, part), { recursive: true })
  rmSync(join(copy, 'dist/packages'), { recursive: true })
  alone = join(copy, 'bin', basename(EXECUTABLE))
  mkdirSync(join(shell.folder, 'seen'))
  const flags = `--offline --api-key ${API_KEY} --secret-file secret --quiet`
  expect((await sh(`videosdk-token profile add work ${flags}`, shell)).code).toBe(0)
})

async function seen(args: string, env: Record<string, string> = {}) {
  const SEEN = join(shell.folder, 'seen', String(++runs))
  const line = `node --require ./spy.cjs '${alone}' ${args} >out`
  const ended = await sh(line, { ...shell, env: { ...shell.env, ...env, SEEN } })
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const { files, builtins } = JSON.parse(readFileSync(SEEN, 'utf8')) as Record<'files' | 'builtins', string[]>
  return {
    files: files.map((file) => basename(file)),
    builtins: builtins.map((entry) => entry.replace(/^NativeModule /, '')),
  }
}

describe('a start', () => {
  const pair = { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET }

  it.each([
    ['token', {}],
    ['token', pair],
    ['token --sandbox --json', {}],
    ['token --count 3 --room standup', pair],
  ])('of %s loads two files beside the executable, and nothing dear of Node', async (args, env) => {
    const { files, builtins } = await seen(args, env)
    expect(files).toEqual(['videosdk-token.js', 'cli.cjs', 'token.cjs'])
    expect(builtins.filter((name) => DEAR.includes(name))).toEqual([])
    expect(builtins).toContain('crypto')
  })

  it.each(['--version', '--help'])('of %s loads one, and no cryptography', async (args) => {
    const { files, builtins } = await seen(args)
    expect(files).toEqual(['videosdk-token.js', 'cli.cjs'])
    expect(builtins.filter((name) => [...DEAR, 'crypto'].includes(name))).toEqual([])
  })

  it.each([
    ['inspect --sandbox "$(videosdk-token token --sandbox)"', ['inspect.cjs', 'token.cjs']],
    ['inspect --sandbox --json "$(videosdk-token token --sandbox)"', ['inspect.cjs', 'token.cjs']],
    ['help inspect', ['help.cjs', 'inspect.cjs', 'token.cjs']],
  ])('of %s loads what is its own, and of token', async (args, own) => {
    const { files } = await seen(args)
    const names = files.map((file) => file.replace(/-[A-Z0-9]{8}\.cjs$/, '.cjs'))
    expect(names.toSorted()).toEqual(['videosdk-token.js', 'cli.cjs', ...own].toSorted())
  })

  it('would be seen to load more: a meeting wants Hono, which was taken out', async () => {
    const { code, stderr } = await sh(`node '${alone}' create-meeting --sandbox`, shell)
    expect(code).not.toBe(0)
    expect(stderr).toMatch(/packages\/http\.cjs/)
  })
})
