/** A terminal's screen as a picture: SVG, which GitHub and npm show beside text. */

/** The three colours that this tool uses, and the two weights, by their numbers in ECMA-48 (SGR). */
const STYLES: Readonly<Record<string, string>> = {
  '2': 'fill="#8b949e"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#7ee787"',
  '33': 'fill="#e3b341"',
}
const PROMPT = 'fill="#79c0ff"'

const CHARACTER = 7.85
const LINE = 18
const MARGIN = 18

interface Piece {
  readonly text: string
  readonly style: string
}

/** What the screen shows, as pieces of one style; lines longer than the terminal go on in the next, as there. */
function linesOf(screen: string, columns: number): Piece[][] {
  const lines: Piece[][] = [[]]
  let style = ''
  let column = 0
  const put = (text: string): void => {
    for (let rest = text; rest !== ''; ) {
      if (column === columns) newLine()
      const fits = rest.slice(0, columns - column)
      lines.at(-1)?.push({ text: fits, style })
      column += fits.length
      rest = rest.slice(fits.length)
    }
  }
  const newLine = (): void => {
    lines.push([])
    column = 0
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  for (const part of screen.split(/(\x1b\[\d*m|\r?\n)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const colour = /^\x1b\[(\d*)m$/.exec(part)
    if (colour !== null) style = STYLES[colour[1] ?? ''] ?? ''
    else if (/^\r?\n$/.test(part)) newLine()
    else put(part)
  }
  return lines
}

/**
 * Draws a screen. Each line is stretched to the width that its letters have in a terminal, whatever the font.
 *
 * @param screen - text with colours; a line that begins with `$ ` is a command that was typed.
 */
export function drawScreen(screen: string, columns: number, title: string): string {
  const lines = linesOf(screen.trimEnd(), columns)
  const width = Math.ceil(columns * CHARACTER + 2 * MARGIN)
  const height = lines.length * LINE + 2 * MARGIN
  const texts = lines.map((pieces, at) => {
    const y = MARGIN + at * LINE + 13
    let column = 0
    const spans = pieces.map(({ text, style }) => {
      const x = (MARGIN + column * CHARACTER).toFixed(1)
      const length = (text.length * CHARACTER).toFixed(1)
      column += text.length
      const colour = style || (pieces[0]?.text.startsWith('$ ') ? PROMPT : '')
      return text.trim() === ''
        ? ''
        : `<tspan x="${x}" textLength="${length}"${colour && ` ${colour}`}>${escaped(text)}</tspan>`
    })
    return spans.join('') && `<text y="${y}">${spans.join('')}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<g fill="#e6edf3" font-size="13" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace">
${texts.filter((text) => text !== '').join('\n')}
</g>
</svg>
`
}

/** Its spaces do not collapse: a renderer that has no `white-space` keeps these. */
function escaped(text: string): string {
  return text.replaceAll(' ', '\u00a0').replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
