/** A scale from times to a width of 1. */
export interface TimeScale {
  from: number
  to: number
  at(time: number): number
  /** Marks at round steps, with labels that say how long after the beginning. */
  ticks: { at: number; label: string }[]
}

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
  14_400_000, 43_200_000, 86_400_000,
]

/** A scale over a run; one that took no time is a millisecond wide. */
export function timeScale(from: number, to: number, most = 8): TimeScale {
  const width = Math.max(1, to - from)
  const step = steps.find((candidate) => width / candidate <= most) ?? Math.ceil(width / most / 86_400_000) * 86_400_000
  const ticks = []
  for (let passed = 0; passed <= width; passed += step) ticks.push({ at: passed / width, label: duration(passed) })
  return { from, to: from + width, at: (time) => Math.min(1, Math.max(0, (time - from) / width)), ticks }
}

/** A length of time in at most two units. */
export function duration(ms: number): string {
  if (ms < 1) return `${Math.round(ms * 100) / 100 || 0} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${trim(ms / 1_000)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return two(minutes, 'min', Math.round((ms % 60_000) / 1_000), 's')
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return two(hours, 'h', minutes % 60, 'min')
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const trim = (value: number) => (value < 10 ? value.toFixed(2).replace(/\.?0+$/, '') : value.toFixed(1).replace(/\.0$/, ''))
const two = (major: number, unit: string, minor: number, small: string) =>
  minor === 0 ? `${major} ${unit}` : `${major} ${unit} ${minor} ${small}`
