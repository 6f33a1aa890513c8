/** A folder of its own for a test. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'videosdk-token-test-'))
}
