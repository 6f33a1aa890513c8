/** For each command of the program the lines that it is run by, where all goes well or the answer is no. */
import { serializeStore } from '../../../src/profiles/format.ts'
import { API_KEY, OTHER_KEY } from '../../support/world.ts'
import { type Line, STORE } from './look.ts'
import { EXPIRED_TOKEN, SECRET, TOKEN } from './marks.ts'

/** Profiles with a secret each: stored, and printed by a command that says something on stderr, too. */
export const store = (current: 'stored' | 'command' | null = null): Readonly<Record<string, string>> => ({
  [STORE]: serializeStore({
    current,
    profiles: [
      { name: 'stored', apiKey: API_KEY, secret: SECRET },
      { name: 'command', apiKey: API_KEY, secretCommand: 'cat secret.txt; echo asked for >&2' },
    ],
  }),
  'secret.txt': SECRET,
  'env.txt': `VIDEOSDK_API_KEY=${API_KEY}\nVIDEOSDK_SECRET='${SECRET}'\nVIDEOSDK_TOKEN=${TOKEN}\n`,
})

/** Without a key, a secret or a token in the environment. */
export const BARE = {
  VIDEOSDK_API_KEY: undefined,
  VIDEOSDK_SECRET: undefined,
  VIDEOSDK_SECRET_KEY: undefined,
  VIDEOSDK_TOKEN: undefined,
  VIDEOSDK_AUTH_TOKEN: undefined,
}

const NO_TOKEN = { VIDEOSDK_TOKEN: undefined, VIDEOSDK_AUTH_TOKEN: undefined }

/** The places that credentials come from; each is what a line has besides. */
const SOURCES: readonly Partial<Line>[] = [
  { env: NO_TOKEN },
  { env: BARE, args: ['--profile', 'stored'] },
  { env: BARE, args: ['--profile', 'command'] },
  { env: BARE, files: store('command') },
  { env: { ...BARE, VIDEOSDK_PROFILE: 'stored' } },
  { env: BARE, args: ['--dotenv', 'env.txt'] },
  { env: BARE, args: ['--api-key', API_KEY, '--secret-file', 'secret.txt'] },
  { env: BARE, args: ['--api-key', API_KEY, '--secret-file', '-'], stdin: `${SECRET}\n` },
  { args: ['--sandbox'] },
]

function fromEverySource(command: string, ends: number, more: Partial<Line> = {}): Line[] {
  const [line = '', behind] = command.split(' -- ')
  return SOURCES.map((source) => ({
    ends,
    ...more,
    ...source,
    files: source.files ?? store(),
    args: [
      ...line.split(' '),
      ...(source.args ?? []),
      ...(behind === undefined ? [] : ['--', ...behind.split(' ')]),
    ],
  }))
}

function line(command: string, ends = 0, more: Partial<Line> = {}): Line {
  return { args: command.split(' '), ends, files: store('stored'), ...more }
}

const TO_STDOUT = { stdout: ['token'] } as const
const REVEALED = { asked: { stdout: ['secret'] } } as const

/** Programs that stand for others, on the PATH; strace sees what they are given. */
const TOOLS = { bin: { '.bin/xsel': '#!/bin/sh\ncat >/dev/null\n', '.bin/git': '#!/bin/sh\nexit 1\n' } }
export const WITH_TOOLS: Partial<Line> = {
  files: { ...store('stored'), ...TOOLS.bin },
  modes: { '.bin/xsel': 0o755, '.bin/git': 0o755 },
}

