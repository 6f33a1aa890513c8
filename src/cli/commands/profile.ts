/** `profile`: the group; each of its commands is in a file of its own. */
import { Argument, type Command } from 'commander'
import { VideosdkTokenError } from '../../token/errors.ts'
import type { Choose, Run } from '../command.ts'
import { flag, text, withChoices } from '../flags.ts'
import * as add from './profile/add.ts'
import * as change from './profile/change.ts'
import * as importPair from './profile/import.ts'
import * as view from './profile/view.ts'

export function define(program: Command, choose: Choose): Command {
  const group = program
    .command('profile')
    .description('Keep API keys and secrets by name.')
    .usage('<command> [flags]')

  group
    .command('add')
    .argument('<name>')
    .description('Store an API key and its secret; asks for what is not given, where it can.')
    .addOption(flag('--api-key <key>', 'the API key', text))
    .addOption(flag('--secret-file <path|->', 'the file that holds the secret, or stdin', text))
    .addOption(flag('--secret-command <command>', 'a command that prints it, run when it is needed', text))
    .option('--force', 'overwrite a profile of that name')
    .option('--offline', 'store it without asking VideoSDK whether it takes them')
    .addHelpText('after', EXAMPLES_OF_ADD)
    .action((name: string, _options, self: Command) => {
      const options = optionsOf<add.AddOptions>(self)
      choose((session) => add.run(name, options, session))
    })

  group
    .command('import')
    .argument('<name>')
    .description('Store the API key and secret of the environment, or of the --dotenv file.')
    .option('--force', 'overwrite a profile of that name')
    .action((name: string, _options, self: Command) => {
      const options = optionsOf<importPair.ImportOptions>(self)
      choose((session) => importPair.run(name, options, session))
    })

  group
    .command('show')
    .addArgument(withChoices(new Argument('[name]'), 'profiles'))
    .description('Show a profile, its secret masked.')
    .option('--reveal', 'show the secret')
    .action((name: string | undefined, _options, self: Command) => {
      const { reveal = false } = optionsOf<{ reveal?: boolean }>(self)
      choose((session) => view.show(name, reveal, session))
    })

  const simple = (spec: string, description: string, run: (names: string[]) => Run): void => {
    const [name = '', ...names] = spec.split(' ')
    const command = group.command(name).description(description)
    for (const argument of names) {
      const isThere = argument !== '<new>'
      command.addArgument(isThere ? withChoices(new Argument(argument), 'profiles') : new Argument(argument))
    }
    command.action((...values: unknown[]) => {
      optionsOf(command)
      const operands = values.slice(0, names.length).filter((value) => typeof value === 'string')
      choose(run(operands))
    })
  }
  simple('list', 'List the profiles; * marks the current one.', () => (session) => view.list(session))
  simple('use <name>', 'Make a profile the current one.', ([name = '']) => (session) => {
    return change.use(name, session)
  })
  simple('rename <old> <new>', 'Give a profile another name.', ([from = '', to = '']) => (session) => {
    return change.rename(from, to, session)
  })
  simple('remove <name>', 'Remove a profile.', ([name = '']) => (session) => {
    return change.remove(name, session)
  })
  simple('path', 'Print the path of the store.', () => (session) => view.path(session))
  return group
}

const EXAMPLES_OF_ADD = `
Examples:
  $ videosdk-token profile add dev --api-key <key> --secret-file secret.txt
  $ videosdk-token profile add ci --api-key <key> --secret-command 'op read op://vault/videosdk/secret'`

/** The flags of a command and the global ones. `--profile` says which one to use, not which one to change. */
function optionsOf<T extends object>(command: Command): T {
  const options = command.optsWithGlobals<T & { profile?: string }>()
  if (options.profile === undefined) return options
  throw new VideosdkTokenError('flag-conflict', `--profile cannot be used with profile ${command.name()}`, {
    hint: `Name the profile as an argument: videosdk-token profile ${command.name()} ${command.usage()}`,
  })
}
