import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'
import { requireBuiltins, thirdPartyLicences, withoutSemver } from './build/plugins.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

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
  esbuildPlugins: [requireBuiltins, withoutSemver, thirdPartyLicences],
  define: {
    __VERSION__: JSON.stringify(version),
    // In a Snap, conf would write the store in place, where a kill leaves a half of it.
    'process.env.SNAP': 'undefined',
  },
})
