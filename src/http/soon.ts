/**
 * What may be there at once, or in a promise. A server's answers pass through here: Hono and its server for Node
 * take a way of half the cost where an answer is no promise, which `async` would always make of it.
 */
export type Soon<T> = T | Promise<T>

/** `await`, where there is something to wait for. */
export function andThen<T, Next>(soon: Soon<T>, next: (value: T) => Soon<Next>): Soon<Next> {
  return soon instanceof Promise ? soon.then(next) : next(soon)
}

/** `try` and `catch`, for both. */
export function attempt<T>(act: () => Soon<T>, failed: (error: unknown) => T): Soon<T> {
  try {
    const soon = act()
    return soon instanceof Promise ? soon.catch(failed) : soon
  } catch (error) {
    return failed(error)
  }
}
