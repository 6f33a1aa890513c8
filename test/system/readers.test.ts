/** What `--into` writes, read back by Debian's python-dotenv and by Java's own Properties; npm's and Node's are in test/files. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Syntax, setVariable } from '../../src/files/assignment.ts'
import { type Case, ENV, NAME, PROPERTIES, TOKEN } from '../support/assignments.ts'
import { emptyFolder } from '../support/world.ts'

const PYTHON = `
import json, sys
from dotenv import dotenv_values
print(json.dumps([dotenv_values(path, encoding="latin1", interpolate=True) for path in sys.argv[1:]]))`

const JAVA = `
import java.io.*;
import java.util.*;
public class Read {
    public static void main(String[] paths) throws IOException {
        for (String path : paths) {
            Properties properties = new Properties();
            try (InputStream in = new FileInputStream(path)) { properties.load(in); }
            // A file a line, since values may hold what JSON would escape.
            StringJoiner line = new StringJoiner("\\u0001");
            for (String name : new TreeSet<>(properties.stringPropertyNames()))
                line.add(name + "\\u0002" + properties.getProperty(name).replace("\\n", "\\\\n"));
            System.out.println(line);
        }
    }
}`

type Values = Readonly<Record<string, string | null>>

/** The files before the edit, and after it. */
function written(cases: readonly Case[], syntax: Syntax): { before: string[]; after: string[] } {
  const folder = emptyFolder()
  const paths = { before: [] as string[], after: [] as string[] }
  for (const [number, [text]] of cases.entries()) {
    for (const [when, content] of [
      ['before', text],
      ['after', setVariable(text, NAME, TOKEN, syntax).text],
    ] as const) {
      mkdirSync(join(folder, String(number), when), { recursive: true })
      const path = join(folder, String(number), when, syntax === 'env' ? '.env' : 'local.properties')
      writeFileSync(path, content, 'latin1')
      paths[when].push(path)
    }
  }
  return paths
}

const readByPython = (paths: readonly string[]): Values[] =>
  // Debian's interpreter, which its packages are for.
  JSON.parse(
    execFileSync('/usr/bin/python3', ['-c', PYTHON, ...paths], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )

const readByJava = (paths: readonly string[]): Values[] => {
  const program = join(emptyFolder(), 'Read.java')
  writeFileSync(program, JAVA)
  const lines = execFileSync('java', [program, ...paths], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
  return lines.map((line) =>
    Object.fromEntries(
      line
        .split('\u0001')
        .filter((one) => one !== '')
        .map((one) => one.split('\u0002') as [string, string]),
    ),
  )
}

describe.each([
  // A BOM read as latin1, a colon, a lone CR, backticks and a quote that is never closed are for dotenv alone.
  [
    'python-dotenv',
    readByPython,
    ENV.filter(([text]) => !/^\u00ef|:\s|\r(?!\n)|`|"old(\n|" new)/.test(text)),
    'env',
  ],
  ['java.util.Properties', readByJava, PROPERTIES, 'properties'],
] as const)('%s', (_, read, cases, syntax) => {
  it('reads the token, and everything else as before', () => {
    expect(cases.length).toBeGreaterThan(15)
    const { before, after } = written(cases, syntax)
    const [old, now] = [read(before), read(after)]
    for (const [number, [text]] of cases.entries())
      expect({ text, ...now[number] }).toEqual({ text, ...old[number], [NAME]: TOKEN })
  })
})
