/** What `profile add` and `profile import` end in. */
import type { Profile } from '../../../profiles/format.ts'
import { storePath } from '../../../profiles/location.ts'
import { checkProfileName } from '../../../profiles/profile-name.ts'
import { addProfile } from '../../../profiles/store.ts'
import { adviseOnCredentials } from '../../../token/advice.ts'
import type { Session } from '../../command.ts'
import { printProfile } from './view.ts'

export async function storeProfile(wanted: Profile, replace: boolean, session: Session): Promise<0> {
  const { context, reporter, settings } = session
  const profile = { ...wanted, name: checkProfileName(wanted.name) }
  const advice = 'secret' in profile ? adviseOnCredentials(profile.apiKey, profile.secret) : []
  for (const one of advice) await reporter.warning(one)
  const path = storePath(context)
  const { current } = await addProfile(path, profile, { replace })
  const state = current === profile.name ? ', the current profile' : ''
  await reporter.note(`Stored ${profile.name}${state}, in ${path}`)
  if (settings.json) await printProfile(profile, current, session)
  return 0
}
