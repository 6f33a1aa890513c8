/** Properties are tried with the same values every time, so that a mutant lives or dies for good. */
import fc from 'fast-check'

// Loaded by the first who needs it; a mutant that acts when it loads must meet every test.
import '../../src/profiles/dotenv-file.ts'

fc.configureGlobal({ seed: 1 })
