/** A long list in the pieces in which it came: nothing is copied when another one comes. */
export type Blocks<T> = readonly (readonly T[])[]

export const lengthOf = <T>(blocks: Blocks<T>) => blocks.reduce((sum, block) => sum + block.length, 0)

/** The items from `first` on, up to the one before `end`. */
export function sliceOf<T>(blocks: Blocks<T>, first: number, end: number): T[] {
  const found: T[] = []
  let start = 0
  for (const block of blocks) {
    if (start >= end) break
    if (start + block.length > first) found.push(...block.slice(Math.max(0, first - start), end - start))
    start += block.length
  }
  return found
}

/** New items before those that were known; of what both have, the newer word. Only the first pieces can have what is also new. */
export function headed<T>(head: readonly T[], blocks: Blocks<T>, idOf: (item: T) => string): Blocks<T> {
  if (head.length === 0) return blocks
  const first = new Set(head.map(idOf))
  return [head, ...blocks.map((block, index) => (index < 2 ? block.filter((item) => !first.has(idOf(item))) : block))]
}
