/** Where a token goes: to stdout in a format, into a file, to GitHub Actions, to the clipboard, to a phone's camera. */
import type { Command } from 'commander'
import { VideosdkTokenError } from '../token/errors.ts'
import { FORMAT_NAMES, type Format, lineWriter, type Style } from '../token/format.ts'
import type { SignedToken } from '../token/sign.ts'
import { shown } from '../token/text.ts'
import type { Session } from './command.ts'
import { addCopyFlag, addQrFlag } from './extras.ts'
import { choiceFlag, conflict, flag } from './flags.ts'

export interface DeliveryFlags {
  readonly format?: Format
  readonly json?: boolean
  readonly envName?: string
  readonly into?: string
  readonly copy?: boolean
  readonly qr?: boolean
  readonly quiet?: boolean
}

export interface Delivery {
  readonly format: Format
  readonly envName: string
  readonly into: string | undefined
  readonly copy: boolean
  readonly qr: boolean
}

export function addDeliveryFlags(command: Command): Command {
  command
    .addOption(choiceFlag('-o, --format <format>', '', FORMAT_NAMES, ' [raw]'))
    .addOption(
      flag('--env-name <name>', 'the name for env, github and --into [VIDEOSDK_TOKEN]', parseEnvName),
    )
    .addOption(flag('--into <file>', 'put it into that .env or .properties file', parsePath))
  return addQrFlag(addCopyFlag(command))
}

/**
 * @param several - more than one token comes, or may come.
 * @throws {VideosdkTokenError} `flag-conflict`.
 */
export function readDelivery(flags: DeliveryFlags, several: boolean): Delivery {
  const { json, format, envName, into, copy = false, qr = false, quiet } = flags
  if (json && format !== undefined && format !== 'json') throw conflict('--json', `-o ${format}`)
  if (into !== undefined && format !== undefined && format !== 'json')
    throw conflict('--into', `-o ${format}`)
  if (envName !== undefined && into === undefined && format !== 'env' && format !== 'github') {
    throw new VideosdkTokenError('flag-conflict', '--env-name names nothing that is written', {
      hint: 'It goes with --into <file>, -o env or -o github.',
    })
  }
  if (qr && quiet) throw conflict('--qr', '--quiet')
  const alone = { '--into': into !== undefined, '-o github': format === 'github', '--copy': copy, '--qr': qr }
  for (const [name, given] of Object.entries(alone))
    if (given && several) throw conflict(name, 'several tokens')
  return {
    format: json ? 'json' : (format ?? 'raw'),
    envName: envName ?? 'VIDEOSDK_TOKEN',
    into,
    copy,
    qr,
  }
}

/** Takes one token to where it shall go; what may fail comes before stdout has the token. */
export async function deliver(
  signed: SignedToken,
  style: Style,
  { into, copy, qr }: Delivery,
  session: Session,
): Promise<void> {
  const { context, reporter } = session
  const { token } = signed
  const drawn = qr
    ? await (await import('./qr.ts')).drawQr(
        token,
        'Make the terminal wider, or its letters smaller; --no-jti makes a token shorter.',
        session,
      )
    : undefined
  if (into !== undefined) await (await import('./put-into.ts')).putInto(into, style, token, session)
  if (copy) await context.copy(token)
  if (style.format === 'github') await (await import('./github.ts')).giveToGithub(signed, style, session)
  else if (into === undefined) await context.stdout.write(lineWriter(style)(signed))
  if (copy) await reporter.note('The token is in the clipboard.')
  if (drawn !== undefined) await reporter.draw(drawn)
}

function parsePath(path: string): string {
  if (path !== '-') return path
  throw new VideosdkTokenError('value-invalid', '"-" is no file: --into does not write to stdout', {
    hint: 'Leave --into out, or: -o env',
  })
}

function parseEnvName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name)) return name
  throw new VideosdkTokenError('value-invalid', `"${shown(name)}" cannot be the name of a variable`, {
    hint: 'Letters, digits, _ and ., not beginning with a digit: REACT_APP_VIDEOSDK_TOKEN',
  })
}
