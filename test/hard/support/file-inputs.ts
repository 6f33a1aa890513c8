/** Inputs of files: what `--dotenv` reads and `--into` edits, the store of profiles, the rooms of the sandbox. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'dotenv'
import fc from 'fast-check'
import { type Syntax, setVariable } from '../../../src/files/assignment.ts'
import { parseDotenv } from '../../../src/profiles/dotenv-file.ts'
import { serializeStore } from '../../../src/profiles/format.ts'
import { parseStoreAt, readStore } from '../../../src/profiles/read-store.ts'
import { addProfile } from '../../../src/profiles/store.ts'
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts'
import { VideosdkTokenError } from '../../../src/token/errors.ts'
import { ENV, NAME, PROPERTIES, TOKEN } from '../../support/assignments.ts'
import { API_KEY, emptyFolder, SECRET } from '../../support/world.ts'
import { hostileText, nearly, objectText, swollen } from './hostile.ts'
import { insist, isTaken, isTakenAtOnce, type Kind, kind } from './inputs.ts'
import { rightToken, signsAsSandbox } from './token-inputs.ts'

/** What long env files repeat: where a quote, a name or a comment may begin. */
const PIECES_OF_LINES = ['"', '\\"', '\n', ' ', '\t', 'A', 'export ', '# x\n', 'x\n', 'A: ']

const name = fc.constantFrom(
  NAME,
  'VIDEOSDK_API_KEY',
  'VIDEOSDK_SECRET',
  'A',
  'a.b-c',
  '__proto__',
  'constructor',
)
const quote = fc.constantFrom('', '"', "'", '`')
const end = fc.constantFrom('\n', '\r\n', '\r', '', ' # mine\n', ' \\\n', ';\n', '#x\n', '\n\n')
const line = fc
  .tuple(
    fc.constantFrom('', 'export ', '  ', '# ', '\t'),
    name,
    fc.constantFrom('=', ' = ', ': ', ':', ' ', '= '),
    quote,
    fc.oneof(
      fc.constantFrom('', 'old', API_KEY, SECRET, rightToken, 'a b', 'a\nb', '\\"', '$HOME'),
      hostileText,
    ),
    quote,
    end,
  )
  .map((parts) => parts.join(''))
export const envText = nearly(
  fc.oneof(
    fc.array(line, { maxLength: 5 }).map((lines) => lines.join('')),
    fc.constantFrom(...[...ENV, ...PROPERTIES].map(([before]) => before)),
  ),
)
/** Text of any encoding, and bytes of none. */
const bytesOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(text, fc.constantFrom('utf8', 'utf8', 'utf8', 'latin1', 'utf16le'))
    .map(([one, encoding]) => Buffer.from(one, encoding as BufferEncoding))

/** What a line of a warning counts. */
const LINE = /^line (\d+) of /

function readAsEnv(bytes: Uint8Array): void {
  const { values, warnings } = parseDotenv(bytes, 'the file')
  const text = new TextDecoder().decode(bytes)
  insist(JSON.stringify(values) === JSON.stringify(parse(text)), 'dotenv reads other values')
  for (const { message } of warnings) {
    const at = Number(LINE.exec(message)?.[1])
    insist(at >= 1 && at <= text.split(/\r\n?|\n/).length, `there is no such line: ${message}`)
    insist(!message.includes(SECRET), 'the secret is in it')
  }
}

