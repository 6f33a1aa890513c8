/**
 * A thread of vitest that is kept from one mutant to the next, since a new one takes longer than the tests do.
 * Mutants that act when a module loads have a thread to themselves, where setup.ts loads all modules anew for each.
 */
import { type PoolOptions, type PoolWorker, ThreadsPoolWorker, type WorkerRequest } from 'vitest/node'

/** A thread is replaced after so many runs, for what tests leave behind in it. */
const RUNS_OF_A_THREAD = 100

type Listener = (message: unknown) => void

const parked = new Map<string, WarmWorker>()

/** In the shape of vitest's `poolRunner`. */
export const warmPool = {
  name: 'warm',
  createPoolWorker(options: PoolOptions): PoolWorker {
    const { mode, mutantActivation } = options.project.getProvidedContext()
    if (mode !== 'mutant') return new ThreadsPoolWorker(options)
    const worker = parked.get(mutantActivation) ?? new WarmWorker(options, mutantActivation)
    parked.delete(mutantActivation)
    return worker
  },
}

class WarmWorker implements PoolWorker {
  readonly name = 'warm'
  readonly #activation: string
  readonly #project: PoolOptions['project']
  readonly #thread: ThreadsPoolWorker
  #listeners: [event: string, Listener][] = []
  #runs = 0

  constructor(options: PoolOptions, activation: string) {
    this.#activation = activation
    this.#project = options.project
    this.#thread = new ThreadsPoolWorker(options)
    this.#project.vitest.onClose(() => this.#thread.stop().catch(() => undefined))
  }

  on(event: string, listener: Listener): void {
    this.#listeners.push([event, listener])
    this.#thread.on(event, listener)
  }

  off(event: string, listener: Listener): void {
    this.#listeners = this.#listeners.filter((one) => one[0] !== event || one[1] !== listener)
    this.#thread.off(event, listener)
  }

  async start(): Promise<void> {
    this.#runs++
    if (this.#runs === 1) await this.#thread.start()
  }

  /** The thread hears of its first start only, and of its last stop; which tests to run it hears every time. */
  send(message: WorkerRequest): void {
    if (message.type === 'start' && this.#runs > 1) this.#answer('started')
    else if (message.type === 'stop' && this.#runs < RUNS_OF_A_THREAD) this.#answer('stopped')
    else if (message.type === 'run') {
      const context = { ...message.context, config: this.#project.serializedConfig }
      this.#thread.send({ ...message, context })
    } else this.#thread.send(message)
  }

  async stop(): Promise<void> {
    for (const [event, listener] of this.#listeners) this.#thread.off(event, listener)
    this.#listeners = []
    if (this.#runs < RUNS_OF_A_THREAD) parked.set(this.#activation, this)
    else await this.#thread.stop()
  }

  deserialize(data: unknown): unknown {
    return data
  }

  #answer(type: 'started' | 'stopped'): void {
    for (const [event, listener] of this.#listeners)
      if (event === 'message') listener({ type, __vitest_worker_response__: true })
  }
}