export const COMMAND_LINES: Readonly<Record<string, readonly Line[]>> = {
  token: [
    ...fromEverySource('token --perm allow_join,allow_mod', 0, { asked: TO_STDOUT }),
    line('token --into .env', 0, { ...WITH_TOOLS, asked: { '.env': ['token'] } }),
    line('token --copy', 0, { ...WITH_TOOLS, asked: TO_STDOUT }),
    line('token --qr', 0, { asked: TO_STDOUT, not: ['-q'] }),
    line('token -n 3', 0, { asked: TO_STDOUT }),
    line(`token --from ${TOKEN}`, 0, { asked: TO_STDOUT }),
    line('token --from -', 0, { stdin: TOKEN, asked: TO_STDOUT }),
    line('token --fault expired', 0, { asked: TO_STDOUT }),
    line('token -o github', 0, {
      files: { ...store('stored'), to_env: '', to_output: '' },
      not: ['--json'],
      env: { GITHUB_ENV: 'to_env', GITHUB_OUTPUT: 'to_output' },
      asked: { ...TO_STDOUT, to_env: ['token'], to_output: ['token'] },
    }),
  ],
  inspect: [
    ...fromEverySource(`inspect ${TOKEN}`, 0).map((one) =>
      one.args.includes('--sandbox') ? { ...one, ends: 1 } : one,
    ),
    line(`inspect ${EXPIRED_TOKEN}`, 1),
    line('inspect', 0, { stdin: `VIDEOSDK_TOKEN="${TOKEN}";\n` }),
    line('inspect -', 1, { stdin: `${TOKEN}\n${EXPIRED_TOKEN}\n` }),
    line(`inspect ${TOKEN} --online --for api`),
    line(`inspect ${TOKEN} --online --for join --room nowhere`, 1),
    line(`inspect ${SECRET}`, 1),
    line(`inspect ${TOKEN.slice(0, -3)}`, 1),
    line(`inspect ${TOKEN.split('.').slice(0, 2).join('.')}`, 1),
    line(`inspect x${TOKEN}`, 1),
  ],
  decode: [line(`decode ${TOKEN}`)],
  'create-meeting': [
    ...fromEverySource('create-meeting --custom-id standup', 0),
    line('create-meeting'),
    line(`create-meeting --token ${TOKEN}`),
    line('create-meeting --token -', 0, { stdin: `Bearer ${TOKEN}\n` }),
    line('create-meeting --copy', 0, WITH_TOOLS),
    line('create-meeting', 0, { env: { VIDEOSDK_TOKEN: EXPIRED_TOKEN, VIDEOSDK_AUTH_TOKEN: undefined } }),
  ],
  validate: [...fromEverySource('validate nobody', 1), line('validate nobody noone', 1)],
  'list-meetings': [...fromEverySource('list-meetings', 0), line('list-meetings')],
  'deactivate-meeting': [
    // The API has a room of this custom id.
    line('deactivate-meeting first'),
  ],
  exec: fromEverySource('exec -- /bin/true', 0, { asked: { child: ['token'] }, not: ['--json'] }),
  'profile add': [
    line(`profile add new --offline --api-key ${OTHER_KEY} --secret-file secret.txt`),
    line(`profile add new --api-key ${API_KEY} --secret-file -`, 0, { stdin: SECRET }),
    {
      args: ['profile', 'add', 'new', '--api-key', API_KEY, '--secret-command', 'cat secret.txt'],
      ends: 0,
      files: store(),
    },
    line(`profile add stored --force --offline --api-key ${API_KEY} --secret-file secret.txt`),
  ],
  'profile import': [
    line('profile import new'),
    line('profile import new --dotenv env.txt', 0, { env: BARE }),
  ],
  'profile show': [
    line('profile show stored'),
    line('profile show command'),
    line('profile show --reveal stored', 0, REVEALED),
    line('profile show --reveal command', 0, REVEALED),
  ],
  'profile list': [line('profile list')],
  'profile use': [line('profile use command')],
  'profile rename': [line('profile rename stored other')],
  'profile remove': [line('profile remove stored')],
  'profile path': [line('profile path')],
  snippet: ['node', 'python', 'curl', 'docker', 'workers'].map((language) => line(`snippet ${language}`)),
  doctor: [
    line('doctor --offline'),
    line('doctor', 0),
    line('doctor --room nowhere', 1),
    ...fromEverySource('doctor --offline', 0).slice(1, -1),
    line('doctor --sandbox'),
  ],
  completion: [line('completion bash')],
  help: [line('help'), line('help credentials'), line('help bug')],
  __complete: [
    {
      args: ['__complete', '--', 'bash', `videosdk-token token --room ${TOKEN} --perm `, ''],
      ends: 0,
      files: store(),
    },
    { args: ['__complete', '--', 'zsh', 'videosdk-token', '--profile', 's'], ends: 0, files: store() },
  ],
  // Those that serve have a module of their own; here is where they do not begin.
  serve: [line('serve --port 0 --host 192.0.2.1', 2)],
  sandbox: [line(`sandbox --memory --port 0 --host 192.0.2.1`, 2)],
  '': [
    line('--version'),
    line('--help'),
    { args: [], ends: 0, env: BARE, not: ['--json'] },
    { args: [], ends: 0, files: store('stored'), not: ['--json'] },
  ],
}
