/** The environment of a command that `exec` runs. */
import type { StartedSandbox } from '../sandbox/start-sandbox.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** What the command gets a token in the place of. */
const TAKEN_OUT = ['VIDEOSDK_API_KEY', 'VIDEOSDK_SECRET', 'VIDEOSDK_SECRET_KEY']

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

/** The environment without key and secret, and with these in it. On Windows a name is the same in any case. */
export function withVariables(env: Variables, own: Variables): Variables {
  const isReplaced = (name: string): boolean => {
    const upper = name.toUpperCase()
    return TAKEN_OUT.includes(upper) || Object.hasOwn(own, upper)
  }
  const kept = Object.entries(env).filter(([name]) => !isReplaced(name))
  return { ...Object.fromEntries(kept), ...own }
}

/** Who reads `no_proxy` reads it before `NO_PROXY`. */
function withoutProxy(host: string, env: Variables): Variables {
  const before = env.no_proxy?.trim() || env.NO_PROXY?.trim()
  if (before === '*') return { NO_PROXY: before }
  return { NO_PROXY: before ? `${before},${host}` : host }
}
