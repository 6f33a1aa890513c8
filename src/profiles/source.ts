/** Where credentials come from. */
import type { Source } from './credentials.ts'

const PROFILE = 'profile:'

/** The profile that they come from; undefined where it is another place. */
export function profileOf(source: Source): string | undefined {
  return source.startsWith(PROFILE) ? source.slice(PROFILE.length) : undefined
}

/** In words, for people. */
export function describeSource(source: Source): string {
  switch (source) {
    case 'env':
      return 'VIDEOSDK_API_KEY and its secret, from the environment'
    case 'dotenv':
      return 'VIDEOSDK_API_KEY and its secret, from the --dotenv file'
    case 'flags':
      return '--api-key and --secret-file'
    case 'sandbox':
      return "the sandbox's own, which VideoSDK refuses"
    default:
      return source.replace(':', ' ')
  }
}
