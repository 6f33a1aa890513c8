/** Where `token` takes a token besides stdout: a file, GitHub Actions, the clipboard, a QR code. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { readQr } from '../support/qr.ts'
import { createWorld, run, type World } from '../support/world.ts'

const WIDE = Buffer.from('\ufeffA=1\n', 'utf16le')

const TOKEN = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/
/** The same bytes every time. */
const FIXED = 'token --sandbox --jti 1 --now 2026-01-01T00:00:00Z'

const fixedToken = async (): Promise<string> => (await run(FIXED)).stdout.trim()
const read = (world: World, name: string): string => readFileSync(join(world.folder, name), 'utf8')
const modeOf = (world: World, name: string): number => statSync(join(world.folder, name)).mode & 0o777

describe('--into', () => {
  it('makes a file for its owner alone, prints nothing, and says what it did', async () => {
    const world = createWorld()
    const ended = await run(`${FIXED} --into .env`, world)
    expect(ended).toEqual({ code: 0, stdout: '', stderr: 'VIDEOSDK_TOKEN added in .env\n' })
    expect(read(world, '.env')).toBe(`VIDEOSDK_TOKEN=${await fixedToken()}\n`)
    expect(modeOf(world, '.env')).toBe(0o600)
    expect(existsSync(join(world.folder, '.env.lock'))).toBe(false)
  })

  it('replaces the value where it stands, and keeps the mode', async () => {
    const before = '# app\nA=1\nREACT_APP_VIDEOSDK_TOKEN="old" # from yesterday\nB=2'
    const world = createWorld({ files: { '.env': before } })
    chmodSync(join(world.folder, '.env'), 0o644)
    const { stderr } = await run(`${FIXED} --into .env --env-name REACT_APP_VIDEOSDK_TOKEN`, world)
    expect(stderr).toBe('REACT_APP_VIDEOSDK_TOKEN replaced in .env\n')
    expect(read(world, '.env')).toBe(before.replace('old', await fixedToken()))
    expect(modeOf(world, '.env')).toBe(0o644)
  })

  it('follows symlinks, which stay ones, even to a file that is not there yet', async () => {
    const world = createWorld({ files: { real: 'A=1\n' } })
    symlinkSync('new', join(world.folder, 'link'))
    for (const [link, target] of [
      ['.env', 'real'],
      ['.env.local', 'link'],
    ] as const) {
      symlinkSync(target, join(world.folder, link))
      expect((await run(`${FIXED} --into ${link}`, world)).code).toBe(0)
      expect(lstatSync(join(world.folder, link)).isSymbolicLink()).toBe(true)
      expect(read(world, target)).toContain(`VIDEOSDK_TOKEN=${await fixedToken()}\n`)
    }
  })

  it('takes a .properties file for one', async () => {
    const before = 'sdk.dir=C\\:\\\\Android\\\\Sdk\r\nauth_token = TEMPORARY\r\n'
    const world = createWorld({ files: { 'local.properties': before } })
    for (const _ of [1, 2]) {
      await run(`${FIXED} --into local.properties --env-name auth_token`, world)
      expect(read(world, 'local.properties')).toBe(before.replace('TEMPORARY', await fixedToken()))
    }
  })

  it('--json says what was written', async () => {
    const world = createWorld()
    for (const replaced of [false, true]) {
      const { stdout } = await run('token --sandbox --into a.env --env-name A --json', world)
      expect(JSON.parse(stdout)).toEqual({ file: 'a.env', name: 'A', replaced })
    }
    expect((await run('token --sandbox --into b.env -o json', world)).stdout).toContain('"replaced":false')
  })

  it.each([
    [
      false,
      /^warning: git does not ignore \.env, .* \[file-not-ignored\]\n {2}Put its name into \.gitignore/m,
    ],
    [true, /^VIDEOSDK_TOKEN added in \.env\n$/],
    [undefined, /^VIDEOSDK_TOKEN added in \.env\n$/],
  ])('git ignores it: %s', async (ignoredByGit, stderr) => {
    const world = createWorld(ignoredByGit === undefined ? {} : { ignoredByGit })
    expect((await run(`${FIXED} --into .env`, world)).stderr).toMatch(stderr)
  })

  it('twenty at once leave twenty variables', async () => {
    const world = createWorld({ files: { '.env': 'A=1\n' } })
    const names = Array.from({ length: 20 }, (_, n) => `TOKEN_${n}`)
    await Promise.all(names.map((name) => run(`${FIXED} --into .env --env-name ${name}`, world)))
    const lines = read(world, '.env').trimEnd().split('\n')
    expect(lines.map((line) => line.replace(/=.*/, '')).toSorted()).toEqual(['A', ...names].toSorted())
  })

  it.each([
    ['nowhere/.env', 'there is no such folder'],
    ['nowhere/', 'it names a folder'],
    ['.', 'it is no file'],
    ['/dev/null', 'it is no file'],
    ['utf16.env', 'it is UTF-16, or no text: save it as UTF-8'],
  ])('cannot be %s', async (path, why) => {
    const world = createWorld({ files: { 'utf16.env': WIDE } })
    const { code, stdout, stderr } = await run(`token --sandbox --into ${path}`, world)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`${path}: ${why}          [file-unwritable]`)
    expect(readFileSync(join(world.folder, 'utf16.env'))).toEqual(WIDE)
  })

  it.each([
    ['--into x -o env', '--into cannot be used with -o env'],
    ['--into x -o raw', '--into cannot be used with -o raw'],
    ['--into x -n 2', '--into cannot be used with several tokens'],
    ['--into -', '"-" is no file'],
    ['--into=', '--into was given an empty value'],
    ['--into x --env-name 1A', '"1A" cannot be the name of a variable'],
    ['--env-name A', '--env-name names nothing that is written'],
    ['--copy -n 2', '--copy cannot be used with several tokens'],
    ['--qr -n 2', '--qr cannot be used with several tokens'],
    ['-o github -n 2', '-o github cannot be used with several tokens'],
    ['--qr -q', '--qr cannot be used with --quiet'],
  ])('%s is refused', async (flags, message) => {
    const world = createWorld({ clipboard: [] })
    const { code, stdout, stderr } = await run(`token --sandbox ${flags}`, world)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(existsSync(join(world.folder, 'x'))).toBe(false)
  })
})

