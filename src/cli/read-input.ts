/** Reading files and stdin: whole, within a limit, or line by line. */
// Its promises are loaded when they are used.
import { constants, openSync, promises, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { codeOf } from '../files/error-code.ts'
import { whyOf } from '../files/why.ts'
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'
import type { Context } from './context.ts'

/** Longer than any line that is meant, so that /dev/zero ends. */
const LONGEST_LINE = 1_048_576

/** A file's bytes, or stdin's for `-`. Throws file system errors as they are, and where there is more than `limit`. */
export async function readBytes(path: string, limit: number, context: Context): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(path, context)) {
    chunks.push(chunk)
    size += chunk.length
    if (size > limit) throw new Error(`more than ${limit} bytes`)
  }
  return Buffer.concat(chunks)
}

/** Text of a file or of stdin that a flag or an argument named. Throws `file-unreadable`. */
export async function readText(path: string, limit: number, context: Context): Promise<string> {
  try {
    const bytes = await readBytes(path, limit, context)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** What a value names: text of its own, or that of `@file`, or of stdin for `-`. Throws `file-unreadable`. */
export async function readNamedText(
  value: string,
  limit: number,
  context: Context,
): Promise<{
  readonly text: string /** For messages; undefined for the value itself. */
  readonly source?: string
}> {
  if (value === '-') return { text: await readText('-', limit, context), source: 'stdin' }
  if (!value.startsWith('@')) return { text: value }
  const path = value.slice(1)
  return { text: await readText(path, limit, context), source: shown(path) }
}

/** The lines of a file or of stdin, without their line feeds, as they come. Throws `file-unreadable`. */
export async function* readLines(path: string, context: Context): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  try {
    for await (const chunk of chunksOf(path, context)) {
      // What came before is not looked through again: a line may come byte by byte.
      const [first = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n')
      rest += first
      for (const line of more) {
        yield rest
        rest = line
      }
      if (rest.length > LONGEST_LINE) throw new Error('a line has no end')
    }
    rest += decoder.decode()
  } catch (error) {
    throw unreadable(path, error)
  }
  if (rest !== '') yield rest
}

async function* chunksOf(path: string, { stdin, cwd, platform }: Context): AsyncGenerator<Uint8Array> {
  if (path === '-') {
    yield* stdin.chunks()
    return
  }
  const place = resolve(cwd, path)
  if (platform === 'linux' && statSync(place).isFIFO()) {
    yield* chunksOfPipe(place)
    return
  }
  const file = await promises.open(place)
  try {
    yield* file.createReadStream({ autoClose: false })
  } finally {
    await file.close()
  }
}

/** Waits for its writer without a thread of Node's, since one that waits would hold up Ctrl-C. */
async function* chunksOfPipe(path: string): AsyncGenerator<Uint8Array> {
  const { Socket } = await import('node:net')
  const { O_RDONLY, O_NONBLOCK } = constants
  yield* new Socket({ fd: openSync(path, O_RDONLY | O_NONBLOCK), readable: true, writable: false })
}

function unreadable(path: string, error: unknown): VideosdkTokenError {
  if (error instanceof VideosdkTokenError) return error
  const name = path === '-' ? 'stdin' : shown(path)
  if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new VideosdkTokenError('file-unreadable', `${name} is no text (UTF-8)`, {
      hint: 'Give a text file.',
      cause: error,
    })
  return new VideosdkTokenError('file-unreadable', `${name} cannot be read: ${whyOf(error)}`, {
    hint: 'Look at the path and its permissions; - reads stdin.',
    cause: error,
  })
}
