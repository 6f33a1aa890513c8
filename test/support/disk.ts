/**
 * A disk of 64 kB of one's own: a tmpfs in a mount namespace that ends with the command. Root has that, and where
 * user namespaces are allowed everybody. Whoever has neither is told so.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, ending, openShell, type Shell } from './shell.ts'

const WAYS = [
  ['unshare', '--mount'],
  ['unshare', '--mount', '--map-root-user'],
] as const

/** The command that what mounts is run by. Throws where there is none. */
export function ownMounts(): readonly string[] {
  const probe = ['sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt && setpriv --bounding-set=-all true']
  const way = WAYS.find(([program, ...args]) => spawnSync(program, [...args, ...probe]).status === 0)
  if (way === undefined)
    throw new Error('Mounting a disk of 64 kB takes root or user namespaces, and setpriv of util-linux')
  return way
}

/** Lines of shell for a disk, mounted at `disk`; each is run within it. */
export interface OnDisk {
  /** Options of the mount besides its size. */
  readonly mount?: string
  readonly prepare: readonly string[]
  readonly command: string
  /** Without the power of root over permissions. */
  readonly powerless?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** What lies beside the disk, where the command stands. */
  readonly files?: Readonly<Record<string, string>>
}

export interface OnDiskEnded extends Ended {
  /** Every file of the disk: its kind, mode, size, target, and its bytes as a hash. */
  readonly before: string
  readonly after: string
  readonly ms: number
  readonly shell: Shell
}

/** Whether it is a file is asked of `test`: what is mounted over one passes for one, and may have no end. */
const LOOK =
  "{ find disk -mindepth 1 -printf '%P %y %m %s %l\\n' | sort; find disk -exec test -f {} ';' -exec sha256sum {} + | sort; }"

/** Longer than any command takes that does not hang, on a machine that is busy. */
const LIMIT_SECONDS = 45

export async function onDisk(way: readonly string[], what: OnDisk): Promise<OnDiskEnded> {
  const { mount = '', prepare, command, powerless = false, env = {}, files = {} } = what
  const shell = openShell()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(shell.folder, name), text)
  mkdirSync(join(shell.folder, 'disk'))
  writeFileSync(join(shell.folder, 'command.sh'), `${command}\n`)
  const script = [
    'set -e',
    `mount -t tmpfs -o size=64k,mode=755${mount} tmpfs disk`,
    ...prepare,
    `${LOOK} > before`,
    'set +e',
    `${powerless ? 'setpriv --bounding-set=-all --inh-caps=-all -- ' : ''}timeout -k 1 ${LIMIT_SECONDS} sh command.sh`,
    'code=$?',
    `${LOOK} > after`,
    'exit $code',
  ].join('\n')
  const began = performance.now()
  const [program = '', ...args] = way
  const child = spawn(program, [...args, 'sh', '-c', script], {
    cwd: shell.folder,
    env: { ...shell.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = await ending(child)
  const look = (name: string): string => {
    try {
      return readFileSync(join(shell.folder, name), 'utf8')
    } catch (error) {
      throw new Error(`the disk was not made: ${ended.stderr}`, { cause: error })
    }
  }
  const ms = performance.now() - began
  return { ...ended, before: look('before'), after: look('after'), ms, shell }
}