describe('-o github', () => {
  const inActions = (): World => {
    const world = createWorld({ files: { env: 'EARLIER=1\n', output: '' } })
    return {
      ...world,
      env: { GITHUB_ENV: join(world.folder, 'env'), GITHUB_OUTPUT: join(world.folder, 'output') },
    }
  }

  it('masks first, then hands the token to later steps', async () => {
    const world = inActions()
    let envWhenMasked = ''
    const onStdout = (): void => {
      envWhenMasked = read(world, 'env')
    }
    const { code, stdout, stderr } = await run(`${FIXED} -o github`, { ...world, onStdout })
    const token = await fixedToken()
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `::add-mask::${token}\n`, stderr: '' })
    expect(envWhenMasked).toBe('EARLIER=1\n')
    expect(read(world, 'env')).toBe(`EARLIER=1\nVIDEOSDK_TOKEN=${token}\n`)
    expect(read(world, 'output')).toBe(`token=${token}\n`)
  })

  it('begins a line of its own, whoever wrote before', async () => {
    const world = inActions()
    writeFileSync(join(world.folder, 'env'), 'A=1')
    await run(`${FIXED} -o github`, world)
    expect(read(world, 'env')).toBe(`A=1\nVIDEOSDK_TOKEN=${await fixedToken()}\n`)
  })

  it('names the variable as it is told', async () => {
    const world = inActions()
    await run(`${FIXED} -o github --env-name E2E_TOKEN`, world)
    expect(read(world, 'env')).toMatch(/^E2E_TOKEN=eyJ/m)
  })

  it.each([
    ['GITHUB_ENV', undefined, 'GITHUB_ENV is not set', 'not-in-github-actions'],
    ['GITHUB_OUTPUT', undefined, 'GITHUB_OUTPUT is not set', 'not-in-github-actions'],
    [
      'GITHUB_ENV',
      '/nowhere/env',
      '/nowhere/env, the file of GITHUB_ENV, cannot be written: there is no such file or folder (ENOENT)',
      'file-unwritable',
    ],
    [
      'GITHUB_OUTPUT',
      '/',
      '/, the file of GITHUB_OUTPUT, cannot be written: it is a folder (EISDIR)',
      'file-unwritable',
    ],
    [
      'GITHUB_OUTPUT',
      '/dev/full',
      '/dev/full, the file of GITHUB_OUTPUT, cannot be written: the disk is full (ENOSPC)',
      'file-unwritable',
    ],
  ])('with %s %s it fails before anything is written', async (name, value, message, code) => {
    const world = inActions()
    const ended = await run(`${FIXED} -o github`, { ...world, env: { ...world.env, [name]: value } })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(`${message}`)
    expect(ended.stderr).toContain(`[${code}]`)
    expect([read(world, 'env'), read(world, 'output')]).toEqual(['EARLIER=1\n', ''])
  })
})

