/** The snippets that there are, and what each needs. */
import { curl } from './curl.ts'
import { docker } from './docker.ts'
import { flutter } from './flutter.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import { js } from './js.ts'
import { node } from './node.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import { ruby } from './ruby.ts'
import type { Wish } from './wish.ts'
import { workers } from './workers.ts'

/** A part of a wish that a snippet heeds; of the others it knows nothing. */
export type WishPart = keyof Wish

export interface Snippet {
  readonly what: string
  readonly needs: string
  readonly heeds: readonly WishPart[]
  readonly write: (wish: Wish) => string
}

const ALL = ['permissions', 'expiresIn', 'roomId', 'participantId', 'roles', 'version'] as const
const OF_A_SERVER = ['permissions', 'expiresIn', 'roomId', 'roles'] as const

const tokens = (needs: string, write: Snippet['write']): Snippet => ({
  what: 'a token function',
  needs,
  heeds: ALL,
  write,
})

export const SNIPPETS = {
  node: tokens('Node 20, npm install jsonwebtoken', node),
  python: tokens('Python 3, pip install PyJWT (2 or newer)', python),
  java: tokens('Java 11, nothing else', java),
  ruby: tokens('Ruby 2.5, gem install jwt', ruby),
  php: tokens('PHP 7.3, nothing else', php),
  go: tokens('Go 1.19, go get github.com/golang-jwt/jwt/v5', go),
  curl: {
    what: "VideoSDK's REST API",
    needs: 'curl 7.76, a token in VIDEOSDK_TOKEN',
    heeds: [],
    write: curl,
  },
  flutter: { what: 'a client of serve', needs: 'flutter pub add http', heeds: [], write: flutter },
  js: { what: 'a client of serve', needs: 'a browser, React Native or Node 18', heeds: [], write: js },
  workers: {
    what: 'a deployment of serve',
    needs: 'npm install videosdk-token, wrangler',
    heeds: OF_A_SERVER,
    write: workers,
  },
  docker: { what: 'a deployment of serve', needs: 'docker', heeds: OF_A_SERVER, write: docker },
} as const satisfies Record<string, Snippet>

export type Language = keyof typeof SNIPPETS

export const LANGUAGES = Object.keys(SNIPPETS) as readonly Language[]
