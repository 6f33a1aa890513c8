/** An env file as dotenv (npm) reads it. */
import { parse } from 'dotenv'

const LONGEST_GAP = 100

/**
 * The variables of an env file. dotenv's pattern begins anew at each of many blank lines, and goes over all of them:
 * a file of nothing else would take hours, so that it gets one for each gap that nobody means.
 */
export function parseEnv(text: string): Record<string, string> {
  return parse(
    text.replace(/\s+/g, (gap) => (gap.length > LONGEST_GAP && /[\n\r\u2028\u2029]/.test(gap) ? '\n' : gap)),
  )
}
