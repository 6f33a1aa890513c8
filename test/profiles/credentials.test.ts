/** Which credentials win, place by place. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { parseDotenv } from '../../src/profiles/dotenv-file.ts'
import { storePath } from '../../src/profiles/location.ts'
import { runSecretCommand } from '../../src/profiles/secret-command.ts'
import { refuseUntrustedStore } from '../../src/profiles/trust.ts'
import {
  API_KEY,
  createWorld,
  emptyFolder,
  OTHER_KEY,
  OTHER_SECRET,
  run,
  SECRET,
  type World,
  withCredentials,
} from '../support/world.ts'

const DOTENV = `VIDEOSDK_API_KEY=${OTHER_KEY}\nVIDEOSDK_SECRET=${OTHER_SECRET}\n`
const files = { s: SECRET, o: OTHER_SECRET, '.env': DOTENV }

/** Two profiles, p current and q not. */
async function withStore(env: Record<string, string> = {}): Promise<World> {
  const world = createWorld({ files, env })
  await run(`profile add p --api-key ${API_KEY} --secret-file s`, createWorld({ folder: world.folder }))
  await run(`profile add q --api-key ${OTHER_KEY} --secret-file o`, createWorld({ folder: world.folder }))
  return world
}

describe('the first that is there wins', () => {
  test.each<[string, Record<string, string>, string, string, string]>([
    ['the current profile', {}, '', 'profile:p', API_KEY],
    ['VIDEOSDK_PROFILE over the current one', { VIDEOSDK_PROFILE: 'q' }, '', 'profile:q', OTHER_KEY],
    ['a blank VIDEOSDK_PROFILE is none', { VIDEOSDK_PROFILE: ' ' }, '', 'profile:p', API_KEY],
    ['--dotenv over a profile', { VIDEOSDK_PROFILE: 'p' }, '--dotenv .env', 'dotenv', OTHER_KEY],
    [
      'the environment over a profile',
      { VIDEOSDK_API_KEY: 'K'.repeat(8), VIDEOSDK_SECRET: SECRET },
      '',
      'env',
      'K'.repeat(8),
    ],
    [
      'VIDEOSDK_SECRET_KEY as well',
      { VIDEOSDK_API_KEY: OTHER_KEY, VIDEOSDK_SECRET_KEY: OTHER_SECRET },
      '',
      'env',
      OTHER_KEY,
    ],
    [
      'both names with one value',
      { VIDEOSDK_API_KEY: OTHER_KEY, VIDEOSDK_SECRET: 'x'.repeat(40), VIDEOSDK_SECRET_KEY: 'x'.repeat(40) },
      '',
      'env',
      OTHER_KEY,
    ],
    [
      '--profile over the environment',
      { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET },
      '--profile q',
      'profile:q',
      OTHER_KEY,
    ],
    [
      'flags over all',
      { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: SECRET },
      `--api-key ${OTHER_KEY} --secret-file o`,
      'flags',
      OTHER_KEY,
    ],
    [
      'blank variables are none',
      { VIDEOSDK_API_KEY: '', VIDEOSDK_SECRET: ' ', VIDEOSDK_SECRET_KEY: '\t' },
      '',
      'profile:p',
      API_KEY,
    ],
  ])('%s', async (_name, env, flags, credentials, apikey) => {
    const { code, stdout } = await run(`token --json ${flags}`, await withStore(env))
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ credentials, claims: { apikey } })
  })
})

describe('what stands behind the winner is not opened', () => {
  it('neither the store, nor the --dotenv file, which is said to have lost', async () => {
    const world = createWorld({ env: { ...withCredentials, VIDEOSDK_PROFILE: 'q' } })
    writeFileSync(join(world.folder, 'config'), 'no folder')
    const { code, stderr } = await run('token --dotenv nowhere', world)
    expect(code).toBe(0)
    expect(stderr).toMatch(/the file nowhere was not used.*\n.*VIDEOSDK_PROFILE was not used/)
  })
})

