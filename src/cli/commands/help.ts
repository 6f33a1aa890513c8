/** `help`: a command's help, or a topic. */
import { Argument, type Command } from 'commander'
import { VideosdkTokenError } from '../../token/errors.ts'
import { shown, suggestion } from '../../token/text.ts'
import type { Choose, Session } from '../command.ts'
import { COMMANDS, findCommand } from '../commands.ts'
import { withChoices } from '../flags.ts'
import { withExamples } from '../help-page.ts'
import { createProgram, enterCommand, helpOf } from '../program.ts'
import { codePage, TOPICS, type TopicName, topicPage } from '../topics.ts'

const TOPIC_NAMES = Object.keys(TOPICS)

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('help')
    .addArgument(
      withChoices(new Argument('[topic]', `a command, or ${TOPIC_NAMES.join(', ')}`), [
        ...COMMANDS.map(({ name }) => name),
        ...TOPIC_NAMES,
      ]),
    )
    .argument('[subcommand]', 'as in: help profile add')
    .description('Explain a command or a topic.')
  withExamples(
    command,
    ['videosdk-token help credentials', 'videosdk-token help profile add'],
    `Topics: ${TOPIC_NAMES.join(', ')}; or any code in brackets, such as permission-conflict.`,
  )
  return command.action((topic: string | undefined, subcommand: string | undefined) =>
    choose((session) =>
      run(
        [topic, subcommand].filter((name) => name !== undefined),
        session,
      ),
    ),
  )
}

async function run(names: readonly string[], { context }: Session): Promise<0> {
  await context.stdout.write(await textOf(names, () => context.stdout.columns))
  return 0
}

async function textOf(names: readonly string[], columns: () => number): Promise<string> {
  const [topic] = names
  const page = names.length === 1 && topic !== undefined ? codePage(topic, columns()) : undefined
  if (page !== undefined) return page
  if (topic !== undefined && isTopic(topic)) {
    if (names.length === 1) return topicPage(topic, columns())
    throw new VideosdkTokenError('argument-extra', `the topic ${topic} has no parts`, {
      hint: `help ${topic}`,
    })
  }
  let command = createProgram(columns)
  for (const name of names) {
    if (command.parent === null && findCommand(name) === undefined) throw unknownTopic(name)
    command = await enterCommand(command, name, () => {})
  }
  return helpOf(command)
}

function isTopic(name: string): name is TopicName {
  return Object.hasOwn(TOPICS, name)
}

function unknownTopic(name: string): VideosdkTokenError {
  const names = [...TOPIC_NAMES, ...COMMANDS.map((command) => command.name)]
  return new VideosdkTokenError('command-unknown', `there is no help on "${shown(name)}"`, {
    hint: suggestion(name, names),
  })
}
