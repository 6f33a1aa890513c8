/** The addresses (IPv4) by which others on its networks find this machine. */
import { networkInterfaces } from 'node:os'

export function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : []))
}
