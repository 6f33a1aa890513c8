/** `profile list`, `show` and `path`: looking at the store. */
import { readProfileSecret } from '../../../profiles/credentials.ts'
import type { Profile, Store } from '../../../profiles/format.ts'
import { storePath } from '../../../profiles/location.ts'
import { findProfile, readStore } from '../../../profiles/read-store.ts'
import { VideosdkTokenError } from '../../../token/errors.ts'
import { printable } from '../../../token/text.ts'
import type { Session } from '../../command.ts'
import { credentialWorld, takeSecret } from '../../credentials.ts'

const MASK = '…masked…'

export async function list({ context, settings, reporter }: Session): Promise<0> {
  const { current, profiles } = readStore(storePath(context))
  const rows = profiles.map((profile) => ({
    name: profile.name,
    apiKey: profile.apiKey,
    current: profile.name === current,
    source: sourceOf(profile),
  }))
  if (settings.json) {
    await context.stdout.write(`${JSON.stringify(rows)}\n`)
    return 0
  }
  const width = Math.max(...rows.map(({ name }) => name.length))
  const lines = rows.map((row) => {
    return `${row.current ? '*' : ' '} ${printable(row.name).padEnd(width)}  ${printable(row.apiKey)}  ${row.source}\n`
  })
  await context.stdout.write(lines.join(''))
  if (rows.length === 0)
    await reporter.note('There are no profiles. Add one: videosdk-token profile add <name>')
  else if (current === null)
    await reporter.note('No profile is the current one. Choose one: videosdk-token profile use <name>')
  return 0
}

export async function show(name: string | undefined, reveal: boolean, session: Session): Promise<0> {
  const { context, reporter } = session
  const store = readStore(storePath(context))
  const profile = findProfile(store, name ?? currentName(store))
  const secret = reveal
    ? await takeSecret(await readProfileSecret(profile, credentialWorld(context)), reporter)
    : MASK
  await printProfile(profile, store.current, session, secret)
  return 0
}

export async function path({ context, settings }: Session): Promise<0> {
  const where = storePath(context)
  await context.stdout.write(settings.json ? `${JSON.stringify({ path: where })}\n` : `${where}\n`)
  return 0
}

/** A profile on stdout, its secret masked unless one is given. */
export async function printProfile(
  profile: Profile,
  current: string | null,
  { context, settings }: Session,
  secret = MASK,
): Promise<void> {
  const secretCommand = 'secretCommand' in profile ? profile.secretCommand : null
  const view = {
    name: profile.name,
    apiKey: profile.apiKey,
    secret,
    secretCommand,
    endpoint: profile.endpoint ?? null,
    current: profile.name === current,
  }
  if (settings.json) return context.stdout.write(`${JSON.stringify(view)}\n`)
  const rows = [
    ['name', `${view.name}${view.current ? ' (current)' : ''}`],
    ['API key', view.apiKey],
    ['secret', secret],
    ...(secretCommand === null ? [] : [['secret command', secretCommand]]),
    ['endpoint', view.endpoint ?? 'https://api.videosdk.live'],
  ]
  await context.stdout.write(
    rows.map(([label = '', value = '']) => `${label.padEnd(16)}${printable(value)}\n`).join(''),
  )
}

function sourceOf(profile: Profile): 'stored' | 'command' {
  return 'secret' in profile ? 'stored' : 'command'
}

function currentName({ current, profiles }: Store): string {
  if (current !== null) return current
  throw new VideosdkTokenError('credentials-missing', 'no profile is the current one', {
    hint: profiles[0]
      ? `Choose one: videosdk-token profile use ${profiles[0].name}`
      : 'Add one: videosdk-token profile add <name>',
  })
}
