/** Flags that several commands have for a person at a screen. */
import type { Command } from 'commander'

export function addCopyFlag(command: Command): Command {
  return command.option('--copy', 'copy it to the clipboard, too')
}

export function addQrFlag(command: Command, description = 'draw it on stderr as a QR code, too'): Command {
  return command.option('--qr', description)
}
