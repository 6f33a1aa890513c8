/**
 * What reaches a user comes from where it says: versions are locked with their hashes, no script of ours runs at an
 * install, two clones of the same commit give the same tarball byte for byte, and what is bundled is listed, licensed
 * and without a known advisory.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type Format, type Plugin } from 'esbuild'
import type { Options } from 'tsup'
import { beforeAll, describe, expect, it } from 'vitest'
import { packageFolders } from '../../build/bill.ts'
import tsupConfig from '../../tsup.config.ts'
import { advisoriesOf, audit, type Component, type KnownAdvisory, readAudit } from '../support/advisories.ts'
import { emptyFolder } from '../support/world.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const json = <T>(file: string): T => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as T

interface Locked {
  readonly version: string
  readonly integrity?: string
  readonly resolved?: string
  readonly name?: string
}

const manifest = json<{
  readonly scripts: Record<string, string>
  readonly devDependencies: Record<string, string>
}>('package.json')
const locked = json<{ readonly packages: Record<string, Locked> }>('package-lock.json').packages

describe('what is installed to build', () => {
  it('is named by exact versions, and by nothing but what a build needs', () => {
    for (const [name, version] of Object.entries(manifest.devDependencies))
      expect(version, name).toMatch(/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+$/)
    expect(Object.keys(manifest).filter((field) => /ependencies$/.test(field))).toEqual(['devDependencies'])
  })

  it('is locked: each package by its version and hash, and from nowhere but the registry', () => {
    const { '': root, ...packages } = locked as Record<string, Locked & Record<string, unknown>>
    expect(root?.devDependencies).toEqual(manifest.devDependencies)
    for (const [name, wanted] of Object.entries(manifest.devDependencies))
      expect(packages[`node_modules/${name}`]?.version, name).toBe(wanted.split('@').at(-1))
    for (const [path, { integrity, resolved }] of Object.entries(packages)) {
      expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
      if (resolved !== undefined) expect(resolved, path).toMatch(/^https:\/\/registry\.npmjs\.org\//)
    }
    expect(Object.keys(packages).length).toBeGreaterThan(100)
  })

  it('no script of ours runs where somebody installs the package', () => {
    const atInstall = [
      'preinstall',
      'install',
      'postinstall',
      'preprepare',
      'prepare',
      'postprepare',
      'dependencies',
    ]
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([])
    // npm runs node-gyp by itself where it finds this.
    expect(existsSync(join(ROOT, 'binding.gyp'))).toBe(false)
  })
})

/** Two machines that have little in common but the commit. */
const MACHINES = [
  {
    name: 'one',
    folder: 'a',
    umask: '022',
    env: { TZ: 'UTC', LC_ALL: 'C', CI: 'true' },
    install: ['ci', '--ignore-scripts'],
    daysAhead: 0,
  },
  {
    name: 'another',
    folder: 'a folder with a long name, and spaces/of/another/machine',
    umask: '077',
    env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', FORCE_COLOR: '1' },
    install: ['ci'],
    daysAhead: 400,
  },
] as const

interface Packed {
  readonly sha256: string
  readonly folder: string
}

