/** A page of ours with its style and its script in it, as a module: for the build, and for tests without one. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { build, transform } from 'esbuild'
import type { Options } from 'tsup'
import { packageFolders, writeBill } from './bill.ts'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const PAGE = /page\/(\w+)\.html$/

interface Page {
  /** The source of a module that exports `html`, `scriptHash` and `styleHash`. */
  readonly module: string
  /** The packages that its script has something of. */
  readonly packages: readonly string[]
}

/** Its script is the file beside it of the same name. */
async function bundlePage(htmlFile: string): Promise<Page> {
  const folder = dirname(htmlFile)
  const html = await readFile(htmlFile, 'utf8')
  const { code: style } = await transform(await readFile(join(folder, 'page.css'), 'utf8'), {
    loader: 'css',
    minify: true,
  })
  const bundle = await build({
    entryPoints: [join(folder, `${basename(htmlFile, '.html')}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
  })
  const script = (bundle.outputFiles[0]?.text ?? '').trim()
  const whole = minified(html)
    .replace('<style></style>', () => `<style>${style.trim()}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`)
  const module = [
    `export const html = ${JSON.stringify(whole)}`,
    `export const scriptHash = '${hashOf(script)}'`,
    `export const styleHash = '${hashOf(style.trim())}'`,
    '',
  ].join('\n')
  return { module, packages: packageFolders(bundle.metafile) }
}

/** A page in a bundle of esbuild. */
export const pageBuilt: Plugin = {
  name: 'page-built',
  setup(bundler) {
    bundler.onLoad({ filter: PAGE }, async ({ path }) => {
      const { module, packages } = await bundlePage(path)
      writeBill('dist', packages)
      return { contents: module, loader: 'js' }
    })
  },
}

/** A page is loaded, from a file of its own, by the first who visits it. */
export function pagesApart(fileOf: (name: string) => string): Plugin {
  return {
    name: 'pages-apart',
    setup(bundler) {
      bundler.onResolve({ filter: PAGE }, ({ path }) => ({
        path: fileOf(basename(path, '.html')),
        external: true,
      }))
    },
  }
}

/** Pages in the tests, which run from the sources. */
export const pageForTests = {
  name: 'page-for-tests',
  enforce: 'pre' as const,
  load: async (id: string) => (PAGE.test(id) ? (await bundlePage(id)).module : null),
}

function minified(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\n\s*/g, '\n')
    .replace(/\n+/g, '\n')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