describe('--copy', () => {
  it('puts the token into the clipboard, too', async () => {
    const clipboard: string[] = []
    const { stdout, stderr } = await run('token --sandbox --copy', createWorld({ clipboard }))
    expect(clipboard).toEqual([stdout.trim()])
    expect(stdout.trim()).toMatch(TOKEN)
    expect(stderr).toBe('The token is in the clipboard.\n')
  })

  it('copies the id of a meeting that was made', async () => {
    const clipboard: string[] = []
    const { stdout, stderr } = await run('create-meeting --sandbox --copy', createWorld({ clipboard }))
    expect(clipboard).toEqual([stdout.trim()])
    expect(stderr).toBe('The id is in the clipboard.\n')
  })

  it('fails where there is none: no token is printed, but the id of a meeting is, since it was made', async () => {
    expect(await run('token --sandbox --copy')).toMatchObject({ code: 2, stdout: '' })
    const { code, stdout, stderr } = await run('create-meeting --sandbox --copy')
    expect(code).toBe(2)
    expect(stdout).toMatch(/^\w{4}-\w{4}-\w{4}\n$/)
    expect(stderr).toContain('[clipboard-failed]')
  })
})

describe('--qr', () => {
  it('draws below what it prints, and stdout stays the token', async () => {
    const { code, stdout, stderr } = await run('token --sandbox --qr')
    expect(code).toBe(0)
    expect(stdout.trim()).toMatch(TOKEN)
    expect(stderr).toMatch(/^█+\n(?:[█▀▄ ]+\n)+$/)
    const lines = stderr.trimEnd().split('\n')
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
    expect(lines[0]?.length).toBeLessThanOrEqual(80)
  })

  it.each([{}, { tty: { stderr: true } }, { tty: { stderr: true }, env: { NO_COLOR: '1' } }])(
    'can be read back: %j',
    async (world) => {
      const { stdout, stderr } = await run('token --sandbox --qr --room abcd-efgh-ijkl', createWorld(world))
      expect(readQr(stderr)).toBe(stdout.trim())
    },
  )

  it('is dark on light where there is colour', async () => {
    const world = createWorld({ tty: { stderr: true } })
    const { stderr } = await run('token --sandbox --qr', world)
    expect(stderr).toContain('\u001b[30;107m ')
  })

  it.each([
    [
      { tty: { stderr: true }, columns: 50 },
      'token --sandbox --qr',
      /is \d+ columns wide, and the terminal has 50/,
    ],
    [{}, `token --sandbox --qr --claim long=${'x'.repeat(3_000)}`, /are too many for a QR code/],
  ])('says what does not fit', async (world, line, message) => {
    const { code, stdout, stderr } = await run(line, createWorld(world))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toContain('[qr-unfit]')
  })
})

test('--copy, --qr and --into go together', async () => {
  const world = createWorld({ clipboard: [] })
  mkdirSync(join(world.folder, 'app'))
  writeFileSync(join(world.folder, 'app/.env'), '')
  const { stdout, stderr } = await run(`${FIXED} --copy --qr --into app/.env`, world)
  expect(stdout).toBe('')
  expect(world.clipboard).toEqual([await fixedToken()])
  expect(stderr).toMatch(/^VIDEOSDK_TOKEN added in app\/\.env\nThe token is in the clipboard\.\n█/)
})
