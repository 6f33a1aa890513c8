/** Begins work at a fixed rate, whether or not what was begun before is done; gives what stops it. */
export function atRate(perSecond, begin) {
  const started = performance.now()
  let begun = 0
  let timer
  const next = () => {
    const due = ((performance.now() - started) / 1000) * perSecond
    while (begun <= due) begin(begun++)
    timer = setTimeout(next, (begun / perSecond) * 1000 - (performance.now() - started))
  }
  next()
  return () => clearTimeout(timer)
}

/** Settles as the work does, or rejects when that takes longer. */
export function within(ms, what, work) {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took over ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
