import type { RunFold, VisitStatus } from './run'

/** How a node fared in a run. */
export interface Heat {
  visits: number
  status: VisitStatus
  ms: number
}

/** What a graph's drawing shows of a run: by node, how often it was visited and how its last visit stands. */
export function nodeHeat(fold: RunFold): Map<string, Heat> {
  const heat = new Map<string, Heat>()
  for (const visit of fold.visits) {
    const before = heat.get(visit.node)
    heat.set(visit.node, {
      visits: (before?.visits ?? 0) + 1,
      status: visit.status,
      ms: (before?.ms ?? 0) + Math.max(0, (visit.endedAt ?? fold.lastAt) - visit.startedAt),
    })
  }
  return heat
}
