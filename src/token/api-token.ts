/** The token that this package signs for its own calls of the REST API: it cannot join, and dies soon. */
import type { TokenRequest } from './claims.ts'

export const API_TOKEN = { roles: ['crawler'], expiresIn: '10m' } as const satisfies TokenRequest
