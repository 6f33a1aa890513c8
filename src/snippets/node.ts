import { claimLines, jsQuoted, lifetimeOf, literal, type Wish } from './wish.ts'

export const node = (
  wish: Wish,
): string => `// Access tokens for VideoSDK. Save it as videosdk-token.mjs, and: npm install jsonwebtoken
import { randomUUID } from 'node:crypto'
import jwt from 'jsonwebtoken'

const { VIDEOSDK_API_KEY: apiKey, VIDEOSDK_SECRET: secret } = process.env
if (!apiKey || !secret) throw new Error('Set VIDEOSDK_API_KEY and VIDEOSDK_SECRET.')

/** A token that is good for ${lifetimeOf(wish)}. */
export function createToken() {
  const claims = {
    apikey: apiKey,
${claimLines(wish, '    ', (name, value) => `${name}: ${literal(value, jsQuoted)},`)}  }
  return jwt.sign(claims, secret, { algorithm: 'HS256', expiresIn: ${wish.expiresIn}, jwtid: randomUUID() })
}

console.log(createToken())
`
