/** What is not to be seen again: a secret, a token, an access key; and every form in which it might be. */
import { forge } from '../../support/forge.ts'
import { API_KEY } from '../../support/world.ts'

/** As long as VideoSDK's, with signs in it that each way of writing writes in its own way. */
export const SECRET = 'cAnArYsEcReT4567890abcdefghijklmnopqrstuvwxyz+/"\\&%~?ä<=0987654TeRcEsYrAnAc'
/** Of the shape of VideoSDK's, for what looks at the shape. */
export const HEX_SECRET = 'c0ffee11deadbeef2233445566778899aabbccddeeff00112233445566778899'
export const ACCESS_KEY = 'cAnArYaCcEsSkEy-3456_wxyz'
const JTI = 'cAnArYtOkEn-jti-0123456789'

const seconds = Math.floor(Date.now() / 1000)
const claims = {
  apikey: API_KEY,
  permissions: ['allow_join'],
  version: 2,
  jti: JTI,
  iat: seconds - 60,
  exp: seconds + 86_400,
}
const HEADER = { alg: 'HS256', typ: 'JWT' }

export const TOKEN = forge(HEADER, claims, SECRET)
/** Signed by somebody else, and so refused. */
export const FOREIGN_TOKEN = forge(HEADER, claims, 'somebody else')
export const EXPIRED_TOKEN = forge(HEADER, { ...claims, iat: 1_700_000_000, exp: 1_700_003_600 }, SECRET)

export type Mark = 'secret' | 'token' | 'access key'

/** An end of a mark that is long enough to be it. */
const END = 12
/** Any token, also one that was signed in a run: the beginning of its first part, raw and as base64 in three places. */
const ANY_TOKEN = /eyJ[\w-]{9,}|ZXlKaGJHY2lPaU|V5SmhiR2NpT2lK|leUpoYkdjaU9pS/
const HEADER_AS_HEX = Buffer.from('eyJhbGciOi').toString('hex')

/** The ways of writing it, by name; each gives what would be found, wherever it stood. */
export const FORMS: Readonly<Record<string, (value: string) => readonly string[]>> = {
  raw: (value) => [value],
  base64: (value) => aligned(value, 'base64'),
  base64url: (value) => aligned(value, 'base64url'),
  hex: (value) => {
    const hex = Buffer.from(value).toString('hex')
    return [hex, hex.toUpperCase()]
  },
  'URL-encoded': (value) => [
    encodeURIComponent(value),
    encodeURI(value),
    new URLSearchParams({ a: value }).toString().slice(2),
  ],
  'JSON-escaped': (value) => [JSON.stringify(value).slice(1, -1)],
  'JSON-escaped twice': (value) => [JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1)],
  'Latin-1 for UTF-8': (value) => [Buffer.from(value).toString('latin1')],
  'the first 12': (value) => [value.slice(0, END)],
  'the last 12': (value) => [value.slice(-END)],
}

/** Base64 of it with 0, 1 or 2 bytes before it, without what its neighbours have a part in. */
function aligned(value: string, encoding: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.from('x'.repeat(before) + value)
      .toString(encoding)
      .replace(/=+$/, '')
    return text.slice(before === 0 ? 0 : 4, -4)
  })
}

/** The parts of a token that are its own; every token has the same header. */
const ownParts = (token: string): string[] => token.split('.').slice(1)

const VALUES: Readonly<Record<Mark, readonly string[]>> = {
  secret: [SECRET, HEX_SECRET],
  token: [TOKEN, FOREIGN_TOKEN, EXPIRED_TOKEN].flatMap((token) => [token, ...ownParts(token)]),
  'access key': [ACCESS_KEY],
}

/** The last of a whole token is that of its signature; its first is what `ANY_TOKEN` finds. */
const isTokensStart = (form: string, value: string): boolean =>
  form === 'the first 12' && value.startsWith('eyJ')

interface Sought {
  readonly mark: Mark
  readonly form: string
  readonly text: string
}

const SOUGHT: readonly Sought[] = (Object.keys(VALUES) as Mark[]).flatMap((mark) =>
  VALUES[mark].flatMap((value) =>
    Object.entries(FORMS)
      .filter(([form]) => !isTokensStart(form, value))
      .flatMap(([form, write]) => [...new Set(write(value))].map((text) => ({ mark, form, text }))),
  ),
)

export const FORMS_LOOKED_FOR = new Set(SOUGHT.map(({ text }) => text)).size + 2

/** What of it stands in the text: `secret (base64, the last 12)`. */
export function marksIn(text: string, may: readonly Mark[] = []): string[] {
  const found = new Map<Mark, Set<string>>()
  const note = (mark: Mark, form: string): void =>
    void found.set(mark, (found.get(mark) ?? new Set()).add(form))
  for (const { mark, form, text: sought } of SOUGHT)
    if (!may.includes(mark) && text.includes(sought)) note(mark, form)
  if (!may.includes('token') && (ANY_TOKEN.test(text) || text.toLowerCase().includes(HEADER_AS_HEX)))
    note('token', 'of any')
  return [...found].map(([mark, forms]) => `${mark} (${[...forms].join(', ')})`)
}
