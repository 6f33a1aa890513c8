/** Tab, pressed in the three real shells; that the completed line runs shows that it was completed. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pty from '@lydell/node-pty'
import { describe, expect, it } from 'vitest'
import { openShell, type Shell, sh } from '../support/shell.ts'
import { API_KEY, SECRET } from '../support/world.ts'

const SHELLS = {
  bash: {
    command: ['bash', '--norc', '--noprofile', '-i'],
    setUp: 'source <(videosdk-token completion bash)',
  },
  zsh: {
    command: ['zsh', '-f', '-i'],
    setUp: 'autoload -Uz compinit && compinit -u; source <(videosdk-token completion zsh)',
  },
  fish: { command: ['fish', '--no-config', '-i'], setUp: 'videosdk-token completion fish | source' },
} as const

const TAB = '\t'

/** A line as it is typed, and what it prints once it was completed and entered. */
const LINES: readonly (readonly [string, RegExp])[] = [
  [`videosdk-token tok${TAB}--sandb${TAB}-o hea${TAB}`, /Authorization: eyJ/],
  [
    `videosdk-token token --sandbox --json --perm allow_join,allow_m${TAB}`,
    /"permissions":\["allow_join","allow_mod"\]/,
  ],
  [
    `videosdk-token token --sandbox --json --perm "allow_join,allow_m${TAB}`,
    /"permissions":\["allow_join","allow_mod"\]/,
  ],
  [
    `videosdk-token token --sandbox --json --perm allow_mod,${TAB}llow_j${TAB}`,
    /"permissions":\["allow_mod","allow_join"\]/,
  ],
  [`videosdk-token inspect --sandbox @my-tok${TAB}--json`, /"signature":"valid"/],
  [`.bin/videosdk-token tok${TAB}--sandb${TAB}-o hea${TAB}`, /Authorization: eyJ/],
  [`videosdk-token token --sandbox --json --role=cra${TAB}`, /"roles":\["crawler"\]/],
  [`videosdk-token profile sho${TAB}wor${TAB}`, /work[\s\S]*masked|work[\s\S]*…/],
  [`videosdk-token token --prof${TAB}wor${TAB}--format head${TAB}`, /Authorization: eyJ/],
  [`videosdk-token help exit${TAB}`, /Exit codes, and the errors/],
  [`videosdk-token exec --sandbox -- a-program-of${TAB}`, /it ran with eyJ/],
  [`videosdk-token token -o header --api-key k --secret-file my-sec${TAB}`, /Authorization: eyJ/],
]

describe.concurrent.each(Object.entries(SHELLS))('%s', (_, { command, setUp }) => {
  it.each(LINES)('%j', async (line, output) => {
    const shell = await prepared()
    const screen = await type(shell, command, [setUp, line])
    expect(screen).toMatch(output)
  })

  it('shows what may stand there', async () => {
    const screen = await type(await prepared(), command, [setUp, `videosdk-token token --fault ${TAB}${TAB}`])
    for (const fault of ['expired', 'alg-none', 'permission-conflict']) expect(screen).toContain(fault)
  })
})

async function prepared(): Promise<Shell> {
  const shell = openShell()
  writeFileSync(join(shell.folder, 'my-secret'), SECRET)
  await sh('videosdk-token token --sandbox >my-token', shell)
  const program = join(shell.folder, '.bin/a-program-of-ours')
  writeFileSync(program, '#!/bin/sh\necho "it ran with $VIDEOSDK_TOKEN"\n')
  chmodSync(program, 0o755)
  const flags = `--offline --api-key ${API_KEY} --secret-file my-secret --quiet`
  expect((await sh(`videosdk-token profile add work ${flags}`, shell)).code).toBe(0)
  return shell
}

/** A person types slowly enough to see what came of each key; the screen below the last line entered is given. */
async function type(
  { folder, env }: Shell,
  [program, ...args]: readonly string[],
  lines: readonly string[],
): Promise<string> {
  const terminal = pty.spawn(program ?? '', [...args], {
    cwd: folder,
    cols: 200,
    env: { ...env, TERM: 'xterm', LANG: 'C.UTF-8', fish_greeting: '' },
  })
  let screen = ''
  let changed = Date.now()
  terminal.onData((data) => {
    screen += data
    changed = Date.now()
    // What fish asks a terminal at its start: where the cursor is, and what it is.
    if (data.includes('\u001b[6n')) terminal.write('\u001b[1;1R')
    if (data.includes('\u001b[c') || data.includes('\u001b[0c')) terminal.write('\u001b[?1;2c')
  })
  const settled = async (): Promise<void> => {
    changed = Date.now()
    while (Date.now() - changed < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await settled()
  for (const line of lines) {
    screen = ''
    for (const part of line.split(/(?<=\t)/)) {
      terminal.write(part)
      await settled()
    }
    terminal.write('\r')
    await settled()
  }
  terminal.kill('SIGKILL')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out.
  return screen.replace(/\u001b\[[\d;?]*[a-zA-Z]|\u001b\][^\u0007]*\u0007/g, '')
}

/** How long nothing must have come to be sure that nothing will. */
const QUIET_MS = 700
