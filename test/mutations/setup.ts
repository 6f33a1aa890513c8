/** Properties are tried with the same values every time, so that a mutant lives or dies for good. */
import fc from 'fast-check'
import { inject, vi } from 'vitest'

// What Stryker tells each run of.
declare module 'vitest' {
  interface ProvidedContext {
    mode: 'dry-run' | 'mutant'
    activeMutant: string
    mutantActivation: 'runtime' | 'static'
  }
}

// A mutant that acts when its module loads must meet modules that are loaded under it, and under no other.
const thread = globalThis as typeof globalThis & { loadedUnder?: string }
if (inject('mutantActivation') === 'static' && thread.loadedUnder !== inject('activeMutant')) {
  vi.resetModules()
  thread.loadedUnder = inject('activeMutant')
}

// Loaded by the first who needs it; a mutant that acts when it loads must meet every test.
await import('../../src/profiles/dotenv-file.ts')

fc.configureGlobal({ seed: 1 })
