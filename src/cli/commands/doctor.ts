/** `doctor`: what stands between this machine and a token that VideoSDK takes, and the cure. */
import type { Command } from 'commander'
import { examine } from '../../doctor/doctor.ts'
import type { Finding } from '../../doctor/finding.ts'
import type { DoctorOptions } from '../../doctor/world.ts'
import { checkId } from '../../token/claims.ts'
import { printable } from '../../token/text.ts'
import { sandboxWay } from '../api.ts'
import type { Choose, Session } from '../command.ts'
import { credentialWorld } from '../credentials.ts'
import { addCredentialFlags, conflict, flag } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import { loadPaint, type Paint, wantsColour } from '../paint.ts'

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('doctor')
    .description('Check Node, the config folder, credentials, clock and endpoint, and try a token.')
    .option('--offline', 'ask nobody')
    .addOption(flag('--room <roomId>', 'and ask at the door of this room', (id) => checkId(id, 'roomId')))
  withExamples(addCredentialFlags(command), [
    'videosdk-token doctor',
    'videosdk-token doctor --offline --json',
  ])
  return command.action((_options, self: Command) => {
    const options = self.optsWithGlobals<DoctorOptions>()
    choose((session) => run(options, session))
  })
}

async function run(options: DoctorOptions, session: Session): Promise<0 | 1> {
  if (options.offline && options.room !== undefined) throw conflict('--room', '--offline')
  const { context, settings } = session
  const { stdout, env, nodeVersion, platform, now } = context
  const openFetch = async () => (options.sandbox ? (await sandboxWay(context)).fetch : context.openFetch())
  const world = Object.assign(credentialWorld(context), { nodeVersion, platform, now, openFetch })
  const paint = await loadPaint(wantsColour(stdout, env, settings.color))
  const findings: Finding[] = []
  for await (const finding of examine(options, world)) {
    findings.push(finding)
    if (!settings.json) await stdout.write(lineOf(finding, paint))
  }
  if (settings.json) await stdout.write(`${JSON.stringify(findings)}\n`)
  return findings.some(({ status }) => status === 'error') ? 1 : 0
}

function lineOf({ check, status, message, hint }: Finding, paint: Paint): string {
  const mark = { ok: paint.green('✓'), warning: paint.yellow('!'), error: paint.red('✗') }[status]
  const cure =
    hint === null ? [] : hint.split('\n').map((line) => `  ${' '.repeat(13)}${printable(line.trim())}`)
  return [`${mark} ${check.padEnd(13)}${printable(message)}`, ...cure].map((line) => `${line}\n`).join('')
}
