/** `completion`: the script that lets a shell complete our command lines. */
import { Argument, type Command } from 'commander'
import { naming } from '../../token/errors.ts'
import type { Choose } from '../command.ts'
import { COMPLETION_SCRIPTS, type Shell } from '../completion-scripts.ts'
import { oneOf, withChoices } from '../flags.ts'
import { withExamples } from '../help-page.ts'

const SHELLS = Object.keys(COMPLETION_SCRIPTS) as Shell[]

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('completion')
    .addArgument(withChoices(new Argument('<shell>', SHELLS.join(', ')), SHELLS))
    .description('Print the script that lets Tab complete commands, flags and their values.')
  withExamples(
    command,
    [
      'videosdk-token completion bash > completion.bash',
      'videosdk-token completion fish > videosdk-token.fish',
    ],
    NOTES,
  )
  return command.action((name: string) => {
    const shell = naming('the shell', () => oneOf(SHELLS)(name))
    choose(async ({ context }) => {
      await context.stdout.write(COMPLETION_SCRIPTS[shell])
      return 0
    })
  })
}

const NOTES = `In a shell's own file:
  bash  source <(videosdk-token completion bash), in ~/.bashrc
  zsh   source <(videosdk-token completion zsh), in ~/.zshrc, behind compinit
  fish  the output in ~/.config/fish/completions/videosdk-token.fish`
