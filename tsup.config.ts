import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Options } from 'tsup'
import { gatherCommonJs } from './build/commonjs.ts'
import { pageBuilt, pagesApart } from './build/page.ts'
import {
  oneHttpParser,
  packagesApart,
  requireBuiltins,
  requiredApart,
  thirdParties,
  uuidByNodeCrypto,
  withoutAjv,
  withoutChildProcess,
  withoutSemver,
  withoutWhenExit,
} from './build/plugins.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

const shared: Options = {
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  splitting: false,
  minify: true,
  removeNodeProtocol: false,
  // Everything is bundled: the package installs nothing but itself.
  noExternal: [/.*/],
  define: {
    __VERSION__: JSON.stringify(version),
    // In a Snap, conf would write the store in place, where a kill leaves a half of it.
    'process.env.SNAP': 'undefined',
  },
}

/** What the command line imports only when it needs it: each is a file of its own. */
const PACKAGES_APART = ['chalk', 'conf', 'ora', 'undici', '@clack/prompts', 'selfsigned']

/** What the sandbox's door is built of: one file, since socket.io has ws in it. */
const DOOR = ['socket.io', 'ws', 'protobufjs/minimal.js']

/** Of the token server, and of the sandbox. */
const PAGES = ['server', 'sandbox']

/** The files of the command line, and the modules that each is for. */
const TOGETHER = {
  cli: ['cli'],
  token: ['token'],
  inspect: ['inspect', 'extend'],
  meetings: ['create-meeting', 'validate', 'list-meetings', 'deactivate-meeting'],
}

/** CommonJS, whose names an entry of its own makes exports. */
const OWN_ENTRIES = ['undici', 'selfsigned']

const entryOf = (name: string): string =>
  OWN_ENTRIES.includes(name) ? `build/${name}.ts` : fileURLToPath(import.meta.resolve(name))

const fileOf = (name: string): string =>
  DOOR.includes(name) ? 'door' : name.replace('@', '').replace('/', '-')

export default defineConfig([
  {
    // Two CommonJS files for a token, three to inspect one, and few more for the others; test/e2e/start.test.ts
    // counts them.
    ...shared,
    entry: { cli: 'src/cli/entry.ts' },
    outDir: 'dist/split',
    format: 'esm',
    splitting: true,
    onSuccess: () => gatherCommonJs({ from: 'dist/split', to: 'dist', together: TOGETHER }),
    esbuildPlugins: [
      pagesApart((name) => `./packages/page-${name}.js`),
      packagesApart((name) => `./packages/${fileOf(name)}.js`, [...PACKAGES_APART, ...DOOR]),
      requiredApart('./packages/http.cjs', /^(hono|@hono\/node-server)(\/|$)/),
      withoutChildProcess,
      withoutSemver,
      withoutWhenExit,
      uuidByNodeCrypto,
      thirdParties,
    ],
  },
  {
    ...shared,
    entry: { 'packages/http': 'build/http.ts' },
    format: 'cjs',
    esbuildPlugins: [thirdParties],
  },
  {
    ...shared,
    entry: {
      ...Object.fromEntries(PACKAGES_APART.map((name) => [`packages/${fileOf(name)}`, entryOf(name)])),
      'packages/door': 'build/door.ts',
    },
    format: 'esm',
    esbuildPlugins: [
      withoutSemver,
      withoutWhenExit,
      withoutAjv,
      oneHttpParser,
      requireBuiltins,
      thirdParties,
    ],
  },
  {
    ...shared,
    entry: Object.fromEntries(PAGES.map((name) => [`packages/page-${name}`, `src/page/${name}.html`])),
    format: 'esm',
    esbuildPlugins: [pageBuilt],
  },
  {
    // Split, so that the entries share one VideosdkTokenError.
    ...shared,
    entry: { index: 'src/index.ts', sandbox: 'src/sandbox/index.ts', server: 'src/server/index.ts' },
    format: 'esm',
    splitting: true,
    dts: true,
    esbuildPlugins: [
      pagesApart((name) => `./packages/page-${name}.js`),
      packagesApart((name) => `./packages/${fileOf(name)}.js`, ['undici', 'selfsigned', ...DOOR]),
      withoutSemver,
      withoutWhenExit,
      requireBuiltins,
      thirdParties,
    ],
  },
])
