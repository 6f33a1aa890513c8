/** `exec`: run a command that finds a token, or a whole sandbox, in its environment. */
import type { Command } from 'commander'
import { findEndpoint } from '../../profiles/endpoint.ts'
import { profileOf } from '../../profiles/source.ts'
import { VideosdkTokenError } from '../../token/errors.ts'
import { COMMAND_LINES } from '../arguments.ts'
import type { Choose, Session } from '../command.ts'
import { credentialWorld } from '../credentials.ts'
import { sandboxVariables, tokenVariables, type Variables, withVariables } from '../exec-environment.ts'
import { addCredentialFlags } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import {
  addSigningFlags,
  givenBy,
  prepareSigning,
  type Signing,
  type SigningFlags,
  signerFor,
} from '../signing.ts'

export function define(program: Command, choose: Choose): Command {
  const command = addSigningFlags(program.command('exec'))
    .description('Run a command with a token in its environment, and without the key and the secret.')
    .argument('<command...>', 'after --; its streams, signals and exit code are its own')
  COMMAND_LINES.add(command)
  withExamples(addCredentialFlags(command), [
    'videosdk-token exec --sandbox -- npm test',
    `videosdk-token exec --perm allow_join -- sh -c 'echo "$VIDEOSDK_TOKEN"'`,
  ])
  return command.action((line: string[], _options, self: Command) => {
    const options = self.optsWithGlobals<SigningFlags & { json?: boolean }>()
    choose((session) => run(line, options, session))
  })
}

async function run(
  line: readonly string[],
  options: SigningFlags & { json?: boolean },
  session: Session,
): Promise<number> {
  if (options.json) {
    throw new VideosdkTokenError('flag-conflict', '--json cannot be used with exec', {
      hint: 'stdout belongs to the command. Give it flags of its own behind --.',
    })
  }
  const { context } = session
  const signing = await prepareSigning(options, givenBy(options, session), session)
  const { token } = signerFor(signing.pair, { fault: options.fault, many: false })(signing.request)
  const own = { ...tokenVariables(token), ...(await endpointVariable(options, signing, session)) }
  if (!options.sandbox) return context.runProgram(line, withVariables(context.env, own))
  const { startSandbox } = await import('../../sandbox/start-sandbox.ts')
  const sandbox = await startSandbox({ now: context.now })
  try {
    const variables = { ...own, ...sandboxVariables(sandbox, context.env) }
    return await context.runProgram(line, withVariables(context.env, variables))
  } finally {
    // It listens no more at once; whoever still waits for an answer is not waited for.
    void sandbox.close()
  }
}

/** Where the token is good, if that is not where everybody looks. */
async function endpointVariable(
  options: SigningFlags,
  { source }: Signing,
  { context }: Session,
): Promise<Variables> {
  if (options.sandbox) return {}
  const found = await findEndpoint(options, profileOf(source), credentialWorld(context))
  return found === undefined ? {} : { VIDEOSDK_API_ENDPOINT: found.text }
}
