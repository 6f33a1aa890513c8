/** A call of the API, and what one attempt at it came to. */
import type { Answer } from './answer.ts'
import type { Failure } from './network-failure.ts'

export interface Call {
  readonly method: 'GET' | 'POST'
  /** Appended to the endpoint, already percent-encoded. */
  readonly path: string
  readonly body?: object
  /** Doing it twice is the same as once. */
  readonly repeatable: boolean
  /** What to do where nobody knows whether it arrived. */
  readonly whenUnsure?: string
}

export type Outcome = { readonly answer: Answer } | { readonly failure: Failure }
