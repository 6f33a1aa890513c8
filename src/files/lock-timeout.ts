/** Another process held the lock for too long. */
export class LockTimeout extends Error {
  constructor(
    readonly path: string,
    readonly holder: string,
  ) {
    super(`${path} is held by ${holder || 'nobody that is named'}`)
  }
}
