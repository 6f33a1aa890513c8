/**
 * The package is fit to be published: publint and attw find nothing, the tarball holds what a user needs and nothing
 * else, npm would take it without a warning, and its types hold for every TypeScript from 5.4 on.
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Consumed, cjsConsumer, esmConsumer } from '../support/consumer.ts'
import { installedFiles, installPacked, pack } from '../support/packed.ts'
import { ENTRIES, type Entry, publicNames } from '../support/public-names.ts'
import { emptyFolder } from '../support/world.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const BIN = join(ROOT, 'node_modules/.bin')

/** ESM users from 5.4, CommonJS users from 5.9; 7 is another program, in Go. */
const FOR_ESM = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6', 'latest']
const FOR_COMMONJS = FOR_ESM.slice(FOR_ESM.indexOf('5.9'))

/** What a tarball holds besides what an entry leads to. */
const PAPERS = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'bin/package.json',
  'dist/LICENCES.txt',
  'dist/sbom.cdx.json',
  'package.json',
]

interface Manifest {
  readonly bin: Record<string, string>
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>
  readonly files: readonly string[]
  readonly engines: Record<string, string>
  readonly keywords: readonly string[]
  readonly publishConfig: Record<string, string>
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest

let folder = ''
beforeAll(() => {
  folder = installPacked(
    ...FOR_ESM.map((version) => `typescript-${version}@npm:typescript@${version}`),
    '@types/node@20.19.43',
    '@cloudflare/workers-types@4',
  )
})

describe('the tarball', () => {
  it('is what publint asks for, in strict mode', () => {
    const tarball = pack(emptyFolder())
    expect(execFileSync(join(BIN, 'publint'), [tarball, '--strict'], { encoding: 'utf8' })).toContain(
      'All good!',
    )
  })

  it('is what attw asks for of a package of ES modules', () => {
    const tarball = pack(emptyFolder())
    const report = execFileSync(join(BIN, 'attw'), [tarball, '--profile', 'esm-only', '-f', 'json'], {
      encoding: 'utf8',
    })
    const { analysis } = JSON.parse(report) as { analysis: { entrypoints: object; types: object } }
    expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(manifest.exports))
    expect(analysis.types).toEqual({ kind: 'included' })
  })

  it('holds what the entries lead to, with licences and papers, and nothing else', () => {
    const entries = [
      ...Object.values(manifest.bin),
      ...Object.values(manifest.exports).flatMap((target) =>
        typeof target === 'string' ? [] : [target.types, target.default],
      ),
    ]
    const needed = reachable(join(folder, 'node_modules/videosdk-token'), entries)
    expect(needed.length).toBeGreaterThan(40)
    expect(installedFiles(folder)).toEqual([...needed, ...PAPERS].sort())
  })

  it('is published without a warning', () => {
    const args = ['publish', '--dry-run', '--ignore-scripts', '--tag', 'latest', '--json']
    const { stderr, status } = runNpm(args)
    expect({ status, warnings: stderr.match(/^npm (warn|error).*$/gim) }).toEqual({
      status: 0,
      warnings: null,
    })
  })
})

describe('package.json', () => {
  it('names what is true', () => {
    expect(manifest.engines).toEqual({ node: '>=20.19' })
    expect(manifest.keywords).toEqual([...new Set(manifest.keywords)])
    expect(manifest.files).toEqual(['bin', 'dist', 'CHANGELOG.md'])
    expect(manifest.publishConfig).toEqual({ access: 'public' })
    // Nobody knows an address yet; the release workflow puts in the one that it runs at.
    expect(manifest).not.toHaveProperty('repository')
    expect(manifest).not.toHaveProperty('dependencies')
  })
})

