/** For each error code a line that raises it, with the marks in the place of what is wrong. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { ErrorCode } from '../../../src/token/errors.ts'
import { API_KEY } from '../../support/world.ts'
import { BARE, store, WITH_TOOLS } from './command-lines.ts'
import { type Line, STORE } from './look.ts'
import { FOREIGN_TOKEN, HEX_SECRET, SECRET, TOKEN } from './marks.ts'

type Case = Omit<Line, 'ends'>

/** Why the command line cannot raise it, or does so in a test of its own. */
export interface Elsewhere {
  readonly elsewhere: string
}

const by = (...args: string[]): Case => ({ args })
const pair = (apiKey: string, secret: string): Case => ({
  args: ['token', '--strict'],
  env: { ...BARE, VIDEOSDK_API_KEY: apiKey, VIDEOSDK_SECRET: secret },
})
const asking = (api: string, ...more: string[]): Case => ({
  args: ['validate', 'x', '--retries', '0', ...more],
  api,
})
const withStore = (text: string): Case => ({ args: ['profile', 'list'], files: { [STORE]: text } })
const withCommand = (command: string, more: Partial<Case> = {}): Case => ({
  args: ['token', '--profile', 'command'],
  files: {
    ...store(),
    [STORE]: (store()[STORE] ?? '').replace('cat secret.txt; echo asked for >&2', command),
  },
  ...more,
})

/** Held by this very process, which lives. */
const held = `${hostname()} ${process.pid} ${readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19]}`

