/** One run with the marks all around it, and a look at every place where they might have come to. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openShell, type Shell } from '../../support/shell.ts'
import { startedPrograms, trace } from '../../support/strace.ts'
import { API_KEY } from '../../support/world.ts'
import { ACCESS_KEY, type Mark, marksIn, SECRET, TOKEN } from './marks.ts'
import type { Upstream } from './upstream.ts'

export interface Line {
  readonly args: readonly string[]
  /** Besides the marks that every run has in its environment; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** Flags that would only lead to an error of their own. */
  readonly not?: readonly string[]
  readonly stdoutTo?: string
  readonly files?: Readonly<Record<string, string>>
  /** Of files, besides 0600. */
  readonly modes?: Readonly<Record<string, number>>
  /** What the API does; `ok` unless given. */
  readonly api?: string
  /** The code in brackets that stderr has to show, or the exit code; `answer`: any of a command that did its work;
   * `no success`: any but 0. */
  readonly ends: string | number
  /** Where which marks were asked for: `stdout`, `stderr`, `child`, or the path of a file. */
  readonly asked?: Readonly<Record<string, readonly Mark[]>>
}

export const STORE = '.config/videosdk-token/config.json'
/** The store is where secrets are kept. */
const ALWAYS: Line['asked'] = { [STORE]: ['secret'] }

/** What was looked at, in all runs. */
export const looked = {
  runs: 0,
  places: 0,
  children: 0,
  addresses: 0,
  files: 0,
  ends: new Map<string, number>(),
}

/** Everything that a run could read the marks from. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  VIDEOSDK_API_KEY: API_KEY,
  VIDEOSDK_SECRET: SECRET,
  VIDEOSDK_SECRET_KEY: SECRET,
  VIDEOSDK_TOKEN: TOKEN,
  VIDEOSDK_AUTH_TOKEN: TOKEN,
  VIDEOSDK_TOKEN_ACCESS_KEY: ACCESS_KEY,
}

export function prepare(line: Line, upstream: Upstream, run: string): Shell {
  const endpoint = upstream.endpoint(line.api ?? 'ok', run)
  const { folder, env } = openShell({ ...EVERYWHERE, VIDEOSDK_API_ENDPOINT: endpoint })
  for (const [name, text] of Object.entries(line.files ?? {})) {
    mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), line.modes?.[name] ?? 0o600)
  }
  const all = Object.entries({ ...env, ...line.env }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  return { folder, env: Object.fromEntries(all) }
}

/** Runs it, and gives what was found where nobody asked for it, and what did not end as it should. */
export async function look(name: string, line: Line, upstream: Upstream): Promise<string[]> {
  const run = `run${++looked.runs}`
  const shell = prepare(line, upstream, run)
  const { stdin, stdoutTo } = line
  const end = await trace(line.args, shell, {
    ...(stdin !== undefined && { stdin }),
    ...(stdoutTo !== undefined && { stdoutTo }),
  }).ended
  const found = [...endedOtherwise(line, end), ...lookAround({ ...end, line, shell, upstream, run })]
  return found.map((what) => `${name}: ${what}`)
}

interface Seen {
  readonly line: Line
  readonly shell: Shell
  readonly upstream: Upstream
  readonly run: string
  readonly stdout: string
  readonly stderr: string
  readonly calls: readonly string[]
}

/** All places of a run that has ended. */
export function lookAround({ line, shell, upstream, run, stdout, stderr, calls }: Seen): string[] {
  const asked = { ...ALWAYS, ...line.asked }
  const children = startedPrograms(calls)
  const addresses = upstream.asked(run)
  const files = filesBelow(shell.folder).filter(({ path, text }) => line.files?.[path] !== text)
  looked.children += children.length
  looked.addresses += addresses.length
  looked.files += files.length
  const places: (readonly [string, string, readonly Mark[]])[] = [
    ['stdout', stdout, asked.stdout ?? []],
    ['stderr', stderr, asked.stderr ?? []],
    ...children.map(({ path, args }) => [`argv of ${path}`, args, []] as const),
    ...children.map(({ path, env }) => [`environment of ${path}`, env, asked.child ?? []] as const),
    ...addresses.map(({ url }) => [`address ${url.slice(0, 60)}`, url, []] as const),
    ...files.map(({ path, text }) => [`file ${path}`, `${path}\n${text}`, asked[path] ?? []] as const),
  ]
  looked.places += places.length
  const open = files.filter(
    ({ path, mode }) => asked[path] && line.files?.[path] === undefined && mode & 0o077,
  )
  return [
    ...places.flatMap(([place, text, may]) => marksIn(text, may).map((mark) => `${mark} in ${place}`)),
    ...open.map(({ path, mode }) => `others may read ${path}: ${(mode & 0o777).toString(8)}`),
  ]
}

function endedOtherwise({ ends }: Line, { code, stderr }: { code: number | null; stderr: string }): string[] {
  const is =
    ends === 'no success'
      ? code !== 0
      : ends === 'answer'
        ? code !== null && code <= 5
        : typeof ends === 'number'
          ? code === ends
          : stderr.includes(`[${ends}]`)
  looked.ends.set(String(ends), (looked.ends.get(String(ends)) ?? 0) + 1)
  return is ? [] : [`ended with ${code} and not with ${ends}: ${stderr.slice(0, 400)}`]
}

function filesBelow(folder: string): { path: string; text: string; mode: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const whole = join(entry.parentPath, entry.name)
    const path = whole.slice(folder.length + 1)
    if (!entry.isFile() || path.startsWith('.bin/')) return []
    return [{ path, text: readFileSync(whole, 'utf8'), mode: statSync(whole).mode }]
  })
}

/** Works through them, as many at once as there are processors. */
export async function all<T>(items: readonly T[], work: (item: T) => Promise<string[]>): Promise<string[]> {
  const left = [...items]
  const found: string[] = []
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) found.push(...(await work(item)))
  }
  await Promise.all([worker(), worker(), worker()])
  return found
}
