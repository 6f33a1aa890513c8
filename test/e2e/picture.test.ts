/** README's picture of a terminal is what a terminal shows. `npm run picture` draws it anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { drawScreen } from '../support/picture.ts'
import { openShell } from '../support/shell.ts'
import { converse } from '../support/terminal.ts'

const PICTURE = resolve(import.meta.dirname, '../../.github/terminal.svg')
const COLUMNS = 110
const COMMANDS = [
  'npx videosdk-token token --sandbox --perm allow_join,allow_mod --expires 1h30m',
  'npx videosdk-token token -q --sandbox --perm allow_mod | npx videosdk-token inspect --sandbox --for join',
  'npx videosdk-token create-meeting --sandbox --custom-id standup',
  'npx videosdk-token validate --sandbox standup nobody',
]

/** As if typed one after the other. */
async function play(): Promise<string> {
  const shell = openShell()
  const screens: string[] = []
  for (const command of COMMANDS) {
    const { screen } = await converse(['/bin/sh', '-c', command], shell, [])
    screens.push(`$ ${command}\r\n${screen}`)
  }
  // A tab stop every eight columns.
  return screens
    .join('\r\n')
    .replaceAll(/^([^\t\n]*)\t/gm, (_, before) => before.padEnd(8 * ((1 + before.length / 8) | 0)))
}

/** Without what differs each time: ids, times, signatures. */
function lasting(picture: string): string {
  return picture
    .replaceAll('\u00a0', ' ')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\d{10} {2}\d{4}-\d\d-\d\dT[\d:]+Z, (issued|expires in) [^<]*/g, 'TIME')
    .replaceAll(/(?<=length="\d+\.\d"?>)[a-z0-9]{4}(-[a-z0-9]{4}){2}(?=<)/gi, 'ROOM')
    .replaceAll(/>[\w.-]{40,}</g, '>TOKEN<')
    .replaceAll(/textLength="[\d.]+"/g, '')
}

test('the picture is what comes', async () => {
  const drawn = drawScreen(
    await play(),
    COLUMNS,
    'A terminal: tokens are signed and inspected, a meeting is made and looked up',
  )
  if (process.env.DRAW !== undefined) writeFileSync(PICTURE, drawn)
  expect(lasting(readFileSync(PICTURE, 'utf8'))).toBe(lasting(drawn))
})
