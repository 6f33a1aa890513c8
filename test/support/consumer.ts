/** A program of a user's, in TypeScript, that takes every public name of the package and none as `any`. */
import type { PublicName } from './public-names.ts'

/** What it does with them besides: what must be right, and what must be an error. */
const USES = `
const signer: Signer = createSigner({ apiKey: 'key', secret: new Uint8Array(32) })
export const token: string = signer.sign({ permissions: ['allow_join'], expiresIn: '10m', roles: ['rtc'] })
export const canJoin: boolean = inspectToken(token, { for: 'join' }).canJoin
export const seconds: number = parseDuration('1h30m')
// @ts-expect-error: no such permission
signer.sign({ permissions: ['allow_live_stream'] })
// @ts-expect-error: no such option
signer.sign({ expires: '10m' })
// @ts-expect-error: a secret is needed
createSigner({ apiKey: 'key' })

export async function meet(client: MeetingsClient): Promise<string> {
  const { roomId }: Meeting = await client.createMeeting({ customRoomId: 'standup' })
  const { valid, reason } = await client.validateMeeting(roomId)
  // @ts-expect-error: no such reason
  if (reason === 'gone') return 'never'
  for await (const meeting of client.listMeetings({ query: 'standup' })) return meeting.meetingId
  return valid ? roomId : ''
}

export function advice(error: unknown): string {
  if (!(error instanceof VideosdkTokenError)) return ''
  // @ts-expect-error: no such code
  if (error.code === 'duration-wrong') return 'never'
  return error.code === 'duration-invalid' ? (error.hint ?? '') : error.message
}

export const inProcess = createClient(createSandbox().credentials, { fetch: createSandbox().fetch, timeoutMs: 1 })
export const started: Promise<StartedSandbox> = startSandbox({ port: 0, tls: true })
export const served: Response | Promise<Response> = createTokenServer({
  apiKey: 'key',
  secret: 'secret',
  accessKey: false,
  rateLimiter: memoryRateLimiter(60),
}).fetch(new Request('http://localhost/get-token'))
`

export interface Consumed {
  readonly specifier: string
  readonly names: readonly PublicName[]
}

/** As an ES module. */
export function esmConsumer(entries: readonly Consumed[]): string {
  const imports = entries.map(({ specifier, names }, at) => {
    const list = names.map(({ name }) =>
      at > 0 && isTwice(name, entries) ? `${name} as ${name}${at}` : name,
    )
    return `import { ${list.join(', ')} } from '${specifier}'`
  })
  return [...imports, ...noneIsAny(entries), USES].join('\n')
}

/** As CommonJS, by `import x = require`, which TypeScript 5.9 lets an ES module be taken by. */
export function cjsConsumer(entries: readonly Consumed[]): string {
  const imports = entries.map(({ specifier }, at) => `import entry${at} = require('${specifier}')`)
  const names = entries.flatMap(({ names }, at) =>
    names.map(({ name, isValue }) => {
      const local = at > 0 && isTwice(name, entries) ? `${name}${at}` : name
      return isValue ? `import ${local} = entry${at}.${name}` : `type ${local} = entry${at}.${name}`
    }),
  )
  return [...imports, ...names, ...noneIsAny(entries), USES].join('\n')
}

function isTwice(name: string, entries: readonly Consumed[]): boolean {
  return entries.filter(({ names }) => names.some((one) => one.name === name)).length > 1
}

function noneIsAny(entries: readonly Consumed[]): string[] {
  const types = entries.flatMap(({ names }, at) =>
    names.map(({ name, isValue }) => {
      const local = at > 0 && isTwice(name, entries) ? `${name}${at}` : name
      return isValue ? `typeof ${local}` : local
    }),
  )
  return [
    'type IsAny<T> = 0 extends 1 & T ? true : false',
    `export const anyOf: [${types.map((type) => `IsAny<${type}>`).join(', ')}] = [${types.map(() => 'false').join(', ')}]`,
  ]
}
