/** Walking a text line by line, by patterns that match where they are put. */

/** @param pattern - sticky. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

/** Where the line after that of `at` begins. A line ends with CRLF, LF or CR. */
export function nextLine(text: string, at: number): number {
  const end = matchAt(/[^\r\n]*(\r\n|\n|\r)?/y, text, at)
  return at + (end?.[0].length ?? 0)
}
