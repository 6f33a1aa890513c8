/** `profile`: the group; each of its commands is in a file of its own. */
import { Argument, type Command } from 'commander'
import { VideosdkTokenError } from '../../token/errors.ts'
import type { Choose, Run } from '../command.ts'
import { flag, text, withChoices } from '../flags.ts'
import { type Examples, withExamples } from '../help-page.ts'
import * as add from './profile/add.ts'
import * as change from './profile/change.ts'
import * as importPair from './profile/import.ts'
import * as view from './profile/view.ts'

export function define(program: Command, choose: Choose): Command {
  const group = program
    .command('profile')
    .description('Keep API keys and secrets by name.')
    .usage('<command> [flags]')
    .helpCommand(false)
  withExamples(group, ['videosdk-token profile list', 'videosdk-token profile use dev'])

  const adding = group
    .command('add')
    .argument('<name>')
    .description('Store an API key and its secret; asks for what is not given, where it can.')
    .addOption(flag('--api-key <key>', 'the API key', text))
    .addOption(flag('--secret-file <path|->', 'the file that holds the secret, or stdin', text))
    .addOption(flag('--secret-command <command>', 'a command that prints it, run when it is needed', text))
    .option('--force', 'overwrite a profile of that name')
    .option('--offline', 'store it without asking VideoSDK whether it takes them')
    .action((name: string, _options, self: Command) => {
      const options = optionsOf<add.AddOptions>(self)
      choose((session) => add.run(name, options, session))
    })
  withExamples(adding, [
    'videosdk-token profile add staging --api-key "$VIDEOSDK_API_KEY" --secret-file key.txt',
    'videosdk-token profile add ci --api-key "$VIDEOSDK_API_KEY" --secret-command "op read op://ci/videosdk"',
  ])

  const importing = group
    .command('import')
    .argument('<name>')
    .description('Store the API key and secret of the environment, or of the --dotenv file.')
    .option('--force', 'overwrite a profile of that name')
    .action((name: string, _options, self: Command) => {
      const options = optionsOf<importPair.ImportOptions>(self)
      choose((session) => importPair.run(name, options, session))
    })
  withExamples(importing, [
    'videosdk-token profile import ci',
    'videosdk-token profile import staging --dotenv .env',
  ])

  const showing = group
    .command('show')
    .addArgument(withChoices(new Argument('[name]'), 'profiles'))
    .description('Show a profile, its secret masked.')
    .option('--reveal', 'show the secret')
    .action((name: string | undefined, _options, self: Command) => {
      const { reveal = false } = optionsOf<{ reveal?: boolean }>(self)
      choose((session) => view.show(name, reveal, session))
    })
  withExamples(showing, ['videosdk-token profile show dev', 'videosdk-token profile show --json'])

  const simple = (
    spec: string,
    description: string,
    run: (names: string[]) => Run,
    examples: Examples['examples'],
  ): void => {
    const [name = '', ...names] = spec.split(' ')
    const command = withExamples(group.command(name).description(description), examples)
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
  simple('list', 'List the profiles; * marks the current one.', () => view.list, [
    'videosdk-token profile list',
    'videosdk-token profile list --json',
  ])
  simple(
    'use <name>',
    'Make a profile the current one.',
    ([name = '']) =>
      (session) =>
        change.use(name, session),
    ['videosdk-token profile use dev', 'videosdk-token profile use dev --json'],
  )
  simple(
    'rename <old> <new>',
    'Give a profile another name.',
    ([from = '', to = '']) =>
      (session) =>
        change.rename(from, to, session),
    ['videosdk-token profile rename dev work', 'videosdk-token profile rename dev work --json'],
  )
  simple(
    'remove <name>',
    'Remove a profile.',
    ([name = '']) =>
      (session) =>
        change.remove(name, session),
    ['videosdk-token profile remove dev', 'videosdk-token profile remove dev --json'],
  )
  simple('path', 'Print the path of the store.', () => view.path, [
    'videosdk-token profile path',
    'ls -l "$(videosdk-token profile path)"',
  ])
  return group
}

/** The flags of a command and the global ones. `--profile` says which one to use, not which one to change. */
function optionsOf<T extends object>(command: Command): T {
  const options = command.optsWithGlobals<T & { profile?: string }>()
  if (options.profile === undefined) return options
  throw new VideosdkTokenError('flag-conflict', `--profile cannot be used with profile ${command.name()}`, {
    hint: `Name the profile as an argument: videosdk-token profile ${command.name()} ${command.usage()}`,
  })
}