describe('no pair, or half of one, is an error that says how to mend it', () => {
  test.each<[string, Record<string, string>, string, string, string[]]>([
    [
      'nothing',
      {},
      '',
      'credentials-missing',
      ['profile add', 'VIDEOSDK_API_KEY', '--secret-file', '--sandbox', 'app.videosdk.live'],
    ],
    [
      'a near miss alone',
      { VIDEOSDK_API_SECRET: SECRET },
      '',
      'credentials-missing',
      ['VIDEOSDK_API_SECRET'],
    ],
    [
      'a key alone',
      { VIDEOSDK_API_KEY: API_KEY },
      '',
      'credentials-incomplete',
      ['VIDEOSDK_SECRET is not set'],
    ],
    [
      'a key and a blank secret',
      { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: ' ' },
      '',
      'credentials-incomplete',
      ['VIDEOSDK_SECRET is blank'],
    ],
    [
      'a key and a near miss',
      { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_API_SECRET: SECRET },
      '',
      'credentials-incomplete',
      ['VIDEOSDK_API_SECRET is there'],
    ],
    [
      'a secret alone',
      { VIDEOSDK_SECRET: SECRET },
      '',
      'credentials-incomplete',
      ['VIDEOSDK_API_KEY is not set'],
    ],
    [
      'a secret and a near miss',
      { VIDEOSDK_SECRET_KEY: SECRET, REACT_APP_VIDEOSDK_KEY: 'k' },
      '',
      'credentials-incomplete',
      ['REACT_APP_VIDEOSDK_KEY is there'],
    ],
    [
      'two secrets that differ',
      { ...withCredentials, VIDEOSDK_SECRET_KEY: OTHER_SECRET },
      '',
      'credentials-conflict',
      ['differ'],
    ],
    [
      'half in the environment, whole in --dotenv',
      { VIDEOSDK_API_KEY: API_KEY },
      '--dotenv .env',
      'credentials-incomplete',
      ['the environment'],
    ],
    ['half in --dotenv', {}, '--dotenv half', 'credentials-incomplete', ['half']],
    ['--api-key alone', withCredentials, '--api-key x', 'credentials-incomplete', ['--secret-file']],
    ['--secret-file alone', withCredentials, '--secret-file s', 'credentials-incomplete', ['--api-key']],
    [
      'a secret file that is not there',
      {},
      '--api-key x --secret-file nowhere',
      'secret-unreadable',
      ['ENOENT'],
    ],
    [
      'a secret file without an end',
      {},
      '--api-key x --secret-file /dev/zero',
      'secret-unreadable',
      ['more than'],
    ],
    ['a folder for a secret file', {}, '--api-key x --secret-file .', 'secret-unreadable', ['EISDIR']],
    ['a --dotenv file that is not there', {}, '--dotenv nowhere', 'dotenv-unreadable', ['ENOENT']],
    ['an unknown profile', {}, '--profile ci', 'profile-unknown', ['profile add']],
    ['an unknown VIDEOSDK_PROFILE', { VIDEOSDK_PROFILE: 'ci' }, '', 'profile-unknown', ['"ci"']],
    [
      'a secret of two lines',
      { VIDEOSDK_API_KEY: API_KEY, VIDEOSDK_SECRET: 'a\nb' },
      '',
      'secret-invalid',
      ['more than one line'],
    ],
  ])('%s', async (_name, env, flags, code, words) => {
    const world = createWorld({ env, files: { ...files, half: `VIDEOSDK_API_KEY=${API_KEY}\n` } })
    const result = await run(`token ${flags}`, world)
    expect(result).toMatchObject({ code: 3, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    for (const word of words) expect(result.stderr).toContain(word)
    expect(result.stderr).not.toContain(SECRET)
  })

  it('and with an empty store names no profile, with one names the nearest', async () => {
    const { code, stderr } = await run('token --profile pp', await withStore())
    expect(code).toBe(3)
    expect(stderr).toContain('Did you mean p?')
  })
})

describe('white space around a secret', () => {
  const reference = async (bytes: string | Uint8Array) => {
    const world = createWorld({ files: { s: bytes } })
    return run(`token --api-key ${API_KEY} --secret-file s --now 2026-01-01T00:00:00Z --jti x`, world)
  }

  it('goes without a word where it is one line end, and is said otherwise', async () => {
    const plain = await reference(SECRET)
    expect(plain).toMatchObject({ code: 0, stderr: '' })
    for (const text of [`${SECRET}\n`, `${SECRET}\r\n`, `\ufeff${SECRET}`])
      expect(await reference(text)).toEqual(plain)
    for (const text of [`${SECRET}\n\n`, ` ${SECRET}`, `${SECRET}\t`]) {
      const { stdout, stderr } = await reference(text)
      expect(stdout).toBe(plain.stdout)
      expect(stderr).toBe(
        'warning: white space around the secret from s was dropped          [white-space-dropped]\n',
      )
    }
    const fromEnv = createWorld({ env: { VIDEOSDK_API_KEY: ` ${API_KEY}`, VIDEOSDK_SECRET: `${SECRET}\n` } })
    const { stdout, stderr } = await run('token --now 2026-01-01T00:00:00Z --jti x', fromEnv)
    expect(stdout).toBe(plain.stdout)
    expect(stderr.match(/\[white-space-dropped\]/g)).toHaveLength(2)
  })

  test.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'is empty'],
    ['a line end alone', '\r\n', 'is empty'],
    ['UTF-16', Buffer.from(`\ufeff${SECRET}`, 'utf16le'), 'UTF-16'],
    ['UTF-16, big-endian', Uint8Array.of(0xfe, 0xff, 0, 65), 'UTF-16'],
    ['a NUL', `${SECRET}\0`, 'NUL'],
    ['Latin-1', Uint8Array.of(0x61, 0xe9, 0x62), 'not UTF-8'],
    ['70,000 bytes', 'x'.repeat(70_000), 'far too long'],
  ])('%s is refused', async (_name, bytes, why) => {
    const { code, stderr } = await reference(bytes)
    expect(code).toBe(3)
    expect(stderr).toContain(why)
    expect(stderr).toContain('[secret-invalid]')
  })
})

