/**
 * The bill of materials: what of other people's is in the bundles, with its licences. A user's `npm audit` cannot see
 * it, since the package has no dependencies. The same sources give the same bytes: no time, no random number, no path.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What esbuild tells of a bundle, as far as it is needed. */
export interface Bundled {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly description: string
}

/** The folders of the packages that a bundle has something of, `node_modules/ws`. */
export function packageFolders({ outputs }: Bundled): string[] {
  const inputs = Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => (inputs[path]?.bytesInOutput ?? 0) > 0),
  )
  return [...new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []))]
}

interface Billed {
  readonly licence: string
  readonly component: Component
}

/** Of all the bundles of this build, which end in any order; the last one writes the whole. */
const found = new Map<string, Billed>()

export function writeBill(to: string, folders: readonly string[]): void {
  const locked = lockedPackages()
  for (const folder of folders.filter((one) => !found.has(one))) {
    const manifest = manifestOf(folder)
    found.set(folder, {
      licence: licenceOf(folder, manifest),
      component: componentOf(manifest, locked[folder]?.integrity),
    })
  }
  const inOrder = [...found.keys()].sort().flatMap((folder) => found.get(folder) ?? [])
  const licences = inOrder.map(({ licence }) => licence).join(`\n${'-'.repeat(80)}\n\n`)
  const sbom = sbomOf(inOrder.map(({ component }) => component))
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'LICENCES.txt'), licences)
  writeFileSync(join(to, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`)
}

function lockedPackages(): Readonly<Record<string, { readonly integrity?: string }>> {
  return JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** A package's own texts: its licence, and the notice that Apache-2.0 asks to hand on. */
function licenceOf(folder: string, { name, version, license }: Manifest): string {
  const texts = readdirSync(folder)
    .filter((entry) => /^(licen[cs]e|copying|notice|copyrightnotice)(\.|-|$)/i.test(entry))
    .sort()
    .map((entry) => readFileSync(join(folder, entry), 'utf8').trim())
  if (texts.length === 0) throw new Error(`${name} ${version} has no licence file to hand on`)
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`
}

/**
 * CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/), as `npm sbom` writes it of a whole tree; here only of what is
 * bundled. A hash is that of the package's tarball, from our lockfile.
 */
function sbomOf(components: readonly Component[]): object {
  const { name, version, license, description } = manifestOf('.')
  const ref = `${name}@${version}`
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        'bom-ref': ref,
        type: 'library',
        name,
        version,
        description,
        purl: purlOf(name, version),
        licenses: [{ license: { id: license } }],
      },
    },
    components,
    dependencies: [
      { ref, dependsOn: components.map((component) => component['bom-ref']) },
      ...components.map((component) => ({ ref: component['bom-ref'], dependsOn: [] })),
    ],
  }
}

type Component = ReturnType<typeof componentOf>

function componentOf({ name, version, license }: Manifest, integrity: string | undefined) {
  const sha512 = /^sha512-(.*)$/.exec(integrity ?? '')?.[1]
  if (sha512 === undefined) throw new Error(`package-lock.json has no SHA-512 of ${name} ${version}`)
  return {
    'bom-ref': `${name}@${version}`,
    type: 'library',
    name,
    version,
    scope: 'required',
    purl: purlOf(name, version),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(sha512, 'base64').toString('hex') }],
    licenses: [{ license: { id: license } }],
  }
}

/** https://github.com/package-url/purl-spec: the `@` of a scope is percent-encoded. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}
