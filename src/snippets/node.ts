import { claimLines, jsQuoted, lifetimeOf, literal, MADE_AT, type Wish } from './wish.ts'

export const node = (
  wish: Wish,
): string => `// Access tokens for VideoSDK. Save it as videosdk-token.mjs, and: npm install jsonwebtoken
// ${MADE_AT}
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import jwt from 'jsonwebtoken'

/** A token that is good for ${lifetimeOf(wish)}. */
export function createToken() {
  const { VIDEOSDK_API_KEY: apiKey, VIDEOSDK_SECRET: secret } = process.env
  if (!apiKey || !secret) throw new Error('Set VIDEOSDK_API_KEY and VIDEOSDK_SECRET.')
  const claims = {
    apikey: apiKey,
${claimLines(wish, '    ', (name, value) => `${name}: ${literal(value, jsQuoted)},`)}  }
  return jwt.sign(claims, secret, { algorithm: 'HS256', expiresIn: ${wish.expiresIn}, jwtid: randomUUID() })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(createToken())
`
