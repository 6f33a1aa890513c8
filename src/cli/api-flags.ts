/** The flags of every command that calls VideoSDK's API. */
import type { Command } from 'commander'
import { MOST_RETRIES } from '../meetings/create-client.ts'
import type { ApiVersion } from '../meetings/dialect.ts'
import type { CredentialFlags } from '../profiles/credentials.ts'
import { parseMilliseconds } from '../token/duration.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import { addCredentialFlags, flag, text, wholeNumber, withChoices } from './flags.ts'

export interface ApiOptions extends CredentialFlags {
  /** A token, `@file`, or `-`. */
  readonly token?: string
  readonly apiVersion?: ApiVersion
  /** Milliseconds. */
  readonly timeout?: number
  readonly retries?: number
}

export function addApiFlags(command: Command): Command {
  addCredentialFlags(command)
    .addOption(flag('--token <jwt|@file|->', 'a token that is there already', text))
    .optionsGroup('The call:')
    .addOption(
      withChoices(flag('--api-version <1|2>', 'v2 rooms, or v1 meetings [2]', parseApiVersion), ['1', '2']),
    )
    .addOption(
      flag('--timeout <duration>', 'for a whole call, its repeats included [30s]', parseMilliseconds),
    )
    .addOption(flag('--retries <n>', 'how often what failed is repeated [2]', wholeNumber(MOST_RETRIES, 0)))
  return command
}

function parseApiVersion(version: string): ApiVersion {
  if (version === '1') return 1
  if (version === '2') return 2
  throw new VideosdkTokenError('value-invalid', `there is no API version ${shown(version)}`, {
    hint: 'Give 1 or 2.',
  })
}
