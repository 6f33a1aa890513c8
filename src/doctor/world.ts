/** What `doctor` looks at; a test passes its own. */
import type { Fetch } from '../meetings/fetch.ts'
import type { CredentialFlags, CredentialWorld } from '../profiles/credentials.ts'

export interface DoctorWorld extends CredentialWorld {
  /** `20.19.0` */
  readonly nodeVersion: string
  readonly platform: NodeJS.Platform
  readonly now: () => Date
  /** The way to an endpoint: through the proxy of the environment, or into a sandbox. Throws `proxy-invalid`. */
  readonly openFetch: () => Promise<Fetch>
}

export interface DoctorOptions extends CredentialFlags {
  /** Nothing is sent. */
  readonly offline?: boolean | undefined
  /** A room whose door is asked, too. */
  readonly room?: string | undefined
}
