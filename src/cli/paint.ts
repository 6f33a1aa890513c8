/** Colour, where a person looks at it. chalk is loaded only then. */
import type { Context, Output } from './context.ts'

export interface Paint {
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
  bold(text: string): string
  dim(text: string): string
}

const same = (text: string): string => text
const PLAIN: Paint = { red: same, yellow: same, green: same, bold: same, dim: same }

/** --no-color before FORCE_COLOR before NO_COLOR (no-color.org), as Node itself ranks the two. */
export function wantsColour(stream: Output, env: Context['env'], allowed: boolean): boolean {
  if (!allowed) return false
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (env.NO_COLOR) return false
  return stream.isTTY && env.TERM !== 'dumb'
}

export async function loadPaint(colour: boolean): Promise<Paint> {
  if (!colour) return PLAIN
  const { Chalk } = await import('chalk')
  return new Chalk({ level: 1 })
}