describe('a --dotenv file', () => {
  const parse = (text: string) => parseDotenv(Buffer.from(text), '.env')

  it('is read as dotenv reads it', async () => {
    const text = `VIDEOSDK_API_KEY=old\r\nVIDEOSDK_API_KEY= "${OTHER_KEY}" # or "other" or 'third'\r\n#VIDEOSDK_API_KEY=old\r\n\r\nexport VIDEOSDK_SECRET = '${OTHER_SECRET}'\r\n`
    const world = createWorld({ files: { '.env': `\ufeff${text}` } })
    const { code, stdout, stderr } = await run('token --dotenv .env --json', world)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ credentials: 'dotenv', claims: { apikey: OTHER_KEY } })
    expect((await run(['inspect', JSON.parse(stdout).token, '--dotenv', '.env'], world)).stdout).toContain(
      'signature         valid',
    )
  })

  test.each<[string, [number, string][]]>([
    ['A=1\n# comment\n\n  # another\nB: 2\nexport C=3\n', []],
    ['A=1\n#### OR ####\nOR\nB=2', [[3, 'neither a comment nor an assignment']]],
    ['A=se#cret', [[1, 'cut at its #']]],
    ['A=secret # mine\nB="se#cret"\nC=#later\nD=  #later', []],
    [
      'A=x;\nB="x";\nC=\'x;\'',
      [
        [1, 'ends in ";"'],
        [2, 'ends in ";"'],
      ],
    ],
    ['A="one\ntwo\nthree"\njunk', [[4, 'neither']]],
    ['A=1\rjunk\rB=2', [[2, 'neither']]],
    ['= 5', [[1, 'neither']]],
    ['A="unclosed', [[1, 'not closed']]],
    ['A:1', [[1, 'neither']]],
  ])('%j warns of %j', (text, expected) => {
    const { warnings } = parse(text)
    expect(warnings).toHaveLength(expected.length)
    for (const [index, [line, words]] of expected.entries()) {
      expect(warnings[index]?.message).toContain(`line ${line} of .env`)
      expect(warnings[index]?.message).toContain(words)
    }
  })

  it('says the warnings, and falls through to the store where it has no pair', async () => {
    const world = await withStore()
    writeFileSync(
      join(world.folder, 'none'),
      'junk\nVIDEOSDK_API_KEY=\nVIDEOSDK_SECRET_KEY=\nVIDEOSDK_AUTH_TOKEN=\n',
    )
    const { code, stdout, stderr } = await run('token --dotenv none --json', world)
    expect(code).toBe(0)
    expect(JSON.parse(stdout).credentials).toBe('profile:p')
    expect(stderr).toContain('line 1 of none is neither a comment nor an assignment          [dotenv-line]')
    const empty = createWorld({
      folder: world.folder,
      env: { VIDEOSDK_TOKEN_CONFIG_DIR: join(world.folder, 'other') },
    })
    expect(await run('token --dotenv none', empty)).toMatchObject({ code: 3 })
  })

  test.each<[string, Uint8Array, string]>([
    ['UTF-16', Buffer.from(`\ufeff${DOTENV}`, 'utf16le'), 'UTF-16'],
    ['a NUL', Buffer.from('A=\0'), 'NUL'],
  ])('%s is refused', async (_name, bytes, why) => {
    const { code, stderr } = await run('token --dotenv x', createWorld({ files: { x: bytes } }))
    expect(code).toBe(3)
    expect(stderr).toContain(why)
  })
})

