/** `snippet`: code that makes tokens, or uses a server of them, in the language of an app. */
import { Argument, type Command } from 'commander'
import { LANGUAGES, type Language, SNIPPETS, type Snippet, type WishPart } from '../../snippets/languages.ts'
import type { Wish } from '../../snippets/wish.ts'
import { adviseOnClaims } from '../../token/advice.ts'
import { buildClaims, checkId } from '../../token/claims.ts'
import { formatDuration, parseDuration } from '../../token/duration.ts'
import { naming, VideosdkTokenError } from '../../token/errors.ts'
import { PERMISSION_NAMES, ROLE_NAMES, toPermissions, toRoles } from '../../token/lists.ts'
import { shown, suggestion } from '../../token/text.ts'
import type { Choose, Session } from '../command.ts'
import { conflict, flag, listFlag, parseTokenVersion, withChoices } from '../flags.ts'
import { withExamples } from '../help-page.ts'

interface SnippetFlags {
  readonly perm?: readonly string[]
  readonly expires?: number
  readonly room?: string
  readonly participant?: string
  readonly role?: readonly string[]
  readonly tokenVersion?: 1 | 2
  readonly list?: boolean
}

export function define(program: Command, choose: Choose): Command {
  const command = program
    .command('snippet')
    .description('Print code that makes tokens, or uses or deploys a server of them. It holds no secret.')
    .addArgument(withChoices(new Argument('[language]', LANGUAGES.join(', ')), LANGUAGES))
    .option('--list', 'say what there is, and what each needs')
    .optionsGroup('Its tokens:')
    .addOption(
      listFlag('-p, --perm <permissions>', `${PERMISSION_NAMES.join(', ')} [allow_join]`, PERMISSION_NAMES),
    )
    .addOption(
      flag('-e, --expires <duration>', 'how long each is good [24h; of a server 10m]', parseDuration),
    )
    .addOption(flag('-r, --room <roomId>', 'good for this room only', (id) => checkId(id, 'roomId')))
    .addOption(
      flag('--participant <id>', 'good for this participant only', (id) => checkId(id, 'participantId')),
    )
    .addOption(listFlag('--role <roles>', `${ROLE_NAMES.join(', ')} [both]`, ROLE_NAMES))
    .addOption(
      withChoices(
        flag('--token-version <1|2>', 'the version claim; 1 leaves it out [2]', parseTokenVersion),
        ['1', '2'],
      ),
    )
  withExamples(command, [
    'videosdk-token snippet python --perm allow_join > videosdk_token.py',
    'videosdk-token snippet --list',
  ])
  return command.action((language: string | undefined, options: SnippetFlags) =>
    choose((session) => run(language, options, session)),
  )
}

async function run(name: string | undefined, flags: SnippetFlags, session: Session): Promise<0> {
  const { context, settings } = session
  if (flags.list) {
    if (name !== undefined) throw conflict('--list', 'a language')
    const [given] = titlesOf(flags)
    if (given !== undefined) throw conflict('--list', given)
    await context.stdout.write(settings.json ? `${JSON.stringify(listed())}\n` : table())
    return 0
  }
  const language = toLanguage(name)
  const snippet: Snippet = SNIPPETS[language]
  const wish = toWish(flags, language, snippet)
  const request = { ...wish, expiresIn: formatDuration(wish.expiresIn) }
  for (const advice of adviseOnClaims(buildClaims('key', request))) await session.reporter.warning(advice)
  const code = snippet.write(wish)
  const { needs } = snippet
  await context.stdout.write(settings.json ? `${JSON.stringify({ language, needs, code })}\n` : code)
  return 0
}

function toLanguage(name: string | undefined): Language {
  const language = LANGUAGES.find((one) => one === name)
  if (language !== undefined) return language
  if (name === undefined) {
    throw new VideosdkTokenError('argument-missing', 'snippet needs a language', {
      hint: `One of: ${LANGUAGES.join(', ')}`,
    })
  }
  const meant = Object.hasOwn(OTHER_NAMES, name.toLowerCase()) ? OTHER_NAMES[name.toLowerCase()] : undefined
  throw new VideosdkTokenError('value-invalid', `there is no snippet for "${shown(name)}"`, {
    hint: meant === undefined ? suggestion(name, LANGUAGES) : `Did you mean ${meant}?`,
  })
}

/** What people call them, too. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  javascript: 'node, or js for a client of serve',
  typescript: 'node, or js for a client of serve',
  'node.js': 'node',
  nodejs: 'node',
  py: 'python',
  python3: 'python',
  golang: 'go',
  kotlin: 'java',
  rb: 'ruby',
  dart: 'flutter',
  bash: 'curl',
  sh: 'curl',
  cloudflare: 'workers',
  dockerfile: 'docker',
}

/** The flag that gives each part. */
const FLAG_OF = {
  permissions: 'perm',
  expiresIn: 'expires',
  roomId: 'room',
  participantId: 'participant',
  roles: 'role',
  version: 'tokenVersion',
} as const satisfies Record<WishPart, keyof SnippetFlags>

const DEFAULT_EXPIRY = '24h'
const DEFAULT_SERVED_EXPIRY = '10m'

function toWish(flags: SnippetFlags, language: Language, { heeds }: Snippet): Wish {
  const [unheeded] = titlesOf(flags, heeds)
  if (unheeded !== undefined) throw conflict(unheeded, `snippet ${language}`)
  const { perm, expires, room, participant, role, tokenVersion = 2 } = flags
  const ofServer = !heeds.includes('participantId')
  return {
    permissions: perm ? naming('--perm', () => toPermissions(perm)) : ['allow_join'],
    expiresIn: expires ?? parseDuration(ofServer ? DEFAULT_SERVED_EXPIRY : DEFAULT_EXPIRY),
    ...(room !== undefined && { roomId: room }),
    ...(participant !== undefined && { participantId: participant }),
    ...(role && { roles: naming('--role', () => toRoles(role)) }),
    version: tokenVersion,
  }
}

/** The flags that were given, but for those that are heeded. */
function titlesOf(flags: SnippetFlags, heeds: readonly WishPart[] = []): string[] {
  return (Object.entries(FLAG_OF) as [WishPart, keyof SnippetFlags][])
    .filter(([part, name]) => flags[name] !== undefined && !heeds.includes(part))
    .map(([, name]) => (name === 'tokenVersion' ? '--token-version' : `--${name}`))
}

function listed(): { language: string; what: string; needs: string }[] {
  return LANGUAGES.map((language) => {
    const { what, needs } = SNIPPETS[language]
    return { language, what, needs }
  })
}

function table(): string {
  return listed()
    .map(({ language, what, needs }) => `${language.padEnd(9)}${what.padEnd(23)}${needs}\n`)
    .join('')
}
