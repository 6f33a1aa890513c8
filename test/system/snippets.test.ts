/** What `snippet` prints, run by the languages that Debian has; Dart is parsed, since it has none. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { openShell, type Shell, sh } from '../support/shell.ts'
import { checkTokens, snippet, VARIABLES, WISHES } from '../support/snippet.ts'

interface Runner {
  readonly file: string
  /** Runs it once. */
  readonly command: string
  readonly prepare?: (shell: Shell) => void
}

const RUNNERS: Record<string, Runner> = {
  // Debian's interpreters, which its packages are for.
  python: { file: 'videosdk_token.py', command: '/usr/bin/python3 -W error videosdk_token.py' },
  ruby: { file: 'token.rb', command: '/usr/bin/ruby -w token.rb' },
  php: { file: 'token.php', command: 'php -d error_reporting=-1 -d display_errors=stderr token.php' },
  java: { file: 'VideosdkToken.java', command: 'java VideosdkToken.java' },
  go: {
    file: 'token.go',
    // Nothing is to be changed by either.
    command: 'test -z "$(gofmt -l token.go)" && go vet token.go && go run token.go',
    prepare: golangJwt,
  },
}

/** Debian has version 4; what is used of it is the same in 5, whose name the snippet imports. */
function golangJwt({ folder }: Shell): void {
  const place = join(folder, 'go/src/github.com/golang-jwt/jwt/v5')
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync('/usr/share/gocode/src/github.com/golang-jwt/jwt', place)
}

const GO = (folder: string) => ({
  GOPATH: join(folder, 'go'),
  GO111MODULE: 'off',
  GOFLAGS: '',
  GOCACHE: join(folder, 'cache'),
})

describe.each(Object.entries(RUNNERS))('%s', (language, { file, command, prepare }) => {
  // Whatever the language of the machine.
  it.each(
    WISHES.flatMap(([flags, claims]) => ['C', 'C.UTF-8'].map((LANG) => [flags, claims, LANG] as const)),
  )('%j', async (flags, claims, LANG) => {
    const shell = openShell()
    prepare?.(shell)
    writeFileSync(join(shell.folder, file), await snippet(language, flags))
    const env = { ...shell.env, ...VARIABLES, ...GO(shell.folder), LANG }
    const ended = await sh(`${command} && ${command}`, { ...shell, env })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    checkTokens(ended.stdout.trim().split('\n'), claims)
  })

  it.each([{}, { VIDEOSDK_API_KEY: '', VIDEOSDK_SECRET: '' }])(
    'fails, and names the variable, where there are no credentials: %j',
    async (variables) => {
      const shell = openShell()
      prepare?.(shell)
      writeFileSync(join(shell.folder, file), await snippet(language))
      const env = { ...shell.env, ...variables, ...GO(shell.folder) }
      const { code, stdout, stderr } = await sh(command, { ...shell, env })
      expect(code).not.toBe(0)
      expect(stdout).not.toContain('eyJ')
      expect(stdout + stderr).toContain('VIDEOSDK_API_KEY')
    },
  )
})

test('curl calls the API with the token of exec, which no process list shows', async () => {
  const shell = openShell()
  writeFileSync(join(shell.folder, 'rooms.sh'), await snippet('curl'))
  // A curl that writes down how it was called.
  writeFileSync(join(shell.folder, '.bin/curl'), '#!/bin/sh\necho "$@" >>calls\nexec /usr/bin/curl "$@"\n', {
    mode: 0o755,
  })
  const { code, stdout, stderr } = await sh('videosdk-token exec --sandbox -- sh rooms.sh', shell)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [made, found, list, ended, ...others] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(others).toEqual([])
  expect(made).toMatchObject({ customRoomId: expect.stringMatching(/^demo-\d+$/), disabled: false })
  expect(found.roomId).toBe(made.roomId)
  expect(list.data.map(({ roomId }: { roomId: string }) => roomId)).toEqual([made.roomId])
  expect(ended).toMatchObject({ roomId: made.roomId, disabled: true })
  expect(readFileSync(join(shell.folder, 'calls'), 'utf8')).not.toContain('eyJ')
  const without = await sh('sh rooms.sh', shell)
  expect(without.code).not.toBe(0)
  expect(without.stderr).toContain('VIDEOSDK_TOKEN')
})

test('php prints nothing to who requires it', async () => {
  const shell = openShell()
  writeFileSync(join(shell.folder, 'token.php'), await snippet('php'))
  writeFileSync(join(shell.folder, 'app.php'), "<?php require 'token.php';")
  expect(await sh('php app.php', shell)).toMatchObject({ code: 0, stdout: '', stderr: '' })
})

test('flutter is Dart', async () => {
  const { folder, env } = openShell()
  const packages = ['tree-sitter-wasms@0.1.13', 'web-tree-sitter@0.25.10']
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
    env: { ...process.env, HOME: env.HOME },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const required = createRequire(join(folder, 'package.json'))
  const { Parser, Language } = required('web-tree-sitter')
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(required.resolve('tree-sitter-wasms/out/tree-sitter-dart.wasm')))
  expect(parser.parse(await snippet('flutter')).rootNode.hasError).toBe(false)
  expect(parser.parse('Future<String> fetchToken({ async {').rootNode.hasError).toBe(true)
})