describe('where the store lies', () => {
  const place = (env: Record<string, string>, platform: NodeJS.Platform) =>
    storePath({ env, cwd: '/work', platform })

  it("is conf's own folder, and VIDEOSDK_TOKEN_CONFIG_DIR before it", () => {
    // conf makes the folder that it names: not in the home of whoever runs this.
    const home = emptyFolder()
    const env = { PATH: process.env.PATH ?? '', HOME: home }
    const asked =
      "import Conf from 'conf'; console.log(new Conf({ projectName: 'videosdk-token', projectSuffix: '' }).path)"
    const named = execFileSync(process.execPath, ['--input-type=module', '-e', asked], {
      env,
      encoding: 'utf8',
    })
    expect(storePath({ env, cwd: '/work', platform: process.platform }, () => home)).toBe(named.trim())
    expect(place({ VIDEOSDK_TOKEN_CONFIG_DIR: 'here' }, 'linux')).toBe('/work/here/config.json')
    expect(place({ XDG_CONFIG_HOME: '/xdg', VIDEOSDK_TOKEN_CONFIG_DIR: ' ' }, 'linux')).toBe(
      '/xdg/videosdk-token/config.json',
    )
    expect(place({}, 'darwin')).toMatch(/Library\/Preferences\/videosdk-token\/config.json$/)
    expect(place({ APPDATA: '/roaming' }, 'win32')).toBe('/roaming/videosdk-token/Config/config.json')
    expect(place({}, 'win32')).toMatch(/AppData\/Roaming\/videosdk-token\/Config\/config.json$/)
  })
})

describe('the command that prints a secret', () => {
  const world = { env: process.env, platform: process.platform, onStderr: () => {} }

  it('is given up on', async () => {
    const began = Date.now()
    await expect(runSecretCommand('sleep 30', 'p', { ...world, timeoutMs: 200 })).rejects.toThrow(
      'did not end within 0.2 s',
    )
    expect(Date.now() - began).toBeLessThan(10_000)
  })

  it('needs a shell', async () => {
    await expect(runSecretCommand('x', 'p', { ...world, platform: 'win32' })).rejects.toThrow(
      'could not be started',
    )
  })

  it('is trusted where users have no numbers, and not where the store is of another', () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'config.json'), '')
    refuseUntrustedStore(join(folder, 'config.json'), undefined)
    expect(() => refuseUntrustedStore(join(folder, 'config.json'), 4_294_967)).toThrow(
      'belongs to another user',
    )
  })
})
