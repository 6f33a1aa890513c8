/** The middle one: what a busy machine does to a few runs does not move it. */
export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
