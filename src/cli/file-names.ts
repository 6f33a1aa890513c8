/** Names of files and programs that begin with what was typed. What cannot be read has none. */
import { accessSync, constants, type Dirent, readdirSync, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** As they were typed, `~/` included; folders end in a slash, hidden ones come only where a dot was typed. */
export function filesStartingWith(typed: string, { cwd, env }: Place): string[] {
  const folder = /^.*\//s.exec(typed)?.[0] ?? ''
  const start = typed.slice(folder.length)
  const place = resolve(cwd, folder.replace(/^~\//, `${env.HOME ?? '~'}/`))
  return entriesOf(place)
    .filter(({ name }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
    .map((entry) => `${folder}${entry.name}${isFolder(place, entry) ? '/' : ''}`)
    .sort()
}

/** Of the PATH, or of a folder where a slash was typed. */
export function programsStartingWith(typed: string, place: Place): string[] {
  const { cwd, env } = place
  if (typed.includes('/')) {
    return filesStartingWith(typed, place).filter(
      (name) => name.endsWith('/') || isExecutable(resolve(cwd, name)),
    )
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const names = folders.flatMap((folder) =>
    entriesOf(resolve(cwd, folder))
      .map(({ name }) => name)
      .filter((name) => name.startsWith(typed) && isExecutable(join(resolve(cwd, folder), name))),
  )
  return [...new Set(names)].sort()
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function isFolder(place: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return statSync(join(place, entry.name), { throwIfNoEntry: false })?.isDirectory() === true
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
