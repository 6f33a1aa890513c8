/** An inspection for people: what the token says, what it is worth, and each reason why not. */
import { toIso } from '../token/date-time.ts'
import { describeDuration, LAST_SECOND } from '../token/duration.ts'
import type { Inspection } from '../token/inspect.ts'
import { mustBeLetIn } from '../token/lists.ts'
import type { Problem } from '../token/problems.ts'
import { printable } from '../token/text.ts'
import type { Paint } from './paint.ts'

const TIMES = ['iat', 'nbf', 'exp']
const LABEL_WIDTH = 18

/** @param now - the clock that the inspection used. @param signer - whose secret was tried, where one was. */
export function viewInspection(
  inspection: Inspection,
  now: Date,
  signer: string | undefined,
  paint: Paint,
): string {
  const { header, claims, signature, canJoin, canCallApi, problems } = inspection
  const yesNo = (yes: boolean): string => (yes ? paint.green('yes') : paint.red('no'))
  const tried = signer === undefined ? 'no credentials were given' : `tried with ${signer}`
  const lines = [
    row('header', header === null ? 'cannot be read' : JSON.stringify(header)),
    ...(claims === null ? [row('claims', 'cannot be read')] : Object.entries(claims).map(claimRow(now))),
    '',
    row(
      'signature',
      signature === 'unchecked' ? `unchecked: ${unchecked(problems, tried)}` : `${signature}, ${tried}`,
    ),
    `${label('can join')}${yesNo(canJoin)}${canJoin && mustBeLetIn(claims?.permissions) ? ', once somebody with allow_join lets them in' : ''}`,
    `${label('can call the API')}${yesNo(canCallApi)}`,
    ...problems.flatMap((problem) => ['', ...viewProblem(problem, paint)]),
  ]
  return `${lines.join('\n')}\n`
}

function unchecked(problems: readonly Problem[], tried: string): string {
  if (problems.some(({ code }) => code === 'apikey-mismatch')) return 'it is for another API key'
  return tried.startsWith('tried') ? 'there is none to try' : tried
}

function claimRow(now: Date): (claim: [string, unknown]) => string {
  return ([name, value]) => {
    const words =
      TIMES.includes(name) && typeof value === 'number' ? `  ${timeInWords(name, value, now)}` : ''
    return row(name, `${JSON.stringify(value)}${words}`)
  }
}

function timeInWords(name: string, seconds: number, now: Date): string {
  if (seconds < 0 || seconds > LAST_SECOND) return 'no time that a date can say'
  const ahead = seconds - now.getTime() / 1000
  const distance = ahead > 0 ? `in ${describeDuration(ahead)}` : `${describeDuration(-ahead)} ago`
  const verb = { iat: 'issued', nbf: 'good from', exp: ahead > 0 ? 'expires' : 'expired' }[name]
  return `${toIso(seconds)}, ${verb} ${distance}`
}

function viewProblem({ code, severity, message, hint, videosdk }: Problem, paint: Paint): string[] {
  const kind = severity === 'error' ? paint.red('error') : paint.yellow('warning')
  const codes = videosdk === undefined ? code : `${code}, VideoSDK ${videosdk}`
  return [`${kind}: ${printable(message)}  [${codes}]`, `  ${printable(hint)}`]
}

function row(name: string, value: string): string {
  return `${label(name)}${printable(value)}`
}

function label(name: string): string {
  return `${printable(name)} `.padEnd(LABEL_WIDTH)
}
