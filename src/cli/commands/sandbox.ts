/** `sandbox`: VideoSDK's REST API and its door, on a port of this machine. */
import type { Command } from 'commander'
import { type CredentialFlags, resolveCredentials } from '../../profiles/credentials.ts'
import { sandboxPath } from '../../profiles/location.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { parseMilliseconds } from '../../token/duration.ts'
import type { KeyPair } from '../../token/sign.ts'
import type { Choose, Session } from '../command.ts'
import { announce, credentialWorld, takeKeyPair } from '../credentials.ts'
import { flag, text } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import { joiningLog } from '../joining-log.ts'
import { requestLog } from '../request-log.ts'
import { sandboxIntroduction } from '../sandbox-introduction.ts'
import { addServingFlags, readServingFlags, type ServingFlags, serveUntilStopped } from '../serving.ts'
import { readTls, type TlsFlags } from '../tls-files.ts'

interface SandboxFlags extends CredentialFlags, ServingFlags, TlsFlags {
  readonly memory?: boolean
  readonly latency?: number
}

const DEFAULT_PORT = 9010

export function define(program: Command, choose: Choose): Command {
  const command = addServingFlags(program.command('sandbox'), DEFAULT_PORT)
    .description('Be VideoSDK on this machine: its REST API, and its door, which apps join.')
    .option('--memory', 'keep the rooms in memory alone')
    .addOption(flag('--latency <duration>', 'what every answer waits, such as 200ms', parseMilliseconds))
    .optionsGroup('For apps that join:')
    .option('--tls', 'serve by TLS, with a certificate made for this run')
    .addOption(flag('--tls-cert <file>', 'with this certificate (PEM), such as mkcert makes', text))
    .addOption(flag('--tls-key <file>', 'and its key', text))
    .optionsGroup('Credentials to take besides its own:')
    .addOption(flag('--api-key <key>', 'the API key, with --secret-file', text))
    .addOption(flag('--secret-file <path|->', 'the file that holds the secret, or stdin', text))
  withExamples(
    command,
    ['videosdk-token sandbox --port 0 --json', 'videosdk-token sandbox --memory --latency 200ms'],
    'One request can ask for trouble by a header, and no other feels it: videosdk-token help sandbox',
  )
  return command.action((_options, self: Command) => {
    const options = self.optsWithGlobals<SandboxFlags>()
    choose((session) => run(options, session))
  })
}

async function run(options: SandboxFlags, session: Session): Promise<0 | 130> {
  const { port, host, log } = readServingFlags(options, DEFAULT_PORT, session)
  const { memory, latency } = options
  const tls = await readTls(options, session.context)
  const file = memory ? undefined : sandboxPath(session.context)
  const sandbox = await startSandbox({
    port,
    host,
    ...(file !== undefined && { file }),
    ...(latency !== undefined && { latencyMs: latency }),
    credentials: await ownCredentials(options, session),
    tls,
    now: session.context.now,
    onRequest: await requestLog(log, session),
    onJoining: joiningLog(log, session),
  })
  const certificate = typeof tls === 'object' ? 'given' : tls ? 'made' : undefined
  const text = sandboxIntroduction(sandbox, file, certificate, session.context)
  return serveUntilStopped(sandbox, text, session)
}

/** The sandbox's own are always taken; others only where flags name them. */
async function ownCredentials(flags: CredentialFlags, { context, reporter }: Session): Promise<KeyPair[]> {
  const named = flags.apiKey ?? flags.secretFile ?? flags.profile
  if (named === undefined) return []
  const credentials = await resolveCredentials(flags, credentialWorld(context))
  await announce(credentials, reporter)
  return [await takeKeyPair(credentials, reporter)]
}