function cloneAndPack({ folder, umask, env, install, daysAhead }: (typeof MACHINES)[number]): Packed {
  const parent = emptyFolder()
  const clone = join(parent, folder)
  mkdirSync(dirname(clone), { recursive: true })
  // For the build alone: a registry's certificate is not good for ever.
  const clock = join(parent, 'clock.cjs')
  writeFileSync(
    clock,
    `const now = Date.now; const RealDate = Date
globalThis.Date = class extends RealDate { constructor(...args) { args.length ? super(...args) : super(Date.now()) } }
Date.now = () => now() + ${daysAhead} * 86_400_000`,
  )
  const world = { PATH: process.env.PATH, HOME: process.env.HOME, ...env }
  const run = (line: string, cwd: string, more: Record<string, string> = {}): string =>
    execFileSync('/bin/sh', ['-c', `umask ${umask} && ${line}`], {
      cwd,
      env: { ...world, ...more },
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  run(`git clone --quiet --no-hardlinks '${ROOT}' '${clone}'`, parent)
  run(`npm ${install.join(' ')} --prefer-offline --no-audit --no-fund --silent`, clone)
  run(`npm pack --silent --pack-destination '${parent}'`, clone, { NODE_OPTIONS: `--require ${clock}` })
  run('mkdir unpacked && tar -xzf *.tgz -C unpacked', parent)
  const tarball = readFileSync(join(parent, run('echo *.tgz', parent).trim()))
  return { sha256: sha256(tarball), folder: join(parent, 'unpacked/package') }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('the tarball of a clean clone', () => {
  let packed: Packed[] = []
  beforeAll(() => {
    packed = MACHINES.map(cloneAndPack)
  })

  it('is the same, byte for byte, on two machines', () => {
    const [one, another] = packed.map(({ folder }) => hashes(folder))
    expect(Object.keys(one ?? {}).length).toBeGreaterThan(40)
    expect(another).toEqual(one)
    expect(packed[1]?.sha256).toBe(packed[0]?.sha256)
    process.stdout.write(`two clones gave one tarball, sha256 ${packed[0]?.sha256}\n`)
  })

  it('names no folder of the machine that built it', () => {
    for (const { folder } of packed) {
      const parent = resolve(folder, '../..')
      for (const file of filesIn(folder)) {
        const text = readFileSync(join(folder, file), 'latin1')
        expect(text.includes(parent) || text.includes(ROOT), file).toBe(false)
        expect(text.includes('sourceMappingURL'), file).toBe(false)
      }
    }
  })

  describe('lists what is bundled', () => {
    const sbom = (): Sbom =>
      JSON.parse(readFileSync(join(packed[0]?.folder ?? '', 'dist/sbom.cdx.json'), 'utf8'))

    it('exactly, as esbuild itself tells of each bundle', async () => {
      const folders = (await Promise.all([...bundles().map(packagesOf), packagesOfPages()])).flat()
      const wanted = [...new Set(folders)].map((folder) => {
        const { name, version } = json<Component>(`${folder}/package.json`)
        return `${name}@${version}`
      })
      expect(wanted.length).toBeGreaterThan(50)
      expect(
        sbom()
          .components.map((component) => component['bom-ref'])
          .sort(),
      ).toEqual(wanted.sort())
      process.stdout.write(`${wanted.length} packages are bundled\n`)
    })

    it('as npm sbom describes the same packages', () => {
      const report = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
        cwd: ROOT,
        encoding: 'utf8',
        maxBuffer: 1e8,
      })
      const { specVersion, components } = JSON.parse(report) as Sbom
      expect(sbom().specVersion).toBe(specVersion)
      for (const component of sbom().components) {
        const same = components.find((one) => one['bom-ref'] === component['bom-ref'])
        expect(same, component.name).toMatchObject(component)
      }
    })

    it('with a licence each, which asks for no more than to be handed on', () => {
      const text = readFileSync(join(packed[0]?.folder ?? '', 'dist/LICENCES.txt'), 'utf8')
      const licences = text.split(`\n${'-'.repeat(80)}\n\n`)
      const listed = sbom().components.map(
        ({ name, version, licenses }) => `${name} ${version} (${licenses[0]?.license.id})`,
      )
      expect(licences.map((one) => one.split('\n')[0])).toEqual(listed)
      for (const licence of licences) {
        expect(licence).toMatch(/\((MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0)\)\n\n/)
        expect(licence).toMatch(/copyright/i)
        expect(licence.length).toBeGreaterThan(500)
      }
    })

    it('nothing that has an advisory', () => {
      const { components } = sbom()
      const { asOf, advisories } = json<{ asOf: string; advisories: KnownAdvisory[] }>(
        'test/vectors/advisories.json',
      )
      const names = components.map(({ name }) => name)
      // The list is of what is bundled; what is not any more goes out of it.
      expect(advisories.filter((one) => !names.includes(one.package))).toEqual([])
      expect(advisoriesOf(components, advisories)).toEqual([])
      const answer = audit(ROOT)
      if (answer.answered) expect(answer.vulnerable.filter((name) => names.includes(name))).toEqual([])
      const said = answer.answered ? 'npm audit agrees' : `npm audit does not answer here: ${answer.why}`
      process.stdout.write(`no advisory of ${advisories.length}, as of ${asOf}; ${said}\n`)
    })
  })
})

describe('an advisory would be seen', () => {
  const { advisories } = json<{ advisories: KnownAdvisory[] }>('test/vectors/advisories.json')

  it.each([
    ['ws', '8.17.0', 'GHSA-3h5v-q93c-6h6q'],
    ['undici', '7.28.0', 'GHSA-v3r7-h72x-cjcm'],
    ['chalk', '5.6.1', 'chalk/chalk#656'],
  ])('against %s %s', (name, version, id) => {
    expect(advisoriesOf([{ name, version }], advisories)).toContainEqual(expect.stringContaining(id))
  })

  it('by npm audit, where it answers', () => {
    expect(readAudit('{"vulnerabilities":{"ws":{}}}')).toEqual({ answered: true, vulnerable: ['ws'] })
    expect(readAudit('{"message":"405"}')).toEqual({ answered: false, why: '405' })
  })
})

interface Sbom {
  readonly specVersion: string
  readonly components: readonly (Component & {
    readonly 'bom-ref': string
    readonly licenses: readonly { readonly license: { readonly id: string } }[]
  })[]
}

function bundles(): Options[] {
  return tsupConfig as Options[]
}

/** Bundled once more, without what the build writes down by itself. */
async function packagesOf({ entry, format, splitting, minify, define, target, esbuildPlugins }: Options) {
  const { metafile } = await build({
    entryPoints: entry as Record<string, string>,
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'bundle',
    platform: 'node',
    format: format as Format,
    splitting: splitting === true,
    minify: minify === true,
    target: target as string,
    define: define ?? {},
    plugins: (esbuildPlugins ?? []).filter(({ name }) => name !== 'third-parties') as Plugin[],
  })
  return packageFolders(metafile)
}

/** Their scripts are bundled within the bundling, where esbuild tells nobody. */
async function packagesOfPages(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: ['src/page/server.ts', 'src/page/sandbox.ts'],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'pages',
  })
  return packageFolders(metafile)
}

function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(folder).map((file) => {
      const mode = (statSync(join(folder, file)).mode & 0o777).toString(8)
      return [file, `${mode} ${sha256(readFileSync(join(folder, file)))}`]
    }),
  )
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort()
}
