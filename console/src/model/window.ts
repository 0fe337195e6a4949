/** Which of many rows of one height are drawn. */
export interface Window {
  first: number
  /** One behind the last. */
  end: number
}

/**
 * The rows in sight and `overscan` before and behind them. It moves in steps of half an overscan, so that a little scrolling changes nothing.
 */
export function windowOf(top: number, height: number, rowHeight: number, count: number, overscan: number): Window {
  const step = Math.max(1, Math.floor(overscan / 2))
  const seen = Math.floor(Math.max(0, top) / rowHeight)
  const first = Math.max(0, Math.floor((seen - overscan) / step) * step)
  const drawn = Math.ceil(height / rowHeight) + 2 * overscan + step
  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.min(count, first + drawn) }
}
