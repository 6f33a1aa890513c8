/** Inputs of the program as a whole, run in process. */
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { API_KEY, createWorld, run, SECRET } from '../../support/world.ts'
import { commandLine, files, GRAMMARS, stdin } from './command-lines.ts'
import { holdsContract } from './contract.ts'
import { wellFormed } from './hostile.ts'
import { type Kind, kind } from './inputs.ts'
import { hostileAnswer } from './network-inputs.ts'

const environment = fc.constantFrom<Record<string, string>>(
  {},
  { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET },
  { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET },
  { VIDEOSDK_API_KEY: API_KEY },
  { VIDEOSDK_SECRET: SECRET, VIDEOSDK_API_KEY: '__proto__', VIDEOSDK_TOKEN: 'undefined' },
)

/** A server that says it is busy would be asked again, a second later. */
const answer = hostileAnswer.map((one) => ({ ...one, status: one.status >= 429 ? 200 : one.status }))

/** What is loaded with a first run of each command counts for none of the inputs. */
let loaded: Promise<unknown> | undefined
function load(): Promise<unknown> {
  const lines = GRAMMARS.map(({ words }) => [
    ...words,
    ...(/serve|sandbox/.test(words.join()) ? ['--port=0'] : []),
  ])
  loaded ??= (async () => {
    for (const line of [
      ...lines,
      ['sandbox', '--tls', '--port=0'],
      ['token', '--sandbox', '--qr'],
      ['profile', 'import', 'dev'],
    ])
      await run(line, createWorld({ env: { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET } }))
  })()
  return loaded
}

const input = fc.tuple(commandLine, files, stdin, environment, answer)

export const LINE_KINDS: readonly Kind[] = [
  kind('first lines', 1, fc.constant(0), () => load().then(() => true), { refuses: false }),
  kind('command lines', 7_000, input, async ([args, given, text, env, one]) => {
    const world = createWorld({
      env,
      files: given,
      stdin: text,
      fetch: async () => new Response(one.status === 204 ? null : wellFormed(one.body), one),
    })
    const ended = await run(args, world)
    rmSync(world.folder, { recursive: true, force: true })
    holdsContract(args, ended)
    return ended.code === 0
  }),
]