/** Every other byte stays; put in twice, it changes nothing more. False where nothing was changed. */
function edited(before: string, syntax: Syntax): boolean {
  let after: string
  try {
    after = setVariable(before, NAME, TOKEN, syntax).text
  } catch (error) {
    // What it says of an env file whose quotes reach too far.
    if (error instanceof Error && /would not be read$/.test(error.message)) return false
    throw error
  }
  insist(setVariable(after, NAME, TOKEN, syntax).text === after, 'the second time changes it again')
  insist(setVariable(after, NAME, TOKEN, syntax).replaced, 'it does not find what it wrote')
  const start = after.indexOf(TOKEN, commonStart(before, after) - TOKEN.length)
  insist(start >= 0, 'the value is not in it')
  const [head, tail] = [commonStart(before, after), commonStart(reversed(before), reversed(after))]
  const gone = before.slice(head, Math.max(head, before.length - tail))
  // What went is one value: it ends no line but a quoted or a continued one.
  insist(!/[\r\n]/.test(gone) || /["'`\\]/.test(before), `more than a value is gone: ${JSON.stringify(gone)}`)
  return true
}

function commonStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

function reversed(text: string): string {
  return text.split('').reverse().join('')
}

const latin1 = envText.map((text) => Buffer.from(text).toString('latin1'))

const profile = fc.record(
  {
    name: fc.constantFrom<unknown>('dev', 'ci', '__proto__', 'a.b', 'é', 'e\u0301', '', 1),
    apiKey: fc.constantFrom<unknown>(API_KEY, API_KEY, API_KEY, '', null),
    secret: fc.constantFrom<unknown>(SECRET, SECRET, SECRET, '', 1),
    secretCommand: fc.constantFrom<unknown>('true', ''),
    endpoint: fc.constantFrom<unknown>('https://api.videosdk.live', '', {}),
  },
  { requiredKeys: ['name', 'apiKey', 'secret'] },
)
const rightStore = fc
  .uniqueArray(fc.constantFrom('dev', 'ci', '__proto__', 'constructor', 'é', 'a.b'), { minLength: 1 })
  .chain((names) => fc.tuple(fc.constant(names), fc.constantFrom(null, ...names)))
  .map(([names, current]) =>
    serializeStore({
      current,
      profiles: names.map((one) => ({ name: one, apiKey: API_KEY, secret: SECRET })),
    }),
  )
const storeText = fc.oneof(
  nearly(rightStore),
  objectText({
    version: fc.constantFrom<unknown>(1, 1, 1, 2, 0, '1', 1.5),
    current: fc.constantFrom<unknown>(null, 'dev', 'ci', 7),
    profiles: fc.array(profile, { maxLength: 3 }),
  }),
)

const folder = emptyFolder()
const STORE = join(folder, 'store')

/** A store of these bytes, to which a profile is added. */
async function changedStore(bytes: Uint8Array): Promise<boolean> {
  rmSync(STORE, { recursive: true, force: true })
  mkdirSync(STORE)
  const path = join(STORE, 'config.json')
  writeFileSync(path, bytes)
  const taken = await isTaken(() => addProfile(path, { name: 'new', apiKey: API_KEY, secret: SECRET }))
  insist(readdirSync(STORE).join() === 'config.json', 'something else lies beside it')
  if (!taken) insist(readFileSync(path).equals(bytes), 'it was refused, and changed')
  else {
    const names = readStore(path).profiles.map((one) => one.name)
    const before = parseStoreAt(path, bytes).profiles.map((one) => one.name)
    insist(names.join('\n') === [...before, 'new'].join('\n'), 'another profile came or went')
  }
  return taken
}

const room = fc.record(
  {
    roomId: fc.constantFrom<unknown>('abcd-efgh-ijkl', '__proto__', '', 1),
    customRoomId: fc.constantFrom<unknown>(null, null, 'mine', 3),
    disabled: fc.boolean(),
    createdAt: fc.constantFrom('2026-11-25T12:00:00.000Z', 'yesterday'),
    updatedAt: fc.constant(''),
    id: fc.constant('i'),
    settings: fc.constantFrom<unknown>({}, {}, { geoFence: 'in002' }, [], null, { links: 1 }),
  },
  { noNullPrototype: true },
)
const roomsText = fc.oneof(
  nearly(fc.array(room, { maxLength: 3 }).map((rooms) => JSON.stringify({ version: 1, rooms }))),
  objectText({ version: fc.constantFrom<unknown>(1, 1, 1, 2), rooms: fc.array(room, { maxLength: 3 }) }),
  // Deep where nobody looks.
  fc.integer({ min: 1, max: 50_000 }).map((depth) => {
    const settings = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    return `{"version":1,"rooms":[{"roomId":"r","customRoomId":null,"disabled":false,"createdAt":"","updatedAt":"","id":"","settings":${settings}}]}`
  }),
)

async function usedRooms(bytes: Uint8Array): Promise<boolean> {
  rmSync(STORE, { recursive: true, force: true })
  mkdirSync(STORE)
  const path = join(STORE, 'sandbox.json')
  writeFileSync(path, bytes)
  const sandbox = createSandbox({ file: path })
  const headers = { authorization: signsAsSandbox() }
  const ask = async (method: string, way: string): Promise<void> => {
    const answer = await sandbox.fetch(`http://localhost/v2/rooms${way}`, { method, headers })
    const body = (await answer.json()) as object
    insist(answer.status < 500 && typeof body === 'object', `it answered ${answer.status}`)
  }
  const read = await isTaken(() => ask('GET', ''))
  const written = await isTaken(() => ask('POST', ''))
  insist(read === written, 'it can be read alone, or written alone')
  if (!written) insist(readFileSync(path).equals(bytes), 'it was refused, and changed')
  insist(readdirSync(STORE).join() === 'sandbox.json', 'something else lies beside it')
  return written
}

const LONG: Readonly<Record<string, readonly [read: (text: string) => unknown, pieces: readonly string[]]>> =
  {
    'an env file read': [
      (text) => parseDotenv(Buffer.from(text), 'the file'),
      ['A=1\n', 'A="', "A='\n", ...PIECES_OF_LINES, 'A=#\n', '\r', '`'],
    ],
    'an env file edited': [
      (text) => setVariable(text, NAME, TOKEN, 'env'),
      ['A=1\n', `${NAME}="`, `${NAME}='\n`, ...PIECES_OF_LINES, '=#', '\r', '`'],
    ],
    'a .properties file': [
      (text) => setVariable(text, NAME, TOKEN, 'properties'),
      ['a=1\n', 'a', '\\', '\\\n', ' ', '\n', '=', ':', '# x\n', '\\u0041', '\r', `${NAME}=1\n`],
    ],
    'a store': [
      (text) => parseStoreAt('the store', text),
      [
        '{"version":1,"current":null,"profiles":[',
        '{"name":"a","apiKey":"b","secret":"c"},',
        '[',
        '{"a":',
        ']}',
        '"',
        ' ',
      ],
    ],
  }
const long = fc
  .constantFrom(...Object.keys(LONG))
  .chain((one) => fc.tuple(fc.constant(one), swollen(LONG[one]?.[1] ?? [])))

/** An editor says in a plain error why it changes nothing. */
function plainly(work: () => unknown): boolean {
  return isTakenAtOnce(() => {
    try {
      work()
    } catch (error) {
      if (error instanceof Error && /would not be read$/.test(error.message))
        throw new VideosdkTokenError('file-unwritable', error.message)
      throw error
    }
  })
}

export const FILE_KINDS: readonly Kind[] = [
  kind('env files that are read', 6_000, bytesOf(envText), (bytes) => isTakenAtOnce(() => readAsEnv(bytes))),
  kind('env files that are edited', 7_000, latin1, (text) => edited(text, 'env'), { refuses: false }),
  kind('.properties files that are edited', 6_000, fc.tuple(latin1, fc.constant(0)), ([text]) => {
    edited(text, 'properties')
    return text.includes(NAME)
  }),
  kind('stores that are read', 6_000, bytesOf(storeText), (bytes) =>
    isTakenAtOnce(() => parseStoreAt('the store', bytes)),
  ),
  kind('stores that are changed', 800, bytesOf(storeText), changedStore),
  kind('sandbox.json', 1_500, bytesOf(roomsText), usedRooms),
  kind('long files', 300, long, ([one, text]) => plainly(() => LONG[one]?.[0](text))),
]
