/** Commands that read or write a file, each with that file on a disk, and what is there before. */
import { createSigner } from '../../src/index.ts'
import { SANDBOX_CREDENTIALS } from '../../src/token/sandbox-credentials.ts'
import { API_KEY, SECRET } from './world.ts'

export interface DiskCommand {
  readonly name: string
  /** What follows `videosdk-token`. */
  readonly line: string
  /** From the folder of the disk. */
  readonly file: string
  readonly use: 'reads' | 'writes'
  /** The exit code where the file cannot be used: the secret, the --dotenv file and the store 3, any other 2. */
  readonly code: 2 | 3
  readonly env?: Readonly<Record<string, string>>
  /** Another of its files, which a disk or a folder may fail as well. */
  readonly beside?: string
  /** States that do not stop it. */
  readonly spared?: readonly string[]
}

/** Longer than two pages of memory, so that a disk may have room for a part. */
const MANY = 60
const profile = (name: string) => ({ name, apiKey: API_KEY, secret: SECRET })
const store = { version: 1, current: 'a', profiles: [profile('a'), profile('b')] }
for (let n = 0; n < MANY; n++) store.profiles.push(profile(`more-${n}`))

const room = (n: number) => ({
  roomId: `aaaa-bbbb-${String(n).padStart(4, '0')}`,
  customRoomId: `room-${n}`,
  disabled: false,
  createdAt: '2026-11-25T12:00:00.000Z',
  updatedAt: '2026-11-25T12:00:00.000Z',
  id: String(n).padStart(24, '0'),
  settings: {},
})
const rooms = { version: 1, rooms: Array.from({ length: MANY }, (_, n) => room(n)) }

/** A page exactly, so that one byte more needs another. */
const page = (line: string): string => `${line}${'#'.repeat(4096 - line.length - 1)}\n`

/** What lies on the disk at first, by its path there. */
export const CONTENTS: Readonly<Record<string, string>> = {
  'store/config.json': `${JSON.stringify(store)}\n`,
  'store/sandbox.json': `${JSON.stringify(rooms)}\n`,
  'app/.env': `VIDEOSDK_TOKEN=old\n${'# a comment\n'.repeat(800)}`,
  'ci/env': page('A=1\n'),
  'ci/output': page('a=1\n'),
  'app/secret': `${SECRET}\n`,
  'app/dotenv': `VIDEOSDK_API_KEY=${API_KEY}\nVIDEOSDK_SECRET=${SECRET}\n`,
  'app/ids': 'ann\nbob\n',
  'app/token': `${createSigner(SANDBOX_CREDENTIALS).sign({ expiresIn: '7d' })}\n`,
}

const stored = (line: string): DiskCommand => ({
  name: line.replace(/ --.*/, ''),
  line,
  file: 'store/config.json',
  use: 'writes',
  code: 3,
})
const rooming = (line: string): DiskCommand => ({
  name: line,
  line,
  file: 'store/sandbox.json',
  use: 'writes',
  code: 3,
})
/** Appending takes no new file and no lock; the two lines fit into two pages. */
const APPENDING = {
  use: 'writes',
  code: 2,
  line: 'token --sandbox -o github',
  spared: ['full but for 8 kB', 'full of files', 'a folder for reading'],
} as const
const reading = (name: string, line: string, file: string, code: 2 | 3 = 2): DiskCommand => ({
  name,
  line,
  file,
  use: 'reads',
  code,
})

export const COMMANDS: readonly DiskCommand[] = [
  stored(`profile add new --offline --api-key ${API_KEY} --secret-file secret`),
  stored('profile use b'),
  stored('profile rename b c'),
  stored('profile remove b'),
  {
    ...stored('profile import new'),
    // Nobody listens there, so that they are not tried.
    env: {
      VIDEOSDK_API_KEY: API_KEY,
      VIDEOSDK_SECRET: SECRET,
      VIDEOSDK_API_ENDPOINT: 'http://127.0.0.1:9',
    },
  },
  rooming('create-meeting --sandbox'),
  rooming('deactivate-meeting --sandbox room-1'),
  {
    name: 'token --into',
    line: 'token --sandbox --into disk/app/.env',
    file: 'app/.env',
    use: 'writes',
    code: 2,
  },
  { ...APPENDING, name: 'token -o github, its env', file: 'ci/env', beside: 'ci/output' },
  { ...APPENDING, name: 'token -o github, its output', file: 'ci/output', beside: 'ci/env' },
  reading('token with a profile', 'token', 'store/config.json', 3),
  reading('profile list', 'profile list', 'store/config.json', 3),
  reading('profile show', 'profile show', 'store/config.json', 3),
  reading('validate --sandbox', 'validate --sandbox room-1', 'store/sandbox.json', 3),
  reading('--secret-file', `token --api-key ${API_KEY} --secret-file disk/app/secret`, 'app/secret', 3),
  reading('--dotenv', 'token --dotenv disk/app/dotenv', 'app/dotenv', 3),
  reading('--participants', 'token --sandbox --participants disk/app/ids', 'app/ids'),
  reading('inspect @file', 'inspect --sandbox @disk/app/token', 'app/token'),
  reading('token --from @file', 'token --sandbox --from @disk/app/token', 'app/token'),
  reading('--token @file', 'list-meetings --sandbox --token @disk/app/token', 'app/token'),
]
