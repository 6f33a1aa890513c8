/** What esbuild does besides bundling. */
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import type { Options } from 'tsup'
import { packageFolders, writeBill } from './bill.ts'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const BUILTIN = new RegExp(`^(node:)?(${builtinModules.join('|')})$`)

/**
 * CommonJS dependencies `require` Node's own modules, which an ES module cannot; they get the import of the
 * module, its default export handed on (jws inherits from what `require('stream')` itself gives).
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup(build) {
    build.onResolve({ filter: BUILTIN }, ({ path, kind, namespace }) => {
      if (kind !== 'require-call' || namespace !== 'file') return
      return { path: path.replace(/^node:/, ''), namespace: 'required-builtin' }
    })
    build.onLoad({ filter: /.*/, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `module.exports = require('imported:${path}').default`,
    }))
    build.onResolve({ filter: /^imported:/ }, ({ path }) => ({
      path: path.replace('imported:', ''),
      namespace: 'imported-builtin',
    }))
    build.onLoad({ filter: /.*/, namespace: 'imported-builtin' }, ({ path }) => ({
      contents: `export { default } from 'node:${path}'`,
    }))
    build.onResolve({ filter: BUILTIN, namespace: 'imported-builtin' }, ({ path }) => ({
      path,
      external: true,
    }))
  },
}

/**
 * jsonwebtoken asks semver which algorithms an old Node has, and conf asks it for migrations, which we have
 * none of: 7 ms of every start, for answers that the floor of Node 20.19 gives once and for all.
 */
export const withoutSemver = standIn('semver', 'module.exports = { satisfies: () => true }')

/** conf takes it for schemas, which our store has none of: 150 kB. */
export const withoutAjv = standIn('ajv(-formats)?', 'export class Ajv2020 {}\nexport default () => {}')

/**
 * atomically removes its temporary files by it when a process ends; it listens to every signal, and sends it to
 * the process once more: `exec` would pass each on twice, and who imports our sandbox would find their own signals
 * changed. What a killed writer leaves is swept by the next one (src/files/tidy.ts).
 */
export const withoutWhenExit = standIn('when-exit', 'export default () => {}')

/** Puts a module of ours in the place of a package's. */
function standIn(name: string, contents: string): Plugin {
  const namespace = `in-place-of-${name}`
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ path }) => ({ path, namespace }))
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents }))
    },
  }
}

/** uuid takes the global `crypto`, which costs a start 4 ms of 400 to load; `node:crypto` has the same functions. */
export const uuidByNodeCrypto: Plugin = {
  name: 'uuid-by-node-crypto',
  setup(build) {
    build.onLoad({ filter: /node_modules[\\/]uuid[\\/]dist-node[\\/](v4|rng)\.js$/ }, ({ path }) => ({
      contents: [
        "import { randomFillSync as getRandomValues, randomUUID } from 'node:crypto'",
        'const crypto = { getRandomValues, randomUUID }',
        readFileSync(path, 'utf8'),
      ].join('\n'),
    }))
  },
}

/** commander loads it for subcommands that are programs of their own, which none of ours is. */
export const withoutChildProcess: Plugin = {
  name: 'without-child-process',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) => {
      if (!importer.includes('node_modules/commander/')) return
      return { path: 'child_process', namespace: 'without-child-process' }
    })
    build.onLoad({ filter: /.*/, namespace: 'without-child-process' }, () => ({
      contents: 'module.exports = {}',
    }))
  },
}

/** undici has its parser of HTTP twice, with SIMD and for processors without; the second runs everywhere. 72 kB. */
export const oneHttpParser: Plugin = {
  name: 'one-http-parser',
  setup(build) {
    build.onResolve({ filter: /\/llhttp_simd-wasm\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, '../llhttp/llhttp-wasm.js'),
    }))
  },
}

/** A package that is imported dynamically is loaded from the file that it is bundled into by itself. */
export function packagesApart(fileOf: (name: string) => string, names: readonly string[]): Plugin {
  return {
    name: 'packages-apart',
    setup(build) {
      build.onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) => {
        if (kind !== 'dynamic-import' || path.startsWith('node:')) return
        if (!names.includes(path))
          return { errors: [{ text: `${path} is imported dynamically, but not built apart` }] }
        return { path: fileOf(path), external: true }
      })
    },
  }
}

/** Packages that only some commands import are left out of a CommonJS bundle, which requires a file of theirs. */
export function requiredApart(file: string, names: RegExp): Plugin {
  return {
    name: 'required-apart',
    setup(build) {
      build.onResolve({ filter: names }, ({ kind }) =>
        kind === 'import-statement' ? { path: file, external: true } : undefined,
      )
    },
  }
}

/** What is bundled is named in `dist/sbom.cdx.json`, and its licences travel with it in `dist/LICENCES.txt`. */
export const thirdParties: Plugin = {
  name: 'third-parties',
  setup(build) {
    build.onEnd(({ metafile }) => {
      if (metafile !== undefined) writeBill('dist', packageFolders(metafile))
    })
  },
}
