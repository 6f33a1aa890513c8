/** The access key of `serve`: given, made, needed, and never shown. */
import { describe, expect, it, test } from 'vitest'
import { askJson as ask, during } from '../support/serving.ts'
import { createWorld, run } from '../support/world.ts'

const KEY = 'a-very-long-access-key'

describe('the access key', () => {
  it('is made for this run on anything but loopback, and is in every address that is printed', async () => {
    const { stdout, stderr } = await during(
      'serve --sandbox --host 0.0.0.0',
      async (url) => {
        expect((await ask(url, '/get-token')).status).toBe(200)
        const { origin } = new URL(url)
        expect((await ask(origin, '/get-token')).status).toBe(401)
        expect((await ask(origin, '/healthz')).status).toBe(200)
      },
      { networkAddresses: ['192.168.1.5'] },
    )
    const { url, port } = JSON.parse(stdout)
    const [, key = ''] = /^http:\/\/127\.0\.0\.1:\d+\/k\/([\w-]{24})$/.exec(url) ?? []
    expect(key).not.toBe('')
    expect(stderr).toContain(`http://192.168.1.5:${port}/k/${key}\n`)
    expect(stderr).toContain(`http://10.0.2.2:${port}/k/${key}\n`)
    expect(stderr).toContain('Whoever has the address')
    // Of the log no line has it.
    expect(stderr.split('\n').filter((line) => line.includes(key) && /\d ms$/.test(line))).toEqual([])
    const another = await during('serve --sandbox --host 0.0.0.0', async () => {})
    expect(JSON.parse(another.stdout).url).not.toContain(key)
  })

  test.each<[string, object]>([
    ['--access-key-file key', { files: { key: `${KEY}\n` } }],
    ['--access-key-file key', { files: { key: KEY } }],
    ['--access-key-file -', { stdin: `${KEY}\r\n` }],
    ['', { env: { VIDEOSDK_TOKEN_ACCESS_KEY: ` ${KEY} ` } }],
    [
      '--access-key-file key',
      { files: { key: KEY }, env: { VIDEOSDK_TOKEN_ACCESS_KEY: 'another-key-that-loses' } },
    ],
  ])('%s %j is taken, and needed on loopback, too', async (flags, overrides) => {
    const { stdout } = await during(
      `serve --sandbox ${flags}`,
      async (url) => {
        expect(url.endsWith(`/k/${KEY}`)).toBe(true)
        const { origin } = new URL(url)
        expect((await ask(origin, '/get-token')).status).toBe(401)
        expect((await ask(origin, '/get-token', { headers: { 'x-access-key': KEY } })).status).toBe(200)
      },
      overrides,
    )
    expect(JSON.parse(stdout).host).toBe('127.0.0.1')
  })

  it('that is made needs to be told: --quiet alone is 2', async () => {
    const quiet = await run('serve --sandbox --quiet --host 0.0.0.0 --port 0')
    expect(quiet).toMatchObject({ code: 2, stdout: '' })
    expect(quiet.stderr).toContain('--access-key-file')
    await during('serve --sandbox --quiet --host 0.0.0.0', async (url) => {
      expect((await ask(url, '/get-token')).status).toBe(200)
    })
  })

  test.each<[string, object, string, string]>([
    ['--access-key-file key', { files: { key: 'short' } }, 'value-invalid', 'short'],
    ['--access-key-file key', { files: { key: '' } }, 'value-invalid', 'nothing-to-hide'],
    ['--access-key-file key', { files: { key: `${KEY}\n${KEY}\n` } }, 'value-invalid', KEY],
    ['--access-key-file nowhere', {}, 'file-unreadable', KEY],
    ['', { env: { VIDEOSDK_TOKEN_ACCESS_KEY: 'hush hush' } }, 'value-invalid', 'hush'],
  ])('%s %j is 2, and does not show it', async (flags, overrides, code, hidden) => {
    const result = await run(`serve --sandbox --port 0 ${flags}`, createWorld(overrides))
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr.replace('short', '')).not.toContain(hidden)
  })

  it('a blank variable counts as unset', async () => {
    await during('serve --sandbox', async (url) => expect((await ask(url, '/get-token')).status).toBe(200), {
      env: { VIDEOSDK_TOKEN_ACCESS_KEY: ' ' },
    })
  })
})
