/**
 * Before a release: `node build/release.ts v1.2.3 https://github.com/owner/name`. Ends with 1 where the tag,
 * package.json and CHANGELOG.md do not name one version, or where package.json names another repository; else names
 * that repository in package.json, as npm's provenance needs it. Run by a Node that reads TypeScript (24).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'

export interface Release {
  readonly tag: string
  /** The address of the repository that publishes, without a slash at its end. */
  readonly home: string
  readonly manifest: { readonly version: string; readonly repository?: { readonly url: string } }
  readonly changelog: string
}

/** What stands against publishing; nothing where it may be published. */
export function releaseProblems({ tag, home, manifest, changelog }: Release): string[] {
  const { version, repository } = manifest
  const topmost = /^## \[?([^\]\s]+)\]?.*$/m.exec(changelog)
  const problems: string[] = []
  if (tag !== `v${version}`) problems.push(`the tag is ${tag}, and package.json says ${version}`)
  if (topmost?.[1] !== version)
    problems.push(
      `CHANGELOG.md begins with ${topmost?.[1] ?? 'no version'}, and package.json says ${version}`,
    )
  else if (!/ - \d{4}-\d{2}-\d{2}$/.test(topmost[0])) problems.push(`CHANGELOG.md has no date for ${version}`)
  if (repository !== undefined && repository.url !== urlOf(home))
    problems.push(`package.json names the repository ${repository.url}, and this is ${urlOf(home)}`)
  return problems
}

/** package.json with the fields that lead to the repository. */
export function withRepository(manifest: object, home: string): object {
  return {
    ...manifest,
    homepage: `${home}#readme`,
    bugs: `${home}/issues`,
    repository: { type: 'git', url: urlOf(home) },
  }
}

function urlOf(home: string): string {
  return `git+${home}.git`
}

if (argv[1]?.endsWith('build/release.ts')) {
  const [tag = '', home = ''] = argv.slice(2)
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  const changelog = readFileSync('CHANGELOG.md', 'utf8')
  const problems = releaseProblems({ tag, home, manifest, changelog })
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`)
    process.exitCode = 1
  } else {
    writeFileSync('package.json', `${JSON.stringify(withRepository(manifest, home), null, 2)}\n`)
  }
}
