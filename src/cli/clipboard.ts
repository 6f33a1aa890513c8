/** The clipboard of the desktop that this runs on. */
import { writeText } from 'tinyclip'
import { codeOf } from '../files/error-code.ts'
import { VideosdkTokenError } from '../token/errors.ts'

/** Throws `clipboard-failed`. */
export async function copy(text: string): Promise<void> {
  try {
    await writeText(text)
  } catch (error) {
    throw new VideosdkTokenError(
      'clipboard-failed',
      `nothing was copied to the clipboard: ${reasonOf(error)}`,
      {
        hint: 'On Linux it takes wl-clipboard, xclip or xsel, and a desktop. Without --copy it is printed alone.',
      },
    )
  }
}

/** What the program itself wrote is left out: it may be what it was given. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error ? codeOf(error.cause) : undefined
  if (code === 'ENOENT') return 'no program for it is installed'
  return code === 'ABORT_ERR' ? 'its program does not answer' : 'its program failed'
}
