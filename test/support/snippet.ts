/** What a token of a snippet must be, whatever the language. */
import { expect } from 'vitest'
import { inspectToken } from '../../src/token/inspect-token.ts'
import { run } from './world.ts'

export const PAIR = { apiKey: 'a "quoted" key', secret: 'short' }

export const VARIABLES = { VIDEOSDK_API_KEY: PAIR.apiKey, VIDEOSDK_SECRET: PAIR.secret }

/** Flags, and the claims that they mean. Ids are what would break out of a text in one language or another. */
export const WISHES: readonly (readonly [readonly string[], Readonly<Record<string, unknown>>])[] = [
  [[], { permissions: ['allow_join'], version: 2, lifetime: 86_400 }],
  [
    [
      '--perm=allow_join,allow_mod',
      '--expires=1h30m',
      '--role=rtc',
      '--room=a"b\'c',
      '--participant=\\#{x}$y`%s{z}é🎉',
    ],
    {
      permissions: ['allow_join', 'allow_mod'],
      version: 2,
      roomId: 'a"b\'c',
      participantId: '\\#{x}$y`%s{z}é🎉',
      roles: ['rtc'],
      lifetime: 5_400,
    },
  ],
  [['-p', 'ask_join', '--token-version', '1'], { permissions: ['ask_join'], lifetime: 86_400 }],
]

export async function snippet(language: string, flags: readonly string[] = []): Promise<string> {
  const { code, stdout } = await run(['snippet', language, ...flags])
  expect(code).toBe(0)
  return stdout
}

/** Two tokens of one program: right, signed by the pair, and not the same. */
export function checkTokens(
  tokens: readonly string[],
  { lifetime, ...claims }: Readonly<Record<string, unknown>>,
): void {
  const read = tokens.map((token) => inspectToken(token, PAIR))
  for (const { header, signature, canJoin, problems, ...rest } of read) {
    expect({ header, signature, canJoin }).toEqual({
      header: { alg: 'HS256', typ: 'JWT' },
      signature: 'valid',
      canJoin: true,
    })
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const { jti, iat, exp, ...others } = rest.claims as Record<string, number>
    expect(others).toEqual({ apikey: PAIR.apiKey, ...claims })
    expect(String(jti)).toMatch(/^[\da-f-]{32,36}$/)
    expect(Number(exp) - Number(iat)).toBe(lifetime)
    expect(Math.abs(Number(iat) - Date.now() / 1_000)).toBeLessThan(120)
  }
  expect(new Set(read.map(({ claims }) => claims?.jti)).size).toBe(tokens.length)
}
