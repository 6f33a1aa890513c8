/** How deep what a client sends may be nested. */

const MOST_LEVELS = 100

/**
 * JSON is read to any depth, but written, and searched by socket.io, by functions that call themselves: what is
 * nested too deeply would break them for the others whom it is passed on to.
 */
export function isTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1))
}
