/** The clipboard of the desktop that this runs on. */
import { writeText } from 'tinyclip'
import { codeOf } from '../files/error-code.ts'
import { messageOf, VideosdkTokenError } from '../token/errors.ts'

/** Throws `clipboard-failed`. */
export async function copy(text: string): Promise<void> {
  try {
    await writeText(text)
  } catch (error) {
    const { cause } = error as Error
    const why = codeOf(cause) === 'ENOENT' ? 'no program for it is installed' : messageOf(cause ?? error)
    throw new VideosdkTokenError('clipboard-failed', `nothing was copied to the clipboard (${why})`, {
      hint: 'On Linux it takes wl-clipboard, xclip or xsel, and a desktop. Without --copy it is printed alone.',
      cause: error,
    })
  }
}
