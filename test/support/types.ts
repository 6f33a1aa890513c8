/** The types of the library as TypeScript reads them from the sources: what is public, its members, its comments. */
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { ENTRIES } from './public-names.ts'

const ROOT = resolve(import.meta.dirname, '../..')

export interface Documented {
  readonly name: string
  /** The comment with its tags, as it stands. */
  readonly comment: string
}

export interface PublicType extends Documented {
  readonly entry: string
  readonly members: readonly Documented[]
  /** Of a union of texts. */
  readonly literals: readonly string[]
}

export function publicTypes(): PublicType[] {
  const files = Object.values(ENTRIES).map((file) => join(ROOT, file))
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config
  const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, ROOT)
  const program = ts.createProgram(files, options)
  const checker = program.getTypeChecker()
  return files.flatMap((file, at) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${file} exports nothing`)
    return checker.getExportsOfModule(module).map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const type = checker.getDeclaredTypeOfSymbol(symbol)
      const own = (member: ts.Symbol): boolean =>
        member.declarations?.some((one) => one.getSourceFile().fileName.startsWith(join(ROOT, 'src'))) ??
        false
      return {
        entry: Object.keys(ENTRIES)[at] ?? '',
        name: exported.name,
        comment: commentOf(symbol),
        members: type.isClassOrInterface()
          ? checker.getPropertiesOfType(type).filter(own).map(documented)
          : [],
        literals: type.isUnion()
          ? type.types.flatMap((one) => (one.isStringLiteral() ? [one.value] : []))
          : [],
      }
    })
  })
}

function documented(symbol: ts.Symbol): Documented {
  return { name: symbol.name, comment: commentOf(symbol) }
}

function commentOf(symbol: ts.Symbol): string {
  return (symbol.declarations ?? [])
    .flatMap((declaration) => {
      const text = declaration.getSourceFile().text
      // A variable's comment stands before its statement.
      const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
      return (ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []).map(({ pos, end }) =>
        text.slice(pos, end),
      )
    })
    .filter((comment) => comment.startsWith('/**'))
    .join('\n')
}
