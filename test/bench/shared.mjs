/** What the measurements share. */

/** As long as VideoSDK's are. */
export const SECRET = '5'.repeat(64)

/** What a busy machine does to a few runs does not move it. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
