/** An endpoint whose certificate is not to be trusted: what is wrong with it, for which host, and the cure. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openShell, sh } from '../support/shell.ts'
import { startTlsServer } from '../support/tls-server.ts'
import { withCredentials } from '../support/world.ts'

const KINDS = {
  'self-signed': {
    server: await startTlsServer(),
    trusted: false,
    says: /is self-signed.*DEPTH_ZERO_SELF_SIGNED_CERT/,
  },
  expired: {
    server: await startTlsServer({ days: [-30, -1] }),
    trusted: true,
    says: /has expired.*CERT_HAS_EXPIRED/,
  },
  'not yet valid': {
    server: await startTlsServer({ days: [1, 30] }),
    trusted: true,
    says: /is not yet valid.*CERT_NOT_YET_VALID/,
  },
  'for another host': {
    server: await startTlsServer({ host: 'other.example' }),
    trusted: true,
    says: /is for another host.*ERR_TLS_CERT_ALTNAME_INVALID/,
  },
}
const good = await startTlsServer()
afterAll(() =>
  Promise.all([good, ...Object.values(KINDS).map(({ server }) => server)].map((one) => one.close())),
)

/** Runs it with that certificate among those that Node trusts, or without. */
function runWith(line: string, cert: string | undefined, env: Record<string, string> = {}) {
  const shell = openShell({ ...withCredentials, ...env, ...(cert && { NODE_EXTRA_CA_CERTS: 'extra.pem' }) })
  if (cert) writeFileSync(join(shell.folder, 'extra.pem'), cert)
  return sh(`videosdk-token ${line}`, shell)
}

const LINES = [
  'create-meeting',
  'validate x',
  'list-meetings',
  'deactivate-meeting x',
  'inspect --online --for api "$(videosdk-token token)"',
]

describe.concurrent.each(Object.entries(KINDS))('%s', (_name, { server, trusted, says }) => {
  test.each(LINES)('%s', async (line) => {
    const { code, stdout, stderr } = await runWith(
      `${line} --endpoint ${server.url} --json`,
      trusted ? server.cert : undefined,
    )
    expect(code).toBe(5)
    const error = JSON.parse(stdout).error ?? { code: 'network-failed', message: stderr, hint: stderr }
    expect(error).toMatchObject({ code: 'network-failed', message: expect.stringMatching(says) })
    expect(error.message).toContain(new URL(server.url).host)
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS')
    expect(stderr).toContain('[network-failed]')
  })

  test('doctor', async () => {
    const { code, stdout } = await runWith(
      `doctor --endpoint ${server.url}`,
      trusted ? server.cert : undefined,
    )
    expect(code).toBe(1)
    expect(stdout).toMatch(says)
    expect(stdout).toContain('NODE_EXTRA_CA_CERTS')
  })
})

test.concurrent("the cures are Node's own", async () => {
  const line = `validate x --endpoint ${good.url}`
  expect(await runWith(line, good.cert)).toMatchObject({ code: 0, stdout: 'valid\n' })
  expect(await runWith(line, undefined, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatchObject({ code: 0 })
})
