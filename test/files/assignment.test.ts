/** `setVariable`: one value changes, and every other byte stays. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { setVariable } from '../../src/files/assignment.ts'
import { emptyFolder } from '../support/world.ts'

const NAME = 'AUTH_TOKEN'
const TOKEN = 'eyJh.eyJi-_.c'

/** Before, after, whether the name was there. */
type Case = readonly [string, string, boolean]

const ENV: readonly Case[] = [
  ['', `${NAME}=${TOKEN}\n`, false],
  ['A=1\n', `A=1\n${NAME}=${TOKEN}\n`, false],
  ['A=1', `A=1\n${NAME}=${TOKEN}`, false],
  ['A=1\r\n', `A=1\r\n${NAME}=${TOKEN}\r\n`, false],
  ['A=1\r\nB=2', `A=1\r\nB=2\r\n${NAME}=${TOKEN}`, false],
  [`${NAME}=old\nB=2\n`, `${NAME}=${TOKEN}\nB=2\n`, true],
  [`${NAME}=old`, `${NAME}=${TOKEN}`, true],
  [`${NAME}=\n`, `${NAME}=${TOKEN}\n`, true],
  [`  export   ${NAME} = old  \n`, `  export   ${NAME} = ${TOKEN}  \n`, true],
  [`export ${NAME}=old\n`, `export ${NAME}=${TOKEN}\n`, true],
  [`${NAME}="old" # mine\n`, `${NAME}="${TOKEN}" # mine\n`, true],
  [`${NAME}='old'\r\n`, `${NAME}='${TOKEN}'\r\n`, true],
  [`${NAME}=\`old\`\n`, `${NAME}=\`${TOKEN}\`\n`, true],
  [`${NAME}=""\n`, `${NAME}="${TOKEN}"\n`, true],
  [`${NAME}="old"# mine\n`, `${NAME}="${TOKEN}" # mine\n`, true],
  [`${NAME}=old # mine\n`, `${NAME}=${TOKEN} # mine\n`, true],
  [`${NAME}=old#mine\n`, `${NAME}=${TOKEN} #mine\n`, true],
  [`${NAME}=  #PASTE_HERE\n`, `${NAME}=${TOKEN}  #PASTE_HERE\n`, true],
  [`${NAME}=#PASTE_HERE\n`, `${NAME}=${TOKEN} #PASTE_HERE\n`, true],
  [`${NAME} = #PASTE_HERE\n`, `${NAME} = ${TOKEN} #PASTE_HERE\n`, true],
  [`${NAME} =#PASTE_HERE\n`, `${NAME} =${TOKEN} #PASTE_HERE\n`, true],
  [`${NAME}="old\nB=1\n`, `${NAME}=${TOKEN}\nB=1\n`, true],
  [`${NAME}="old" new\n`, `${NAME}=${TOKEN}\n`, true],
  [`${NAME}="a\nb"\nB=1\n`, `${NAME}="${TOKEN}"\nB=1\n`, true],
  [`${NAME}=one\n${NAME}=two\n`, `${NAME}=one\n${NAME}=${TOKEN}\n`, true],
  [`#${NAME}=old\n`, `#${NAME}=old\n${NAME}=${TOKEN}\n`, false],
  [`  # ${NAME}=old\n`, `  # ${NAME}=old\n${NAME}=${TOKEN}\n`, false],
  [`REACT_${NAME}=old\n`, `REACT_${NAME}=old\n${NAME}=${TOKEN}\n`, false],
  [`${NAME}2=old\n`, `${NAME}2=old\n${NAME}=${TOKEN}\n`, false],
  [`B="line\n${NAME}=old\n"\n`, `B="line\n${NAME}=old\n"\n${NAME}=${TOKEN}\n`, false],
  [`${NAME}: old\n`, `${NAME}: ${TOKEN}\n`, true],
  [`\u00ef\u00bb\u00bf${NAME}=old\n`, `\u00ef\u00bb\u00bf${NAME}=${TOKEN}\n`, true],
  [`B=caf\u00c3\u00a9\n${NAME}=\u00c3\u00a0 \n`, `B=caf\u00c3\u00a9\n${NAME}=${TOKEN} \n`, true],
  [`B=1\r${NAME}=old\rC=2\r`, `B=1\r${NAME}=${TOKEN}\rC=2\r`, true],
]

