import { jsQuoted, lifetimeOf, literal, type Wish } from './wish.ts'

export const workers = (
  wish: Wish,
): string => `// A token server on Cloudflare Workers. It needs: npm install videosdk-token
// In wrangler.toml: compatibility_flags = ["nodejs_compat"]
// Its secrets, each by "wrangler secret put <NAME>": VIDEOSDK_API_KEY, VIDEOSDK_SECRET and ACCESS_KEY, which is
// a password of yours that clients send as X-Access-Key, or in the address: https://…/k/<ACCESS_KEY>/get-token
import { createTokenServer } from 'videosdk-token/server'

// The names that it is deployed under, and the pages that may ask it for tokens.
const allowHosts = ['videosdk-tokens.example.workers.dev']
const allowOrigins = ['https://app.example.com']

let server

export default {
  fetch(request, env) {
    server ??= createTokenServer({
      apiKey: env.VIDEOSDK_API_KEY,
      secret: env.VIDEOSDK_SECRET,
      accessKey: env.ACCESS_KEY,
      permissions: ${literal(wish.permissions, jsQuoted)},
      expiresIn: '${lifetimeOf(wish)}',
${wish.roomId === undefined ? '' : `      roomId: ${jsQuoted(wish.roomId)},\n`}${wish.roles ? `      roles: ${literal(wish.roles, jsQuoted)},\n` : ''}      allowHosts,
      allowOrigins,
    })
    return server.fetch(request)
  },
}
`
