/** Put in by the build, from package.json. */
declare const __VERSION__: string

export const VERSION: string = __VERSION__

/** What VideoSDK sees of who asks. */
export const USER_AGENT = `videosdk-token/${VERSION}`
