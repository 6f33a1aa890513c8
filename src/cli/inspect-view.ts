/** An inspection for people: what the token says, what it is worth, and each reason why not. */
import { joiningInWords, timeInWords } from '../token/in-words.ts'
import type { Inspection } from '../token/inspect.ts'
import type { Problem } from '../token/problems.ts'
import { printable } from '../token/text.ts'
import { type Asked, isYes } from './ask-online.ts'
import type { Paint } from './paint.ts'

const LABEL_WIDTH = 18

/** @param now - the clock that the inspection used. @param signer - whose secret was tried, where one was. */
export function viewInspection(
  inspection: Inspection,
  asked: Asked | undefined,
  now: Date,
  signer: string | undefined,
  paint: Paint,
): string {
  const { header, claims, signature, canCallApi, problems } = inspection
  // The words after yes or no are plain.
  const painted = (words: string): string =>
    words.replace(/^(?:yes|no)/, (answer) => (answer === 'yes' ? paint.green(answer) : paint.red(answer)))
  const tried = signer === undefined ? 'no credentials were given' : `tried with ${signer}`
  const lines = [
    row('header', header === null ? 'cannot be read' : JSON.stringify(header)),
    ...(claims === null ? [row('claims', 'cannot be read')] : Object.entries(claims).map(claimRow(now))),
    '',
    row(
      'signature',
      signature === 'unchecked' ? `unchecked: ${unchecked(problems, tried)}` : `${signature}, ${tried}`,
    ),
    `${label('can join')}${painted(joiningInWords(inspection))}`,
    `${label('can call the API')}${painted(canCallApi ? 'yes' : 'no')}`,
    ...(asked ? [`${label('asked online')}${painted(askedInWords(asked))}`] : []),
    ...problems.flatMap((problem) => ['', ...viewProblem(problem, paint)]),
  ]
  return `${lines.join('\n')}\n`
}

function askedInWords({ answer, host }: Asked): string {
  const { status, code, message } = answer
  const codes = `HTTP ${status}${code === undefined ? '' : `, VideoSDK ${code}`}`
  const said = `${isYes(answer) ? 'yes' : 'no'}, says ${host}`
  return printable(`${said}: ${message}  [${codes}]`)
}

function unchecked(problems: readonly Problem[], tried: string): string {
  if (problems.some(({ code }) => code === 'apikey-mismatch')) return 'it is for another API key'
  return tried.startsWith('tried') ? 'there is none to try' : tried
}

function claimRow(now: Date): (claim: [string, unknown]) => string {
  return ([name, value]) => {
    const words = timeInWords(name, value, now)
    return row(name, `${JSON.stringify(value)}${words === undefined ? '' : `  ${words}`}`)
  }
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
