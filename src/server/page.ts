/** The page at `/`, with the ceilings of this server in it. */
import { answerPage } from '../http/answer-page.ts'
import type { Limits } from './limits.ts'

export async function pageAnswer(limits: Limits): Promise<Response> {
  // Loaded with the first visit: most servers never have one.
  const { html, scriptHash, styleHash } = await import('../page/server.html')
  // Its `data-limits` is empty, to be filled in.
  const filled = html.replace('data-limits=""', () => `data-limits="${attribute(limits)}"`)
  return answerPage({ html: filled, scriptHash, styleHash })
}

/** Of the page's ceilings, which it shows and keeps to. */
function attribute({ permissions, maxPermissions, expiresIn, roomId }: Limits): string {
  return JSON.stringify({ permissions, maxPermissions, expiresIn, roomId })
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
}
