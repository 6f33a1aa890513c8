/** The texts of `help <topic>`, made from the tables that the code itself reads. */
import { ERROR_CODES, type ErrorCode } from '../token/errors.ts'
import { FORMATS } from '../token/format.ts'
import { SANDBOX_CREDENTIALS } from '../token/sandbox-credentials.ts'
import { EXIT_CODE_OF, EXIT_CODES } from './exit-codes.ts'

export const TOPICS = { credentials, 'exit-codes': exitCodes, formats, sandbox } as const

function credentials(): string {
  return `Which API key and secret are used: the first of these.

  1  --api-key <key> with --secret-file <path>, or - for stdin
  2  --profile <name>
  3  VIDEOSDK_API_KEY with VIDEOSDK_SECRET or VIDEOSDK_SECRET_KEY,
     from the environment, then from the file of --dotenv <path>
  4  the profile that VIDEOSDK_PROFILE names, else the current profile

A pair comes whole from one place: half of one is an error, and nothing behind
the winner is opened. --sandbox stands apart: built-in credentials, no network.

Profiles lie in the file that "videosdk-token profile path" prints, readable by
you alone. VIDEOSDK_TOKEN_CONFIG_DIR names another folder for it. With
--secret-command a profile keeps the command that prints the secret (op read,
pass show, …), so that no secret lies on disk.

There is no --secret: a process list would show it.

Which token a call of the API carries (create-meeting, validate, …):

  1  --token <jwt|@file|->
  2  one signed with --api-key, --profile or --sandbox, where given
  3  VIDEOSDK_TOKEN, then VIDEOSDK_AUTH_TOKEN, of the environment, then of the
     --dotenv file; one that VideoSDK would refuse is passed over
  4  one signed with the credentials above: of role crawler, for ten minutes

"videosdk-token serve" takes its access key from --access-key-file, else from
VIDEOSDK_TOKEN_ACCESS_KEY.

And where it goes: --endpoint, the endpoint of the profile that --profile
names, VIDEOSDK_API_ENDPOINT, that of the profile whose credentials won, else
https://api.videosdk.live. A proxy in HTTPS_PROXY, HTTP_PROXY and NO_PROXY is used.
`
}

function exitCodes(): string {
  const codes = Object.entries(EXIT_CODES).map(([exit, meaning]) => {
    const list = codesOf(Number(exit)).map(([code, text]) => `       ${code.padEnd(26)}${text}`)
    return [`${exit.padStart(5)}  ${meaning}`, ...list].join('\n')
  })
  return `Exit codes, and the errors that lead to each.\n\n${codes.join('\n')}\n`
}

function codesOf(exit: number): [string, string][] {
  return Object.entries(ERROR_CODES).filter(([code]) => EXIT_CODE_OF[code as ErrorCode] === exit)
}

function formats(): string {
  const list = Object.entries(FORMATS).map(([name, text]) => `  ${name.padEnd(8)}${text}`)
  return `What "token -o <format>" prints for each token.\n\n${list.join('\n')}

stdout has nothing else on it. Several tokens (-n, --participants) are one a line.
`
}

function sandbox(): string {
  const { apiKey, secret } = SANDBOX_CREDENTIALS
  return `VideoSDK offline, for tests, CI and trains.

--sandbox on a command takes credentials of its own and no network: token and
inspect touch no file, the meeting commands keep their rooms in sandbox.json
beside the profiles, so that a meeting made by one is found by the next.

"videosdk-token sandbox" serves the same on a port, for whatever speaks HTTP:
v2 rooms (with or without the /v2) and v1 meetings, with VideoSDK's statuses
and messages. Its credentials, which VideoSDK refuses:

  VIDEOSDK_API_KEY=${apiKey}
  VIDEOSDK_SECRET=${secret}

With --profile or --api-key yours are taken, too. One request can ask for
trouble, and no other feels it, by the header X-Sandbox-Fault:

  status=503               status=429; retry-after=1      html
  latency=500ms            drop                           truncate

Its flags: videosdk-token sandbox --help
In a test of JavaScript: import { startSandbox } from 'videosdk-token/sandbox'
`
}
