/** Commands that serve until they are told to stop, in process. */
import { createWorld, type Result, run, type World } from './world.ts'

type Signal = 'SIGINT' | 'SIGTERM'

/** Runs a command on any free port while `work` is done with its address, and then tells it to stop. */
export async function during(
  command: string | readonly string[],
  work: (url: string) => Promise<void>,
  overrides: Partial<World> & { files?: Record<string, string>; signal?: Signal } = {},
): Promise<Result & { readonly world: World }> {
  const { signal = 'SIGTERM', ...rest } = overrides
  let stop: (signal: Signal) => void = () => {}
  const stopped = new Promise<Signal>((resolve) => {
    stop = resolve
  })
  let told: (url: string) => void = () => {}
  const url = new Promise<string>((resolve) => {
    told = resolve
  })
  const world = createWorld({
    now: new Date(),
    ...rest,
    stopped,
    onStdout: (text) => told(JSON.parse(text).url),
  })
  const words = typeof command === 'string' ? command.split(/\s+/).filter((word) => word !== '') : command
  const running = run([...words, '--port', '0', '--json'], world)
  try {
    await work(await Promise.race([url, running.then(({ stderr }) => Promise.reject(new Error(stderr)))]))
  } finally {
    stop(signal)
  }
  return { ...(await running), world }
}

/** The JSON that a server answers. */
export async function askJson(url: string, path: string, init?: RequestInit) {
  const response = await fetch(`${url}${path}`, init)
  const body = (await response.json()) as Record<string, string>
  return { status: response.status, headers: response.headers, body }
}
