/** The address of a server as a QR code, for a phone on the same network. */
import { hostOfUrl, isEverywhere, isLoopbackAddress } from '../http/host-name.ts'
import type { Address, Listening } from '../http/listen.ts'
import { withKey } from '../server/address.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import type { Session } from './command.ts'
import { conflict } from './flags.ts'
import { drawQr } from './qr.ts'

const ANY_PORT = 65_535

/** Throws `flag-conflict`, `value-invalid` or `qr-unfit` where no phone could read or open the address: before there is a server. */
export async function checkQr(
  { port, host }: Address,
  accessKey: string | false,
  session: Session,
): Promise<void> {
  if (session.settings.quiet) throw conflict('--qr', '--quiet')
  if (isLoopbackAddress(host)) {
    throw new VideosdkTokenError(
      'value-invalid',
      `no phone can reach ${shown(host)}, which --qr would show`,
      {
        hint: 'Listen on all addresses: --host 0.0.0.0',
      },
    )
  }
  if (isEverywhere(host) && session.context.networkAddresses().length === 0) {
    throw new VideosdkTokenError('value-invalid', 'this machine is on no network that --qr could show', {
      hint: 'Join the network of the phone, or leave --qr out.',
    })
  }
  await draw(addressOf({ port: port || ANY_PORT, host }, accessKey, session), session)
}

/** The address with its access key, and the code of it. */
export async function drawAddress(
  listening: Listening,
  accessKey: string | false,
  session: Session,
): Promise<string> {
  const address = addressOf(listening, accessKey, session)
  return `\nFor a phone:   ${address}\n${await draw(address, session)}\n`
}

function addressOf({ port, host }: Address, accessKey: string | false, { context }: Session): string {
  const [network] = isEverywhere(host) ? context.networkAddresses() : []
  return withKey(`http://${network ?? hostOfUrl(host)}:${port}`, accessKey)
}

function draw(address: string, session: Session): Promise<string> {
  return drawQr(address, 'Make the terminal wider, or its letters smaller.', session)
}
