/** What somebody downloads, and what it takes on a disk. */
import { execFileSync } from 'node:child_process'

export function measureWeight({ root }) {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  })
  const [{ size, unpackedSize }] = JSON.parse(json)
  return [
    { name: 'tarball, kilobytes', figure: size / 1000, atMost: 650, aim: 450 },
    { name: 'unpacked, megabytes', figure: unpackedSize / 1_000_000, atMost: 2.4, aim: 1.8 },
  ]
}
