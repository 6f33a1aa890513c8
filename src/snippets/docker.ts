import { VERSION } from '../version.ts'
import { lifetimeOf, type Wish } from './wish.ts'

export const docker = (wish: Wish): string => `# A token server in a container. Save it as Dockerfile, and:
#   docker build --tag videosdk-tokens .
#   docker run --publish 9000:9000 --env VIDEOSDK_API_KEY --env VIDEOSDK_SECRET \\
#     --env VIDEOSDK_TOKEN_ACCESS_KEY videosdk-tokens
# The access key is a password of yours, of 16 characters or more, that clients send as X-Access-Key, or in the
# address: http://192.168.1.5:9000/k/<key>/get-token. Where that has a name and no number, add "--allow-host=<name>"
# to the command below, and for web pages "--allow-origin=https://app.example.com".
FROM node:22-alpine
RUN npm install --global videosdk-token@${VERSION}
USER node
EXPOSE 9000
HEALTHCHECK CMD wget --quiet --output-document=- http://127.0.0.1:9000/healthz
CMD ${JSON.stringify(['videosdk-token', 'serve', ...flagsOf(wish)])}
`

function flagsOf(wish: Wish): string[] {
  const { permissions, roomId, roles } = wish
  return [
    '--host=0.0.0.0',
    `--perm=${permissions.join()}`,
    `--expires=${lifetimeOf(wish)}`,
    ...(roomId === undefined ? [] : [`--room=${roomId}`]),
    ...(roles ? [`--role=${roles.join()}`] : []),
  ]
}
