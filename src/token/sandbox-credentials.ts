/** The credentials that every sandbox knows. They are published, and VideoSDK itself refuses them. */
export const SANDBOX_CREDENTIALS = {
  apiKey: 'sandbox',
  secret: 'videosdk-sandbox-secret-do-not-use-in-production',
} as const
