/**
 * The command line as CommonJS in few files. esbuild splits ES modules alone, and into a file for every set of
 * commands that share something; each file that is opened delays a start more than the code in it. Rollup puts
 * what a start needs together, and turns it into CommonJS, which Node loads sooner than ES modules.
 */
import { rm } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { transform } from 'esbuild'
import { type Plugin, rollup } from 'rollup'
import { parseAst } from 'rollup/parseAst'

export interface Gathering {
  /** The folder with `cli.js`, as esbuild split it; removed at the end. */
  readonly from: string
  readonly to: string
  /** Files that modules share, each by their names: what is run together, with what it imports. */
  readonly together: Readonly<Record<string, readonly string[]>>
}

export async function gatherCommonJs({ from, to, together }: Gathering): Promise<void> {
  const fileOf = (id: string): string | undefined => {
    const name = basename(id).replace(/(-[A-Z0-9]{8})?\.js$/, '')
    return Object.keys(together).find((file) => together[file]?.includes(name))
  }
  try {
    const bundle = await rollup({
      input: join(from, 'cli.js'),
      // Packages that are built apart lie beside the result.
      external: (id) => id.startsWith('./packages/') || !(id.startsWith('.') || isAbsolute(id)),
      makeAbsoluteExternalsRelative: false,
      treeshake: false,
      preserveEntrySignatures: 'allow-extension',
    })
    await bundle.write({
      dir: to,
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      manualChunks: fileOf,
      hoistTransitiveImports: false,
      plugins: [minified],
    })
    await bundle.close()
  } finally {
    await rm(from, { recursive: true })
  }
}

const minified: Plugin = {
  name: 'minified',
  async renderChunk(code) {
    const { code: small } = await transform(code, {
      minify: true,
      legalComments: 'none',
      target: 'node20.19',
    })
    return modulesInParentheses(small)
  },
}

/**
 * V8 reads a function twice, once to find its end and again when it is called, except where it stands in
 * parentheses. Those that esbuild wraps around modules of CommonJS (`var x = wrap((exports) => {…})`) are
 * called at once: 30 ms of 700 on a machine where `node -e 0` takes 430.
 */
function modulesInParentheses(code: string): string {
  const wrapped = parseAst(code)
    .body.flatMap((statement) => (statement.type === 'VariableDeclaration' ? statement.declarations : []))
    .flatMap(({ init }) =>
      init?.type === 'CallExpression' && init.arguments.length === 1 ? init.arguments : [],
    )
    .flatMap((argument) =>
      argument.type === 'ArrowFunctionExpression' && !argument.async ? [argument as unknown as Located] : [],
    )
    .filter(({ body }) => body.type === 'BlockStatement')
  let result = ''
  let end = 0
  for (const module of wrapped) {
    const parameters = module.params.map(({ start, end }) => code.slice(start, end)).join()
    const body = code.slice(module.body.start, module.body.end)
    result += `${code.slice(end, module.start)}(function(${parameters})${body})`
    end = module.end
  }
  return result + code.slice(end)
}

interface Located {
  readonly start: number
  readonly end: number
  readonly params: readonly { readonly start: number; readonly end: number }[]
  readonly body: { readonly type: string; readonly start: number; readonly end: number }
}
