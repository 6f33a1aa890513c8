/** The script of the page: it asks the routes of its own server, and reads tokens itself. */
import { describeDuration, formatDuration } from '../token/duration.ts'
import { joiningInWords, timeInWords } from '../token/in-words.ts'
import { type Inspection, inspect } from '../token/inspect.ts'
import { isWithin, PERMISSIONS, type Permission } from '../token/lists.ts'
import type { Problem } from '../token/problems.ts'

interface Limits {
  readonly permissions: readonly Permission[]
  readonly maxPermissions: readonly Permission[]
  /** Seconds. */
  readonly expiresIn: number
  readonly roomId?: string
}

const limits: Limits = JSON.parse(document.body.dataset.limits ?? '')
/** The page lies at the start of the routes, behind the access key where there is one. */
const base = new URL('.', location.href)

const $ = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T
const field = (id: string): HTMLInputElement => $<HTMLInputElement>(id)
const tokenField = $<HTMLTextAreaElement>('token')

function element(name: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  made.className = className
  return made
}

function showLimits(): void {
  const { permissions, maxPermissions, expiresIn, roomId } = limits
  $('ceiling').textContent = `${maxPermissions.join(', ')} for ${describeDuration(expiresIn)}`
  field('expires').value = formatDuration(expiresIn)
  $('expires-hint').textContent = `such as 90s, 10m; ${formatDuration(expiresIn)} at most`
  if (roomId !== undefined) {
    field('room').value = roomId
    field('room').readOnly = true
  }
  for (const [name, meaning] of Object.entries(PERMISSIONS) as [Permission, string][]) {
    const box = document.createElement('input')
    Object.assign(box, {
      type: 'checkbox',
      name: 'permissions',
      value: name,
      checked: permissions.includes(name),
    })
    const allowed = isWithin([name], maxPermissions)
    box.disabled = !allowed
    const label = element('label', '')
    label.append(box, ` ${name}`)
    const hint = element('small', allowed ? meaning : 'not given by this server')
    hint.id = `${name}-hint`
    box.setAttribute('aria-describedby', hint.id)
    $('permissions').append(label, hint)
  }
}

/** What the form asks for, as the query of /get-token. */
function wish(): URLSearchParams {
  const form = new FormData($<HTMLFormElement>('token-form'))
  const query = new URLSearchParams()
  const permissions = form.getAll('permissions').join(',')
  if (permissions !== limits.permissions.join(',')) query.set('permissions', permissions)
  for (const name of ['expiresIn', 'roomId', 'participantId']) {
    const value = String(form.get(name) ?? '').trim()
    if (value !== '' && !(name === 'expiresIn' && value === formatDuration(limits.expiresIn)))
      query.set(name, value)
  }
  return query
}

/** Asks a route. Rejects with what the server says against it. */
async function ask(path: string, method = 'GET'): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(path, base), { method })
  // An id such as .. makes an address of something else.
  if (response.headers.get('content-type') !== 'application/json') throw new Error('That is no such address.')
  const body = await response.json()
  if (response.ok) return body
  throw new Error(body.message)
}

/** Runs what a button asks for, and says what went wrong beside it. */
function onSubmit(form: string, error: string, run: () => Promise<void>): void {
  $(form).addEventListener('submit', async (event) => {
    event.preventDefault()
    $(error).textContent = ''
    try {
      await run()
    } catch (thrown) {
      $(error).textContent =
        thrown instanceof TypeError ? 'The server does not answer.' : (thrown as Error).message
    }
  })
}

async function getToken(): Promise<void> {
  if (document.querySelector('#permissions :checked') === null)
    throw new Error('Choose at least one permission.')
  const query = wish().toString()
  const { token } = await ask(query === '' ? 'get-token' : `get-token?${query}`)
  tokenField.value = String(token)
  showToken()
}

function showToken(): void {
  const text = tokenField.value
  $<HTMLButtonElement>('copy').disabled = text.trim() === ''
  $('copied').textContent = ''
  const now = new Date()
  $('inspection').replaceChildren(...(text.trim() === '' ? [] : inspectionOf(inspect(text, { now }), now)))
}

function inspectionOf(inspection: Inspection, now: Date): HTMLElement[] {
  const { claims, canJoin, canCallApi, problems } = inspection
  const list = document.createElement('dl')
  const row = (name: string, value: string, className = ''): void => {
    list.append(element('dt', name), element('dd', value, className))
  }
  for (const [name, value] of Object.entries(claims ?? {}))
    row(name, timeInWords(name, value, now) ?? JSON.stringify(value))
  row('signature', 'unchecked')
  row('can join', joiningInWords(inspection), canJoin ? 'good' : 'bad')
  row('can call the API', canCallApi ? 'yes' : 'no', canCallApi ? 'good' : 'bad')
  const found = document.createElement('ul')
  found.append(...problems.map(problemItem))
  return [list, found]
}

function problemItem({ code, severity, message, hint, videosdk }: Problem): HTMLElement {
  const item = document.createElement('li')
  const named = videosdk === undefined ? code : `${code}, VideoSDK ${videosdk}`
  item.append(
    element('strong', `${severity}: `, severity === 'error' ? 'bad' : 'care'),
    `${message} [${named}]`,
    element('small', hint),
  )
  return item
}

async function copyToken(): Promise<void> {
  const text = tokenField.value
  // Browsers have a clipboard only where the connection is a safe one, or the machine's own.
  const copied = await (navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  ) ?? copySelected())
  $('copied').textContent = copied ? 'Copied.' : 'Not copied: select it, and copy it by hand.'
}

function copySelected(): boolean {
  tokenField.select()
  return document.execCommand('copy')
}

async function createMeeting(): Promise<void> {
  $('meeting-result').textContent = ''
  const { meetingId } = await ask('create-meeting', 'POST')
  field('meeting').value = String(meetingId)
  $('meeting-result').textContent = `Made: ${meetingId}`
  showCurl()
}

async function validateMeeting(): Promise<void> {
  $('meeting-result').textContent = ''
  const { meetingId, disabled } = await ask(validatePath())
  $('meeting-result').textContent =
    disabled === true ? `${meetingId} was deactivated.` : `${meetingId} is valid.`
}

function validatePath(): string {
  return `validate-meeting/${encodeURIComponent(field('meeting').value.trim())}`
}

function showCurl(): void {
  const query = wish().toString()
  const id = field('meeting').value.trim() === '' ? 'validate-meeting/abcd-efgh-ijkl' : validatePath()
  $('curl').textContent = [
    `curl '${base}get-token${query === '' ? '' : `?${query}`}'`,
    `curl -X POST '${base}create-meeting'`,
    `curl '${base}${id.replaceAll("'", '%27')}'`,
  ].join('\n')
}

showLimits()
showCurl()
onSubmit('token-form', 'token-error', getToken)
onSubmit('create-form', 'meeting-error', createMeeting)
onSubmit('validate-form', 'meeting-error', validateMeeting)
tokenField.addEventListener('input', showToken)
$('copy').addEventListener('click', () => void copyToken())
for (const form of ['token-form', 'validate-form']) $(form).addEventListener('input', showCurl)
