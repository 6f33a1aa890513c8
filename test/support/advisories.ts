/** What is known against packages: by the registry's audit where it answers, else by the list in test/vectors. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

/** npm's own reader of version ranges; other packages brought it in, without types. */
const { satisfies } = createRequire(import.meta.url)('semver') as {
  satisfies(version: string, range: string, options: { readonly includePrerelease: boolean }): boolean
}

export interface Component {
  readonly name: string
  readonly version: string
}

export interface KnownAdvisory {
  readonly package: string
  readonly id: string
  /** A range, as GitHub's advisory database has it. */
  readonly vulnerable: string
  readonly what: string
  readonly source: string
}

/** Those that hit one of the components, as lines to read. */
export function advisoriesOf(components: readonly Component[], known: readonly KnownAdvisory[]): string[] {
  return known.flatMap((advisory) =>
    components
      .filter(({ name }) => name === advisory.package)
      .filter(({ version }) => satisfies(version, advisory.vulnerable, { includePrerelease: true }))
      .map(
        ({ name, version }) => `${name} ${version}: ${advisory.id}, ${advisory.what} (${advisory.source})`,
      ),
  )
}

export type Audit =
  | { readonly answered: true; readonly vulnerable: readonly string[] }
  | { readonly answered: false; readonly why: string }

/** Asks the registry about the whole tree; not every mirror of it has that endpoint. */
export function audit(cwd: string): Audit {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd, encoding: 'utf8', maxBuffer: 1e8 })
  return readAudit(stdout)
}

export function readAudit(stdout: string): Audit {
  const report = JSON.parse(stdout) as {
    readonly vulnerabilities?: Record<string, unknown>
    readonly message?: string
  }
  if (report.vulnerabilities === undefined)
    return { answered: false, why: report.message ?? 'npm audit gave no report' }
  return { answered: true, vulnerable: Object.keys(report.vulnerabilities) }
}
