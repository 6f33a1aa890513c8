/** The texts of `help <topic>`, made from the tables that the code itself reads. */
import { ERROR_CODES, type ErrorCode } from '../token/errors.ts'
import { FORMATS } from '../token/format.ts'
import { EXIT_CODE_OF, EXIT_CODES } from './exit-codes.ts'

export const TOPICS = { credentials, 'exit-codes': exitCodes, formats } as const

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
