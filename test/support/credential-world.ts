/** A world for the rule of which credentials win, without a command line: variables, files by name, a store. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CredentialWorld } from '../../src/profiles/credentials.ts'
import { type Store, serializeStore } from '../../src/profiles/format.ts'
import { VideosdkTokenError } from '../../src/token/errors.ts'
import { emptyFolder } from './folder.ts'

export interface CredentialParts {
  readonly env?: Record<string, string>
  readonly files?: Record<string, string>
  readonly store?: Store
  readonly uid?: number
}

/** What was opened is written down; a command prints its own name as the secret. */
export function credentialWorld({
  env = {},
  files = {},
  store,
  uid,
}: CredentialParts = {}): CredentialWorld & {
  opened: string[]
} {
  const storePath = join(emptyFolder(), 'config', 'config.json')
  if (store !== undefined) {
    mkdirSync(dirname(storePath))
    writeFileSync(storePath, serializeStore(store))
  }
  const opened: string[] = []
  return {
    env,
    storePath,
    uid,
    opened,
    readBytes: async (path, limit) => {
      opened.push(`${path} up to ${limit}`)
      const text = files[path]
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return Buffer.from(text)
    },
    runCommand: async (command, profile) => {
      opened.push(`${command} of ${profile}`)
      return { value: command, warnings: [] }
    },
  }
}

/** `code: message | reason | hint`, as far as they are there. */
export async function failing(call: () => unknown): Promise<string> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof VideosdkTokenError)) throw error
    const { code, message, reason, hint } = error
    return [`${code}: ${message}`, reason, hint].filter((part) => part !== null).join(' | ')
  }
  return 'nothing'
}
