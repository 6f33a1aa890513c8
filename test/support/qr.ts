/** A phone's camera: reads a QR code off a terminal. */
import { stripVTControlCharacters } from 'node:util'
import jsqr from 'jsqr'

const PIXELS = 4

/** The text of a code as `drawQr` draws it, or undefined where nothing can be read. */
export function readQr(drawn: string): string | undefined {
  const coloured = drawn.includes('\u001b[30;107m')
  const lines = stripVTControlCharacters(drawn)
    .split('\n')
    .filter((line) => /^[█▀▄ ]{21,}$/.test(line))
  const width = lines[0]?.length ?? 0
  // Ink is dark where there is colour, and light where there is none.
  const isDark = (row: number, column: number): boolean => {
    const mark = lines[row >> 1]?.[column] ?? ' '
    const ink = mark === '█' || mark === (row % 2 === 0 ? '▀' : '▄')
    return ink === coloured
  }
  const size = width * PIXELS
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!isDark(Math.floor(y / PIXELS), Math.floor(x / PIXELS))) continue
      pixels.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3)
    }
  }
  const read = (jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr
  return (read as unknown as (data: Uint8ClampedArray, w: number, h: number) => { data: string } | null)(
    pixels,
    size,
    size,
  )?.data
}
