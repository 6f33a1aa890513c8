/** `completion`: the script that lets a shell complete our command lines. */
import { Argument, type Command } from 'commander'
import { naming } from '../../token/errors.ts'
import type { Choose } from '../command.ts'
import { COMPLETION_SCRIPTS, type Shell } from '../completion-scripts.ts'
import { oneOf, withChoices } from '../flags.ts'

const SHELLS = Object.keys(COMPLETION_SCRIPTS) as Shell[]

export function define(program: Command, choose: Choose): Command {
  return program
    .command('completion')
    .addArgument(withChoices(new Argument('<shell>', SHELLS.join(', ')), SHELLS))
    .description('Print the script that lets Tab complete commands, flags and their values.')
    .addHelpText('after', EXAMPLES)
    .action((name: string) => {
      const shell = naming('the shell', () => oneOf(SHELLS)(name))
      choose(async ({ context }) => {
        await context.stdout.write(COMPLETION_SCRIPTS[shell])
        return 0
      })
    })
}

const EXAMPLES = `
Examples:
  $ videosdk-token completion bash > completion.bash
  $ videosdk-token completion fish > videosdk-token.fish

In ~/.bashrc:                source <(videosdk-token completion bash)
In ~/.zshrc after compinit:  source <(videosdk-token completion zsh)
For fish, once:              videosdk-token completion fish > \\
                               ~/.config/fish/completions/videosdk-token.fish`
