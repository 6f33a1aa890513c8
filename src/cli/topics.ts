/** The texts of `help <topic>`, made from the tables that the code itself reads. */
import { ERROR_CODES, type ErrorCode } from '../token/errors.ts'
import { FAULTS } from '../token/fault.ts'
import { FORMATS } from '../token/format.ts'
import { SANDBOX_CREDENTIALS } from '../token/sandbox-credentials.ts'
import { WARNING_CODES, type WarningCode } from '../token/warnings.ts'
import { EXIT_CODE_OF, EXIT_CODES } from './exit-codes.ts'
import { listOfExamples, reflow } from './help-page.ts'
import { explainProblem, isProblemCode } from './problem-meanings.ts'

interface Topic {
  readonly text: () => string
  readonly examples: readonly [string, string]
}

export const TOPICS = {
  credentials: {
    text: credentials,
    examples: ['videosdk-token profile list', 'videosdk-token doctor --offline'],
  },
  'exit-codes': {
    text: exitCodes,
    examples: [
      'videosdk-token help credentials-missing',
      'videosdk-token validate --sandbox nobody || echo "exit $?"',
    ],
  },
  formats: {
    text: formats,
    examples: ['videosdk-token token --sandbox -o header', 'videosdk-token token --sandbox -n 3 -o csv'],
  },
  sandbox: {
    text: sandbox,
    examples: [
      'videosdk-token create-meeting --sandbox --custom-id standup',
      'videosdk-token exec --sandbox -- npm test',
    ],
  },
} as const satisfies Record<string, Topic>

export type TopicName = keyof typeof TOPICS

/** @param columns - the width of the terminal. */
export function topicPage(name: TopicName, columns: number): string {
  const { text, examples } = TOPICS[name]
  return reflow(`${text()}${listOfExamples(examples)}`, columns)
}

/**
 * What stands in brackets, explained: as an error, with the exit code that it leads to; as a problem of a token; as a
 * warning. Undefined where nothing of ours has that code.
 */
export function codePage(name: string, columns: number): string | undefined {
  const lines: string[] = []
  if (isErrorCode(name)) {
    const exit = EXIT_CODE_OF[name]
    lines.push(`${name}: ${ERROR_CODES[name]}`, `Exit code ${exit}: ${EXIT_CODES[exit]}.`)
  }
  if (isProblemCode(name)) {
    const [meaning, consequence] = explainProblem(name)
    lines.push(`${lines.length === 0 ? name : 'inspect'}: ${meaning}`, consequence)
  }
  if (isWarningCode(name)) lines.push(`${name}: ${WARNING_CODES[name]}`, 'A warning: nothing failed for it.')
  return lines.length === 0 ? undefined : reflow(`${lines.join('\n')}\n`, columns)
}

function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(ERROR_CODES, name)
}

function isWarningCode(name: string): name is WarningCode {
  return Object.hasOwn(WARNING_CODES, name)
}

function credentials(): string {
  return `Which API key and secret are used: the first of these.

  1  --api-key <key> with --secret-file <path>, or - for stdin
  2  --profile <name>
  3  VIDEOSDK_API_KEY with VIDEOSDK_SECRET or VIDEOSDK_SECRET_KEY, from the environment, then from the file of --dotenv <path>
  4  the profile that VIDEOSDK_PROFILE names, else the current profile

A pair comes whole from one place, and nothing behind the winner is opened. --sandbox stands apart: built-in credentials, no network. There is no --secret: a process list would show it.

Profiles lie in the file that "videosdk-token profile path" prints, readable by you alone. With --secret-command a profile keeps the command that prints the secret (op read, pass show), so that no secret lies on disk.

Which token a call of the API carries (create-meeting, validate, …):

  1  --token <jwt|@file|->
  2  one signed with --api-key, --profile or --sandbox, where given
  3  VIDEOSDK_TOKEN, then VIDEOSDK_AUTH_TOKEN; one that VideoSDK would refuse is passed over
  4  one signed with the credentials above: of role crawler, for ten minutes

It goes to --endpoint, the endpoint of the profile of --profile, VIDEOSDK_API_ENDPOINT, that of the profile whose credentials won, else https://api.videosdk.live; by a proxy in HTTPS_PROXY, HTTP_PROXY and NO_PROXY. "serve" takes its access key from --access-key-file, else VIDEOSDK_TOKEN_ACCESS_KEY.
`
}

function exitCodes(): string {
  const codes = Object.entries(EXIT_CODES).map(([exit, meaning]) => {
    const names = codesOf(Number(exit))
    return `${exit.padStart(3)}  ${meaning}${names.length === 0 ? '' : `: ${names.join(' ')}`}`
  })
  return `Exit codes, and the errors that lead to each. "help <error>" says what one means.\n\n${codes.join('\n')}\n`
}

function codesOf(exit: number): string[] {
  return Object.keys(ERROR_CODES).filter((code) => EXIT_CODE_OF[code as ErrorCode] === exit)
}

function formats(): string {
  const list = Object.entries(FORMATS).map(([name, text]) => `  ${name.padEnd(8)}${text}`)
  const faults = Object.entries(FAULTS).map(([name, text]) => `  ${name.padEnd(21)}${text}`)
  return `What "token -o <format>" prints for each token.\n\n${list.join('\n')}

stdout has nothing else on it. Several tokens (-n, --participants) are one a line.

What is wrong with a token of "token --fault <kind>".\n\n${faults.join('\n')}
`
}

function sandbox(): string {
  const { apiKey, secret } = SANDBOX_CREDENTIALS
  return `VideoSDK offline, for tests, CI and trains.

--sandbox on a command takes credentials of its own and no network: token and inspect touch no file (but for inspect --online, which asks the sandbox), the meeting commands keep their rooms in sandbox.json beside the profiles, so that a meeting made by one is found by the next. "exec --sandbox" lends a command a sandbox of its own.

"videosdk-token sandbox" serves the same on a port, for whatever speaks HTTP: v2 rooms (with or without the /v2) and v1 meetings, with VideoSDK's statuses and messages. Its credentials, which VideoSDK refuses:

  VIDEOSDK_API_KEY=${apiKey}
  VIDEOSDK_SECRET=${secret}

With --profile or --api-key yours are taken, too. One request can ask for trouble, and no other feels it, by the header X-Sandbox-Fault:

  status=503, status=429; retry-after=1, latency=500ms, drop, truncate, html

Opened in a browser, it shows who is in which room, and lets in who waits. VideoSDK's web client joins it, too, but for media: who is refused is told by the codes of "inspect --for join", whoever has ask_join waits, and a participant named refuse-4009 is refused with 4009. Clients speak TLS only: --tls, then initMeeting({ signalingBaseUrl: "localhost:9010" }). A Playwright test needs neither: routeToSandbox(page, sandbox).

Its flags: videosdk-token sandbox --help
In a test of JavaScript: import { routeToSandbox, startSandbox } from 'videosdk-token/sandbox'
`
}
