/** What each entry of the package exports, read from its declarations by TypeScript itself. */
import { join, resolve } from 'node:path'
import ts from 'typescript'

const ROOT = resolve(import.meta.dirname, '../..')

export interface PublicName {
  readonly name: string
  /** A function, a class or a constant; otherwise only a type. */
  readonly isValue: boolean
}

/** The specifiers that users import, each with its source. */
export const ENTRIES = {
  'videosdk-token': 'src/index.ts',
  'videosdk-token/sandbox': 'src/sandbox/index.ts',
  'videosdk-token/server': 'src/server/index.ts',
} as const

export type Entry = keyof typeof ENTRIES

/** The names that a file of declarations or of source exports, in the order of the alphabet. */
export function publicNames(file: string): PublicName[] {
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${file} exports nothing`)
  return checker
    .getExportsOfModule(module)
    .map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return { name: symbol.name, isValue: (target.flags & ts.SymbolFlags.Value) !== 0 }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
