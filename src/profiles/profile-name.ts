/** Names of profiles. */
import { VideosdkTokenError } from '../token/errors.ts'
import { shown } from '../token/text.ts'

// No white space, and nothing invisible: a name is typed on command lines and printed on terminals.
const NAME = /^(?!-)[^\s\p{C}]{1,100}$/u

/** Refuses what cannot be typed safely; gives the name as it is stored. */
export function checkProfileName(name: string): string {
  if (!NAME.test(name)) {
    throw new VideosdkTokenError('profile-name-invalid', `"${shown(name)}" cannot be the name of a profile`, {
      hint: 'Up to 100 letters, digits or signs, without white space, and not beginning with "-".',
    })
  }
  return name.normalize('NFC')
}

/** What adding and renaming refuse. */
export function alreadyThere(name: string): VideosdkTokenError {
  return new VideosdkTokenError('profile-exists', `there is a profile "${shown(name)}" already`, {
    hint: 'Choose another name, remove it first, or overwrite it: profile add --force',
  })
}