describe('types', () => {
  const packed = (specifier: string): string => {
    const target = manifest.exports[specifier.replace('videosdk-token', '.')]
    if (typeof target !== 'object') throw new Error(`package.json exports no ${specifier}`)
    return join(folder, 'node_modules/videosdk-token', target.types)
  }
  let entries: Consumed[] = []
  beforeAll(() => {
    entries = Object.keys(ENTRIES).map((specifier) => ({ specifier, names: publicNames(packed(specifier)) }))
  })

  it('are of the names that the sources export', () => {
    for (const { specifier, names } of entries)
      expect(names, specifier).toEqual(publicNames(join(ROOT, ENTRIES[specifier as Entry])))
  })

  /** What a project may have: no Node at all, Node's types without a DOM, those of Workers. */
  const WORLDS = {
    node: { lib: ['es2023'], types: ['node'] },
    'no @types/node': { types: [] },
    workers: { lib: ['es2023'], types: ['@cloudflare/workers-types'] },
  }

  const cases = FOR_ESM.flatMap((version) =>
    ['nodenext', 'bundler'].flatMap((resolution) =>
      (['node', 'no @types/node', 'workers'] as const)
        // The version hardly matters to what is declared elsewhere: the oldest and the newest tell.
        .filter((world) => world === 'node' || ['5.4', 'latest'].includes(version))
        .map((world) => ({ version, resolution, world })),
    ),
  )

  it.concurrent.each(cases)(
    'hold for ES modules: TypeScript $version, $resolution, $world',
    async ({ version, resolution, world }) => {
      const program = esmConsumer(entries)
      expect(
        await typeCheck({ version, resolution, file: 'main.mts', program, options: WORLDS[world] }),
      ).toBe('')
    },
  )

  it.concurrent.each(FOR_COMMONJS)('hold for CommonJS: TypeScript %s', async (version) => {
    const program = cjsConsumer(entries)
    const options = WORLDS.node
    expect(await typeCheck({ version, resolution: 'nodenext', file: 'main.cts', program, options })).toBe('')
  })

  it('would be seen not to hold', async () => {
    const program = `${esmConsumer(entries)}\nexport const wrong: number = parseDuration`
    const options = WORLDS.node
    const said = await typeCheck({
      version: '5.4',
      resolution: 'bundler',
      file: 'main.mts',
      program,
      options,
    })
    expect(said).toContain('error TS2322')
  })
})

interface Check {
  readonly version: string
  readonly resolution: string
  readonly file: string
  readonly program: string
  readonly options: { readonly lib?: readonly string[]; readonly types: readonly string[] }
}

/** What TypeScript of that version says of a program beside the installed package: nothing where all is well. */
async function typeCheck({ version, resolution, file, program, options }: Check): Promise<string> {
  const project = join(folder, `${version}-${resolution}-${Math.random()}`)
  mkdirSync(project)
  writeFileSync(join(project, file), program)
  const compilerOptions = {
    ...options,
    module: resolution === 'bundler' ? 'esnext' : resolution,
    moduleResolution: resolution,
    target: 'es2022',
    typeRoots: ['../node_modules/@types', '../node_modules'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
  const tsc = join(folder, `node_modules/typescript-${version}/bin/tsc`)
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout || String(error)
  }
}

/** The files that code or declarations lead to: what they import, require, or import when it is needed. */
function reachable(root: string, entries: readonly string[]): string[] {
  const found = new Set<string>()
  const visit = (file: string): void => {
    if (found.has(file) || !existsSync(join(root, file))) return
    found.add(file)
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, , path = ''] of text.matchAll(/(["'`])(\.{1,2}\/[\w./-]+)\1/g)) {
      const target = join(dirname(file), path)
      visit(target)
      if (file.endsWith('.d.ts')) visit(target.replace(/\.js$/, '.d.ts'))
    }
  }
  for (const entry of entries) visit(normalize(entry))
  return [...found]
}

/** npm, with a registry that nobody answers for: what it does needs no network. */
function runNpm(args: readonly string[]): { readonly stderr: string; readonly status: number | null } {
  const registry = [
    '--registry',
    'http://127.0.0.1:9/',
    '--//127.0.0.1:9/:_authToken=none',
    '--fetch-retries',
    '0',
  ]
  return spawnSync('npm', [...args, ...registry], { cwd: ROOT, encoding: 'utf8' })
}
