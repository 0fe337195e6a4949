/** Days of UTC, both included. */
export interface Period {
  from: string
  to: string
}

const day = 86_400_000
const text = (time: number) => new Date(time).toISOString().slice(0, 10)
const isDay = (value: string | undefined) => value !== undefined && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))

/** The last days, today included. */
export const lastDays = (days: number, now: number): Period => ({ from: text(now - (days - 1) * day), to: text(now) })

/** As many days, right before. */
export function before({ from, to }: Period): Period {
  const length = Date.parse(to) - Date.parse(from)
  const last = Date.parse(from) - day
  return { from: text(last - length), to: text(last) }
}

/** A period as an address has it; undefined where it is none. */
export const periodOf = (from: string | undefined, to: string | undefined): Period | undefined =>
  isDay(from) && isDay(to) && (from as string) <= (to as string) ? { from: from as string, to: to as string } : undefined

/** By how much something is more (or less) than it was, as a share of what it was. */
export function changeOf(now: number | null | undefined, then: number | null | undefined): number | undefined {
  if (now === null || now === undefined || then === null || then === undefined || then === 0) return undefined
  return (now - then) / Math.abs(then)
}

/** Two lists of groups side by side, by name: those of the first in its order, then what only the second has. */
export function sideBySide<T extends { name: string | null }>(
  now: readonly T[],
  then: readonly T[] = [],
): { name: string; now?: T; other?: T }[] {
  const names = [...new Set([...now, ...then].map((group) => group.name ?? ''))]
  return names.map((name) => ({
    name,
    now: now.find((group) => (group.name ?? '') === name),
    other: then.find((group) => (group.name ?? '') === name),
  }))
}
