/** What a file that is read whole cannot be. */
import { statSync } from 'node:fs'

/** A pipe would be waited for, and a device may have no end. Throws. */
export function refusePipe(path: string): void {
  const stat = statSync(path)
  if (!stat.isFile() && !stat.isDirectory()) throw new Error('it is no file')
}
