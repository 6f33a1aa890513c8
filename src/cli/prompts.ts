/** Asking a person, on stderr, so that stdout stays the result's. */
import { VideosdkTokenError } from '../token/errors.ts'
import type { Session } from './command.ts'
import type { Context } from './context.ts'

/** Whether somebody is there to answer: never in CI. */
export function canAsk({ stdin, stderr, env }: Context): boolean {
  return stdin.isTTY && stderr.isTTY && !env.CI
}

export async function ask(message: string, session: Session): Promise<string> {
  const { text } = await import('@clack/prompts')
  return answered(await text({ ...streams(session), message, validate: notBlank }))
}

/** The answer is not shown. */
export async function askHidden(message: string, session: Session): Promise<string> {
  const { password } = await import('@clack/prompts')
  return answered(await password({ ...streams(session), message, validate: notBlank }))
}

export async function confirm(message: string, session: Session): Promise<boolean> {
  const prompts = await import('@clack/prompts')
  return answered(await prompts.confirm({ ...streams(session), message }))
}

function streams({ context }: Session) {
  const { prompting } = context
  if (prompting === undefined) throw new Error('asked without a terminal')
  return prompting()
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer !== 'symbol') return answer as Exclude<T, symbol>
  throw new VideosdkTokenError('interrupted', 'interrupted: nothing was stored')
}

function notBlank(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? 'Please type it.' : undefined
}
