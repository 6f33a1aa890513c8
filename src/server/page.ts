/** The page at `/`: one file, under a policy that lets it run its own script and ask this server, nothing else. */
import type { Limits } from './limits.ts'

export async function pageAnswer(limits: Limits): Promise<Response> {
  // Loaded with the first visit: most servers never have one.
  const { html, scriptHash, styleHash } = await import('../page/page.html')
  const policy = [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]
  return new Response(
    html.replace('data-limits=""', () => `data-limits="${attribute(limits)}"`),
    {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': policy.join('; '),
        'Referrer-Policy': 'no-referrer',
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cache-Control': 'no-store',
      },
    },
  )
}

/** Of the page's ceilings, which it shows and keeps to. */
function attribute({ permissions, maxPermissions, expiresIn, roomId }: Limits): string {
  return JSON.stringify({ permissions, maxPermissions, expiresIn, roomId })
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
}
