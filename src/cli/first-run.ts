/** What somebody sees who runs the tool for the first time and has configured nothing. */
import { present } from '../profiles/environment.ts'
import { storePath } from '../profiles/location.ts'
import { readStore } from '../profiles/read-store.ts'
import type { Context } from './context.ts'

export const FIRST_RUN = `videosdk-token signs and inspects access tokens for VideoSDK (videosdk.live).
1. Get an API key and a secret: https://app.videosdk.live, under API keys.
2. Give them to this shell:     export VIDEOSDK_API_KEY=… VIDEOSDK_SECRET=…
   or keep them in a profile:   videosdk-token profile add dev
3. Get a token:                 videosdk-token token --perm allow_join
Without an account, right now:  videosdk-token token --sandbox
More: videosdk-token --help, videosdk-token help credentials
`

export function isFirstRun(context: Context): boolean {
  const named = ['VIDEOSDK_API_KEY', 'VIDEOSDK_SECRET', 'VIDEOSDK_SECRET_KEY', 'VIDEOSDK_PROFILE']
  if (named.some((name) => present(context.env, name) !== undefined)) return false
  try {
    return readStore(storePath(context)).profiles.length === 0
  } catch {
    // A store that cannot be read was configured by somebody; who needs it is told what is wrong with it.
    return false
  }
}
