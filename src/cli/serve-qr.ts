/** The address of a server as a QR code, for a phone on the same network. */
import { isEverywhere, isLoopbackAddress } from '../http/host-name.ts'
import type { Listening } from '../http/listen.ts'
import { withKey } from '../server/address.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import type { Session } from './command.ts'
import { conflict } from './flags.ts'
import { drawQr } from './qr.ts'

/** Throws `flag-conflict` or `value-invalid` where no phone could open the address. */
export function checkReachable(host: string, { context, settings }: Session): void {
  if (settings.quiet) throw conflict('--qr', '--quiet')
  if (isLoopbackAddress(host)) {
    throw new VideosdkTokenError(
      'value-invalid',
      `no phone can reach ${shown(host)}, which --qr would show`,
      {
        hint: 'Listen on all addresses: --host 0.0.0.0',
      },
    )
  }
  if (isEverywhere(host) && context.networkAddresses().length === 0) {
    throw new VideosdkTokenError('value-invalid', 'this machine is on no network that --qr could show', {
      hint: 'Join the network of the phone, or leave --qr out.',
    })
  }
}

/** The address with its access key, and the code of it. */
export async function drawAddress(
  { url, port, host }: Listening,
  accessKey: string | false,
  session: Session,
): Promise<string> {
  const [network] = isEverywhere(host) ? session.context.networkAddresses() : []
  const address = network === undefined ? url : withKey(`http://${network}:${port}`, accessKey)
  return `\nFor a phone:   ${address}\n${await drawQr(address, session)}\n`
}
