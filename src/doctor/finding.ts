/** What a check of `doctor` found. */
import { messageOf, VideosdkTokenError } from '../token/errors.ts'

export const CHECKS = [
  'node',
  'config',
  'store',
  'environment',
  'credentials',
  'secret',
  'proxy',
  'endpoint',
  'clock',
  'token',
  'room',
] as const

export type Check = (typeof CHECKS)[number]

export interface Finding {
  readonly check: Check
  readonly status: 'ok' | 'warning' | 'error'
  readonly message: string
  /** The cure; null where there is nothing to mend. */
  readonly hint: string | null
}

export function ok(check: Check, message: string): Finding {
  return { check, status: 'ok', message, hint: null }
}

export function warning(check: Check, message: string, hint: string | null = null): Finding {
  return { check, status: 'warning', message, hint }
}

export function failure(check: Check, thrown: unknown): Finding {
  const hint = thrown instanceof VideosdkTokenError ? thrown.hint : null
  return { check, status: 'error', message: messageOf(thrown), hint }
}

export function error(check: Check, message: string, hint: string): Finding {
  return { check, status: 'error', message, hint }
}
