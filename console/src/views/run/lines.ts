import type { RunFold, VisitStatus } from '../../model/journal/run'

/** A visit, or something that it did, as a line of the timeline and the tree. */
export interface RunLine {
  visit: string
  step?: number
  label: string
  kind: string
  depth: number
  status: VisitStatus
  tone: string
  startedAt: number
  endedAt?: number
  note?: string
}

export function linesOf(fold: RunFold): RunLine[] {
  const lines: RunLine[] = []
  for (const visit of fold.visits) {
    const label = visit.id.slice(visit.id.lastIndexOf('/') + 1).replace(/#1$/, '')
    lines.push({
      visit: visit.id,
      label,
      kind: 'node',
      depth: visit.depth,
      status: visit.status,
      tone: visit.status,
      startedAt: visit.startedAt,
      endedAt: visit.endedAt,
      note: visit.error?.code,
    })
    for (const step of visit.steps) {
      const tone = step.status === 'success' && (step.kind === 'model' || step.kind === 'tool') ? step.kind : step.status
      lines.push({
        visit: visit.id,
        step: step.seq,
        label: step.name,
        kind: step.kind,
        depth: visit.depth + 1,
        status: step.status,
        tone,
        startedAt: step.startedAt,
        endedAt: step.endedAt,
        note: step.error?.code,
      })
    }
  }
  return lines
}