const PROPERTIES: readonly Case[] = [
  ['', `${NAME}=${TOKEN}\n`, false],
  [
    `sdk.dir=C\\:\\\\Android\\\\Sdk\r\n${NAME} = TEMPORARY\r\n`,
    `sdk.dir=C\\:\\\\Android\\\\Sdk\r\n${NAME} = ${TOKEN}\r\n`,
    true,
  ],
  [`${NAME}=old # no comment\n`, `${NAME}=${TOKEN}\n`, true],
  [`${NAME}="old"\n`, `${NAME}=${TOKEN}\n`, true],
  [`${NAME}:old\n`, `${NAME}:${TOKEN}\n`, true],
  [`${NAME}  old\n`, `${NAME}  ${TOKEN}\n`, true],
  [`${NAME}\n`, `${NAME}=${TOKEN}\n`, true],
  [`\t${NAME} :  old\n`, `\t${NAME} :  ${TOKEN}\n`, true],
  [`${NAME}=ol\\\n   d\nb=1\n`, `${NAME}=${TOKEN}\nb=1\n`, true],
  [`b=1\\\n${NAME}=2\n`, `b=1\\\n${NAME}=2\n${NAME}=${TOKEN}\n`, false],
  [`b=1\\`, `b=1\\\n\n${NAME}=${TOKEN}`, false],
  [`b=1\\\n`, `b=1\\\n\n${NAME}=${TOKEN}\n`, false],
  [`b=1\\\\\n`, `b=1\\\\\n${NAME}=${TOKEN}\n`, false],
  [`#${NAME}=1\n!${NAME}=1\n`, `#${NAME}=1\n!${NAME}=1\n${NAME}=${TOKEN}\n`, false],
  [`# open \\\n${NAME}=1\n`, `# open \\\n${NAME}=${TOKEN}\n`, true],
  [`AUTH\\u005fTOKEN=1\n`, `AUTH\\u005fTOKEN=${TOKEN}\n`, true],
  [`AUTH\\_TO\\\n  KEN=1\n`, `AUTH\\_TO\\\n  KEN=${TOKEN}\n`, true],
  [`${NAME}=1\n${NAME}=2\n`, `${NAME}=1\n${NAME}=${TOKEN}\n`, true],
  ['\n\n  \n', `\n\n  \n${NAME}=${TOKEN}\n`, false],
]

describe.each([
  ['env', ENV],
  ['properties', PROPERTIES],
] as const)('%s', (syntax, cases) => {
  test.each(cases)('%j', (before, after, replaced) => {
    expect(setVariable(before, NAME, TOKEN, syntax)).toEqual({ text: after, replaced })
  })

  it('done twice is done once', () => {
    for (const [before] of cases) {
      const once = setVariable(before, NAME, TOKEN, syntax).text
      expect(setVariable(once, NAME, TOKEN, syntax)).toEqual({ text: once, replaced: true })
    }
  })
})

test('dotenv reads the token, and everything else as before, whatever the file', () => {
  const part = fc.constantFrom(
    ...[
      'A',
      NAME,
      '=',
      ' = ',
      ': ',
      '"',
      "'",
      '`',
      '#',
      '\\',
      '\n',
      '\r\n',
      ' ',
      'x',
      'export ',
      '\u00c3',
      '$&',
    ],
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 24 }), (parts) => {
      const before = parts.join('')
      const { text } = setVariable(before, NAME, TOKEN, 'env')
      expect(parse(text)).toEqual({ ...parse(before), [NAME]: TOKEN })
    }),
    { numRuns: 3_000, seed: 15 },
  )
})

test("Node's --env-file reads the token", () => {
  const folder = emptyFolder()
  // A BOM, colons, lone CRs and several spaces behind export are for dotenv alone.
  const known = ENV.filter(([before]) => !/^\u00ef|: |\r(?!\n)|export {2}/.test(before))
  for (const [number, [before]] of known.entries()) {
    const file = join(folder, `${number}.env`)
    writeFileSync(file, setVariable(before, NAME, TOKEN, 'env').text, 'latin1')
    const { stdout } = spawnSync(process.execPath, [`--env-file=${file}`, '-p', `process.env.${NAME}`], {
      env: {},
      encoding: 'utf8',
    })
    expect([before, stdout]).toEqual([before, `${TOKEN}\n`])
  }
})
