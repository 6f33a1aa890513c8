/** A tarball keeps the modes of its files: with another umask, the same sources would give another one. */
import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const folders = ['bin', 'dist'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)),
)

for (const file of [...folders, 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
  chmodSync(file, file === join('bin', 'videosdk-token.js') ? 0o755 : 0o644)
