/** A QR code in a terminal, two rows of modules in a line of text. */
import { encode } from 'uqr'
import { VideosdkTokenError } from '../token/errors.ts'
import type { Session } from './command.ts'
import { wantsColour } from './paint.ts'

/** ISO/IEC 18004 asks for a quiet zone of four modules; phones read two, and a token fits into 80 columns. */
const BORDER = 2

const DARK_ON_LIGHT = '\u001b[30;107m'
const RESET = '\u001b[0m'

/**
 * The text as a QR code. In colour it is dark on light, as readers want it; without, light modules are drawn,
 * as for a terminal of a dark ground.
 *
 * @param cure - of one that is wider than the terminal.
 * @throws {VideosdkTokenError} `qr-unfit`.
 */
export async function drawQr(text: string, cure: string, { context, settings }: Session): Promise<string> {
  const { stderr, env } = context
  const modules = modulesOf(text)
  const width = modules.length
  if (stderr.isTTY && stderr.columns < width) {
    throw new VideosdkTokenError(
      'qr-unfit',
      `the QR code is ${width} columns wide, and the terminal has ${stderr.columns}`,
      { hint: cure },
    )
  }
  const coloured = wantsColour(stderr, env, settings.color)
  const isInk = (row: readonly boolean[] | undefined, column: number): boolean =>
    (row?.[column] ?? false) === coloured
  const lines: string[] = []
  for (let row = 0; row < modules.length; row += 2) {
    const halves = modules.map((_, column) => {
      const [top, bottom] = [isInk(modules[row], column), isInk(modules[row + 1], column)]
      return top ? (bottom ? '█' : '▀') : bottom ? '▄' : ' '
    })
    lines.push(coloured ? `${DARK_ON_LIGHT}${halves.join('')}${RESET}` : halves.join(''))
  }
  return `${lines.join('\n')}\n`
}

/** True is dark. */
function modulesOf(text: string): readonly (readonly boolean[])[] {
  try {
    return encode(text, { ecc: 'L', border: BORDER }).data
  } catch (error) {
    throw new VideosdkTokenError('qr-unfit', `${text.length} characters are too many for a QR code`, {
      hint: 'One holds 2,953 at most: leave claims out.',
      cause: error,
    })
  }
}
