import { claimLines, lifetimeOf, literal, MADE_AT, singleQuoted, type Wish } from './wish.ts'

export const ruby = (wish: Wish): string => `# Access tokens for VideoSDK. It needs: gem install jwt
# ${MADE_AT}
require 'jwt'
require 'securerandom'

# A token that is good for ${lifetimeOf(wish)}.
def create_token
  now = Time.now.to_i
  claims = {
    apikey: variable('VIDEOSDK_API_KEY'),
${claimLines(wish, '    ', (name, value) => `${name}: ${literal(value, singleQuoted)},`)}    jti: SecureRandom.uuid,
    iat: now,
    exp: now + ${wish.expiresIn}
  }
  JWT.encode(claims, variable('VIDEOSDK_SECRET'), 'HS256', { typ: 'JWT' })
end

def variable(name)
  value = ENV.fetch(name, '')
  raise "Set #{name}." if value.empty?

  value
end

puts create_token if $PROGRAM_NAME == __FILE__
`
