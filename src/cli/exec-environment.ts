/** The environment of a command that `exec` runs. */
import { CONFIDENTIAL_NAMES } from '../profiles/environment.ts'
import type { StartedSandbox } from '../sandbox/start-sandbox.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** What the command gets a token in the place of. */
const TAKEN_OUT = ['VIDEOSDK_API_KEY', ...CONFIDENTIAL_NAMES]

/** The names that official tools read a token from: the `vsdk` command line, and the agents. */
export function tokenVariables(token: string): Variables {
  return { VIDEOSDK_TOKEN: token, VIDEOSDK_AUTH_TOKEN: token }
}

/** What points the official SDK and the official examples at a sandbox. */
export function sandboxVariables({ url, credentials }: StartedSandbox, env: Variables): Variables {
  const { apiKey, secret } = credentials
  return {
    VIDEOSDK_API_ENDPOINT: url,
    VIDEOSDK_API_KEY: apiKey,
    VIDEOSDK_SECRET: secret,
    VIDEOSDK_SECRET_KEY: secret,
    ...withoutProxy(new URL(url).hostname, env),
  }
}

/** The environment without key, secret and access key, and with these in it. On Windows a name is the same in any case. */
export function withVariables(env: Variables, own: Variables): Variables {
  const isReplaced = (name: string): boolean =>
    TAKEN_OUT.includes(name.toUpperCase()) || Object.hasOwn(own, name.toUpperCase())
  const kept = Object.entries(env).filter(([name]) => !isReplaced(name))
  return { ...Object.fromEntries(kept), ...own }
}

/** Some programs read the one name alone, some the other, and some either: each gains the host. */
function withoutProxy(host: string, env: Variables): Variables {
  const { no_proxy: lower, NO_PROXY: upper } = env
  const gaining = (value: string | undefined): string => {
    const before = value?.trim()
    return before === '*' ? before : before ? `${before},${host}` : host
  }
  return { NO_PROXY: gaining(upper ?? lower), no_proxy: gaining(lower ?? upper) }
}
