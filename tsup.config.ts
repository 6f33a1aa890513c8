import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { defineConfig, type Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

const BUILTIN = new RegExp(`^(node:)?(${builtinModules.join('|')})$`)

/**
 * CommonJS dependencies `require` Node's own modules, which an ES module cannot; they get the import of the
 * module, its default export handed on (jws inherits from what `require('stream')` itself gives).
 */
const requireBuiltins: Plugin = {
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
    build.onResolve({ filter: BUILTIN, namespace: 'imported-builtin' }, ({ path }) => ({ path, external: true }))
  },
}

/**
 * jsonwebtoken asks semver which algorithms an old Node has, and conf asks it for migrations, which we have
 * none of: 7 ms of every start, for answers that the floor of Node 20.19 gives once and for all.
 */
const withoutSemver: Plugin = {
  name: 'without-semver',
  setup(build) {
    build.onResolve({ filter: /^semver(\/|$)/ }, () => ({ path: 'semver', namespace: 'without-semver' }))
    build.onLoad({ filter: /.*/, namespace: 'without-semver' }, () => ({
      contents: 'module.exports = { satisfies: () => true }',
    }))
  },
}

export default defineConfig({
  entry: { cli: 'src/cli/entry.ts', index: 'src/index.ts' },
  dts: { entry: { index: 'src/index.ts' } },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Chunks, so that a command loads only what it runs.
  splitting: true,
  minify: true,
  clean: true,
  removeNodeProtocol: false,
  // Everything is bundled: the package installs nothing but itself.
  noExternal: [/.*/],
  esbuildPlugins: [requireBuiltins, withoutSemver],
  define: {
    __VERSION__: JSON.stringify(version),
    // In a Snap, conf would write the store in place, where a kill leaves a half of it.
    'process.env.SNAP': 'undefined',
  },
})
