import { readFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'
import { requireBuiltins, thirdPartyLicences, withoutChildProcess, withoutSemver } from './build/plugins.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

const plugins = [withoutChildProcess, withoutSemver, requireBuiltins]

const shared: Options = {
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  removeNodeProtocol: false,
  // Everything is bundled: the package installs nothing but itself.
  noExternal: [/.*/],
  esbuildPlugins: plugins,
  define: {
    __VERSION__: JSON.stringify(version),
    // In a Snap, conf would write the store in place, where a kill leaves a half of it.
    'process.env.SNAP': 'undefined',
  },
}

export default defineConfig([
  // Chunks, so that a command loads only what it runs. The library is apart: what the two shared would be
  // cut into more and smaller files, and every file that is opened delays the start.
  {
    ...shared,
    entry: { cli: 'src/cli/entry.ts' },
    splitting: true,
    // The library bundles nothing that the command line does not.
    esbuildPlugins: [...plugins, thirdPartyLicences],
  },
  { ...shared, entry: { index: 'src/index.ts' }, dts: true },
])