export const ERROR_LINES: Readonly<Record<ErrorCode, readonly Case[] | Elsewhere>> = {
  'command-unknown': [by(SECRET), by(TOKEN), by('profile', TOKEN)],
  'flag-unknown': [by('token', `--${SECRET}`), by('token', `--${TOKEN}=x`), by(`--${TOKEN}`)],
  'flag-conflict': [
    by('token', '--sandbox', '--profile', SECRET),
    by('validate', 'x', '--token', TOKEN, '--api-key', 'x'),
  ],
  'argument-extra': [by('token', SECRET), by('token', TOKEN, SECRET), by('exec', TOKEN, '--', 'true')],
  'argument-missing': [by('profile', 'add'), by('profile', 'add', 'x')],
  'value-missing': [
    by('token', '--room', `--${SECRET}`),
    by('token', '--room', `--x=${TOKEN}`),
    by('token', '--claim'),
  ],
  'value-empty': [by('token', '--room', ''), by('token', '--claim', 'x=')],
  'value-invalid': [
    by('token', '--token-version', SECRET),
    by('token', '-o', TOKEN),
    by('token', '--copy=x'),
    by('token', '--env-name', SECRET, '-o', 'env'),
    by('token', '--room', `-1`),
  ],
  'stdin-twice': [by('token', '--from', '-', '--participants', '-')],
  'secret-on-command-line': [
    by('token', '--secret', SECRET),
    by('token', `--secret=${SECRET}`),
    by('profile', 'add', 'x', '--secret', SECRET),
  ],
  'file-unreadable': [
    by('inspect', `@${SECRET}`),
    by('inspect', `@${TOKEN}`),
    by('token', '--participants', TOKEN),
    { args: ['create-meeting', '--data', '@/dev/zero'] },
    { args: ['serve', '--access-key-file', SECRET] },
  ],
  'file-unwritable': [
    by('token', '--into', `${TOKEN}/.env`),
    by('token', '--into', `nowhere/${SECRET.replaceAll('/', '')}`),
    by('token', '--into', '/dev/null'),
  ],
  'output-failed': [
    { args: ['token'], stdoutTo: '/dev/full' },
    { args: ['profile', 'show', '--reveal', 'stored'], files: store('stored'), stdoutTo: '/dev/full' },
  ],
  'option-unknown': { elsewhere: 'the library alone raises it, for an option that is no flag' },
  'duration-invalid': [by('token', '-e', SECRET), by('token', '-e', TOKEN), by('serve', '-e', SECRET)],
  'date-invalid': [by('token', '--now', SECRET)],
  'time-order': [by('token', '-e', '2020-01-01T00:00:00Z')],
  'time-out-of-range': [by('token', '-e', '418000w')],
  'permission-unknown': [
    by('token', '-p', SECRET),
    by('token', '-p', `allow_join,${TOKEN}`),
    by('serve', '--max-perm', SECRET),
  ],
  'permission-conflict': [by('token', '-p', 'ask_join,allow_mod')],
  'role-unknown': [by('token', '--role', SECRET)],
  'id-invalid': [by('token', '--room', `a ${SECRET}`), by('validate', `${TOKEN} `)],
  'claim-reserved': [by('token', '--claim', `apikey=${SECRET}`)],
  'claim-invalid': [by('token', '--claim', SECRET.replaceAll('=', '')), by('token', '--claim', TOKEN)],
  'count-invalid': [by('token', '-n', SECRET), by('serve', '--port', SECRET)],
  'endpoint-invalid': [
    by('validate', 'x', '--endpoint', SECRET),
    by('validate', 'x', '--endpoint', `https://user:${HEX_SECRET}@api.example`),
    by('validate', 'x', '--endpoint', `https://${HEX_SECRET}@a.b`),
    by('validate', 'x', '--endpoint', `https://a.b?t=${TOKEN}`),
    { args: ['validate', 'x'], env: { VIDEOSDK_API_ENDPOINT: `https://:${HEX_SECRET}@a.b` } },
  ],
  'profile-name-invalid': [by('profile', 'add', `${SECRET} x`), by('profile', 'add', TOKEN.repeat(2))],
  'profile-exists': [{ args: ['profile', 'rename', 'stored', 'command'], files: store() }],
  malformed: [
    by('token', '--from', SECRET),
    by('token', '--from', `${TOKEN.slice(0, 60)}`),
    by('token', '--from', `${TOKEN}.${TOKEN}`),
  ],
  'signature-invalid': [by('token', '--from', FOREIGN_TOKEN)],
  'permission-cannot-join': [by('token', '--strict', '-p', 'allow_mod')],
  'role-cannot-join': [by('token', '--strict', '--role', 'crawler', '--room', 'a')],
  'moderator-unbound': [by('token', '--strict', '-p', 'allow_join,allow_mod', '-e', '2d')],
  'expires-late': [by('token', '--strict', '-e', '366d')],
  'claim-ignored': [by('token', '--strict', '--claim', `peerId=${SECRET}`)],
  'secret-short': [pair(API_KEY, HEX_SECRET.slice(0, 14))],
  'credentials-equal': [pair(SECRET, SECRET), pair(HEX_SECRET, HEX_SECRET)],
  'credentials-swapped': [
    pair(HEX_SECRET, API_KEY),
    {
      args: ['profile', 'add', 'x', '--offline', '--api-key', HEX_SECRET, '--secret-file', '-'],
      stdin: API_KEY,
    },
  ],
  'credentials-placeholder': [pair('your_api_key', SECRET), pair(API_KEY, `/run/secrets/${HEX_SECRET}`)],
  'credentials-missing': [{ args: ['token'], env: { ...BARE, VIDEOSDK_API_SECRET: SECRET } }],
  'credentials-incomplete': [
    { args: ['token'], env: { ...BARE, VIDEOSDK_SECRET: SECRET } },
    by('token', '--api-key', HEX_SECRET),
  ],
  'credentials-conflict': [{ args: ['token'], env: { VIDEOSDK_SECRET_KEY: HEX_SECRET } }],
  'secret-unreadable': [
    by('token', '--api-key', API_KEY, '--secret-file', SECRET),
    by('token', '--api-key', API_KEY, '--secret-file', HEX_SECRET),
  ],
  'secret-invalid': [
    { args: ['token', '--api-key', API_KEY, '--secret-file', '-'], stdin: `${SECRET}\n${SECRET}\n` },
    { args: ['token', '--api-key', API_KEY, '--secret-file', 'two'], files: { two: `a\n${SECRET}` } },
    { args: ['token'], env: { VIDEOSDK_SECRET: `${SECRET}\n${SECRET}`, VIDEOSDK_SECRET_KEY: undefined } },
  ],
  'secret-command-failed': [
    withCommand('cat secret.txt; exit 3'),
    withCommand('cat secret.txt >&2; exit 3', { asked: { stderr: ['secret'] } }),
  ],
  'secret-command-untrusted': [withCommand('cat secret.txt', { modes: { [STORE]: 0o666 } })],
  'dotenv-unreadable': [
    { args: ['token', '--dotenv', SECRET], env: BARE },
    { args: ['token', '--dotenv', '/'], env: BARE },
  ],
  'profile-unknown': [
    by('token', '--profile', SECRET),
    by('profile', 'show', TOKEN),
    { args: ['token'], env: { ...BARE, VIDEOSDK_PROFILE: SECRET } },
  ],
  'store-invalid': [
    withStore((store()[STORE] ?? '').slice(0, -20)),
    withStore(`{"version":1,"current":null,"profiles":[{"name":"a","secret":${JSON.stringify(SECRET)}}]}`),
    withStore(JSON.stringify({ version: 1, current: SECRET, profiles: [] })),
    withStore(SECRET),
    withStore(JSON.stringify({ version: SECRET })),
  ],
  'store-failed': [{ args: ['profile', 'list'], env: { VIDEOSDK_TOKEN_CONFIG_DIR: '/dev/null' } }],
  'store-locked': [
    {
      args: ['profile', 'use', 'stored'],
      files: { ...store(), [`${STORE}.lock`]: held },
      not: ['--verbose', '-q', '--json'],
    },
  ],
  'clipboard-failed': [
    by('token', '--copy'),
    {
      ...WITH_TOOLS,
      args: ['token', '--copy'],
      files: { ...WITH_TOOLS.files, '.bin/xsel': '#!/bin/sh\ncat >&2\nexit 1\n' },
    },
  ],
  'qr-unfit': [{ args: ['token', '--qr', '--claim', `long=${SECRET.repeat(60)}`], not: ['-q'] }],
  'not-in-github-actions': [{ args: ['token', '-o', 'github'], not: ['--json'] }],
  'program-missing': [{ args: ['exec', '--', SECRET], not: ['--json'] }],
  'program-failed': [{ args: ['exec', '--', '/'], not: ['--json'] }],
  'meeting-unknown': [by('deactivate-meeting', TOKEN), by('deactivate-meeting', SECRET)],
  'request-refused': [asking('message-400'), asking('bare-409')],
  'api-version-unsupported': [by('list-meetings', '--api-version', '1')],
  'proxy-invalid': [{ args: ['validate', 'x'], env: { http_proxy: `socks5://u:${HEX_SECRET}@p` } }],
  'listen-failed': [
    by('serve', '--port', '0', '--host', '192.0.2.1'),
    by('sandbox', '--memory', '--port', '0', '--host', SECRET),
  ],
  'token-refused': [
    asking('message-401'),
    asking('message-403'),
    { args: ['validate', 'x'], env: { ...BARE, VIDEOSDK_TOKEN: SECRET } },
    { args: ['validate', 'x'], env: { ...BARE, VIDEOSDK_AUTH_TOKEN: TOKEN.slice(0, -1) + SECRET } },
    by('validate', 'x', '--token', SECRET),
  ],
  'rate-limited': [asking('message-429')],
  'api-failed': [asking('message-500'), asking('error-402'), asking('bearer-404')],
  'answer-invalid': [asking('html-200'), asking('broken-200'), asking('text-200')],
  redirected: [asking('redirect')],
  'network-failed': [asking('drop'), asking('oddities')],
  'timed-out': [asking('silent', '--timeout', '100ms')],
  interrupted: { elsewhere: 'a person at a terminal raises it: canaries.test.ts, by a pseudo-terminal' },
  bug: { elsewhere: 'canary/crashes.ts makes bugs' },
}

/** The same answers for whoever asks: each way of an API to say back what it was sent, by each status. */
export function echoLines(names: readonly string[]): Line[] {
  const statuses = [400, 401, 402, 403, 404, 409, 429, 500]
  const commands = [
    ['create-meeting', '--retries', '0'],
    ['list-meetings', '--retries', '0'],
    ['deactivate-meeting', 'x', '--retries', '0'],
    ['validate', 'x', '--retries', '1', '--verbose', '--timeout', '3s'],
    ['inspect', TOKEN, '--online', '--for', 'api'],
    ['inspect', TOKEN, '--online', '--for', 'join', '--room', 'x', '--json'],
    ['doctor'],
    ['doctor', '--room', 'x', '--json'],
    ['profile', 'add', 'x', '--api-key', API_KEY, '--secret-file', 'secret.txt'],
  ]
  return names.flatMap((name, n) =>
    statuses.flatMap((status, m) => {
      // Each command meets each way and each status, though not each pair of them.
      const chosen = [0, 3, 6].map((step) => commands[(n + m + step) % commands.length] ?? [])
      return chosen.map((args) => ({ args, api: `${name}-${status}`, files: store(), ends: 'answer' }))
    }),
  )
}
