/** Where the store lies. The same folder as conf's own (env-paths), without loading conf to know it. */
import { homedir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { VideosdkTokenError } from '../token/errors.ts'

const APP = 'videosdk-token'

export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly platform: NodeJS.Platform
}

/** The path of `config.json`. */
export function storePath(place: Place, home = homedir): string {
  return join(configFolder(place, home), 'config.json')
}

/** Where the rooms of `--sandbox` are kept, so that one command finds what another made. */
export function sandboxPath(place: Place, home = homedir): string {
  return join(configFolder(place, home), 'sandbox.json')
}

function configFolder({ env, cwd, platform }: Place, ask: () => string): string {
  const chosen = env.VIDEOSDK_TOKEN_CONFIG_DIR?.trim()
  if (chosen) return resolve(cwd, chosen)
  const home = homeFolder(ask)
  if (platform === 'darwin') return join(home, 'Library', 'Preferences', APP)
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), APP, 'Config')
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), APP)
}

function homeFolder(ask: () => string): string {
  try {
    // An empty HOME would mean the folder that one stands in.
    return ask() || userInfo().homedir
  } catch (error) {
    throw new VideosdkTokenError('store-failed', 'this user has no home folder to keep profiles in', {
      hint: 'Name a folder: VIDEOSDK_TOKEN_CONFIG_DIR=<folder>',
      cause: error,
    })
  }
}
