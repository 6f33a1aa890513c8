/** For each command the lines that open no socket, and those that may; every command of the program is here. */
import { API_KEY } from '../support/world.ts'

export interface NetworkLines {
  /** These ask nobody. */
  readonly offline: readonly string[]
  /** These ask the endpoint, and nobody else. */
  readonly online?: readonly string[]
  /** These listen on loopback until they are stopped. */
  readonly serving?: readonly string[]
}

/** Of a shell where `$TOKEN` is a token, `secret` the file of a secret, and profile `dev` the current one. */
export const NETWORK_LINES: Readonly<Record<string, NetworkLines>> = {
  '': { offline: ['', '--version', '--help'] },
  token: {
    offline: [
      'token',
      'token --sandbox',
      'token --profile dev --endpoint https://api.videosdk.live',
      'token --profile command',
      'token --api-key k --secret-file secret',
      'token --dotenv env.txt',
      'token -n 100 -o csv',
      'token --into .env',
      'token --qr',
      'token --copy',
      'token --from $TOKEN',
      'token --fault expired',
      'token -p nonsense',
      'token --secret x',
    ],
  },
  inspect: {
    offline: [
      'inspect $TOKEN',
      'inspect $TOKEN --sandbox',
      'inspect $TOKEN --for join --json',
      'inspect $TOKEN --online --for api --sandbox',
      'inspect nonsense',
    ],
    online: ['inspect $TOKEN --online --for api', 'inspect $TOKEN --online --for join --room x'],
  },
  decode: { offline: ['decode $TOKEN'], online: ['decode $TOKEN --online --for api'] },
  'create-meeting': {
    offline: [
      'create-meeting --sandbox',
      'create-meeting --sandbox --copy',
      'create-meeting --api-version 3',
    ],
    online: ['create-meeting', 'create-meeting --token $TOKEN', 'create-meeting --api-version 1'],
  },
  validate: {
    offline: ['validate nobody --sandbox', 'validate x --token nonsense'],
    online: ['validate x', 'validate x y --profile dev'],
  },
  'list-meetings': { offline: ['list-meetings --sandbox'], online: ['list-meetings'] },
  'deactivate-meeting': {
    offline: ['deactivate-meeting nobody --sandbox'],
    online: ['deactivate-meeting nobody'],
  },
  exec: { offline: ['exec -- /bin/true', 'exec -- no-such-program'], serving: ['exec --sandbox -- sleep 1'] },
  serve: { offline: ['serve --perm nonsense'], serving: ['serve --port 0', 'serve --port 0 --sandbox'] },
  sandbox: {
    offline: ['sandbox --port nonsense'],
    serving: ['sandbox --port 0', 'sandbox --port 0 --memory --tls'],
  },
  'profile add': {
    offline: [
      `profile add new --offline --api-key ${API_KEY} --secret-file secret`,
      `profile add dev --api-key k --secret-file secret`,
    ],
    online: [`profile add new --api-key ${API_KEY} --secret-file secret`],
  },
  'profile import': { offline: ['profile import new'] },
  'profile show': { offline: ['profile show', 'profile show --reveal command'] },
  'profile list': { offline: ['profile list', 'profile list --json'] },
  'profile use': { offline: ['profile use command'] },
  'profile rename': { offline: ['profile rename dev work'] },
  'profile remove': { offline: ['profile remove dev'] },
  'profile path': { offline: ['profile path'] },
  snippet: { offline: ['snippet node', 'snippet curl', 'snippet --list'] },
  doctor: {
    offline: ['doctor --offline', 'doctor --offline --json', 'doctor --sandbox'],
    online: ['doctor', 'doctor --room x'],
  },
  completion: { offline: ['completion bash', 'completion zsh', 'completion fish'] },
  help: { offline: ['help', 'help token', 'help sandbox', 'help network-failed'] },
  __complete: { offline: ['__complete -- zsh videosdk-token --profile d'] },
}
